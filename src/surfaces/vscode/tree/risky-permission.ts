// Which permissions reach beyond the worktree or cannot be taken back: for those "always" is not offered.
import type { Ask } from "../../../domain/task-state.ts";

const riskyCommands: readonly RegExp[] = [
  /\brm\s+(-\w*\s+)*-\w*[rf]/i,
  /\bgit\s+(\S+\s+)*(push|clean|reset\s+--hard|stash|update-ref)\b/i,
  /\b(sudo|doas|su|mkfs\S*|dd|shutdown|reboot|chown|kill|killall|pkill)\b/i,
  /\bchmod\s+-\w*R/,
  /\b(curl|wget)\b[^|]*\|\s*(\S*\/)?(ba|z|da|fi)?sh\b/i,
  /\b(npm|pnpm|yarn|cargo|gem|twine)\s+(publish|push|upload)\b/i,
  /(^|[\s"'=:])(~|\$HOME|\/(etc|usr|root|home|var|boot|dev|proc|sys))(\/|\b)/,
  /(^|[\s"'/])(\.env(\.\w+)?|id_rsa|id_ed25519|\.ssh|\.aws|\.netrc|\.npmrc|credentials)\b/i,
  /(^|[\s"'=])\.\.(\/|\s|$)/,
];

/** Careful: what is not known to be harmless by its kind is judged by every pattern of it. */
export function isRisky({ permission, patterns }: Extract<Ask, { kind: "permission" }>): boolean {
  if (permission === "external_directory" || permission === "doom_loop") return true;
  if (patterns.some((pattern) => pattern.trim() === "*")) return true;
  return patterns.some((pattern) => riskyCommands.some((risky) => risky.test(pattern)));
}
