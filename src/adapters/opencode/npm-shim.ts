// The native program behind npm's `opencode`: a shim would put one more process between us and the server.
import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { basename, dirname, join } from "node:path";

/** Path of OpenCode's native binary if `path` leads into the npm package `opencode-ai`, else `path` itself. */
export function nativeBinary(path: string): string {
  const real = realpathSync(path);
  const packageFolder = dirname(dirname(real));
  if (basename(packageFolder) !== "opencode-ai") return path;
  const system = platform() === "win32" ? "windows" : platform();
  const program = platform() === "win32" ? "opencode.exe" : "opencode";
  const require = createRequire(join(packageFolder, "package.json"));
  try {
    const native = join(dirname(require.resolve(`opencode-${system}-${arch()}/package.json`)), "bin", program);
    return existsSync(native) ? native : path;
  } catch {
    // The platform package is not there: npm installed the baseline or musl build, which the shim knows to find.
    return path;
  }
}
