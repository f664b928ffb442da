// Opens an address in the person's browser, if the machine has a way to.
import { spawn } from "node:child_process";

const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
  linux: ["xdg-open"],
};

/** False when nothing could be started: the address has been printed, and the person opens it. */
export function openAddress(address: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const opener = openers[process.platform];
  const noScreen = process.platform === "linux" && !env["DISPLAY"] && !env["WAYLAND_DISPLAY"];
  if (opener === undefined || noScreen) return Promise.resolve(false);
  const [command, ...before] = opener;
  return new Promise((resolve) => {
    const child = spawn(command, [...before, address], { env, stdio: "ignore", detached: true });
    child.once("error", () => resolve(false));
    child.once("spawn", () => {
      child.unref();
      resolve(true);
    });
  });
}
