// What is typed into a terminal for the person to run.

/** An old OpenCode upgrades itself; where there is none, npm brings it, which Windows has too. */
export const opencodeInstallCommand = (isThere: boolean, onWindows: boolean): string => {
  if (isThere) return "opencode upgrade";
  return onWindows ? "npm install -g opencode-ai" : "curl -fsSL https://opencode.ai/install | bash";
};

/** Quoted for a POSIX shell, or for PowerShell, which runs a quoted path only after `&`. */
function quoted(path: string, onWindows: boolean): string {
  if (onWindows) return `& '${path.replaceAll("'", "''")}'`;
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

/** `path`: what the person set, or empty. Line breaks in it would run the command. */
export function opencodeSignInCommand(path: string, onWindows: boolean): string {
  const named = path.trim();
  const program = named === "" || /[\r\n]/.test(named) ? "opencode" : quoted(named, onWindows);
  return `${program} auth login`;
}
