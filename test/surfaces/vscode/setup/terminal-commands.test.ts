// What is typed into a terminal runs one program, whatever the path is called.
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import {
  opencodeInstallCommand,
  opencodeSignInCommand,
} from "../../../../src/surfaces/vscode/setup/terminal-commands.ts";

describe("the command that signs in", () => {
  it("names OpenCode as the terminal finds it, or the program that the person set", () => {
    expect(opencodeSignInCommand("", false)).toBe("opencode auth login");
    expect(opencodeSignInCommand("/opt/opencode/bin/opencode", false)).toBe("/opt/opencode/bin/opencode auth login");
    expect(opencodeSignInCommand("C:\\Program Files\\o'c.exe", true)).toBe(
      "& 'C:\\Program Files\\o''c.exe' auth login",
    );
  });

  it("is one word for a shell, whatever the path holds", () => {
    const path = "/tmp/a b'; $(touch x) `y`/opencode";
    const command = opencodeSignInCommand(path, false);
    const words = execFileSync("sh", ["-c", `printf '%s\\n' ${command}`], { encoding: "utf8" })
      .trimEnd()
      .split("\n");
    expect(words).toEqual([path, "auth", "login"]);
  });

  it("cannot run itself by a line break", () => {
    expect(opencodeSignInCommand("opencode\nrm x", false)).toBe("opencode auth login");
  });
});

describe("the command that installs", () => {
  it("upgrades what is there", () => {
    expect(opencodeInstallCommand(true, false)).toBe("opencode upgrade");
  });
  it("is npm's on Windows", () => {
    expect(opencodeInstallCommand(false, true)).toContain("npm install -g opencode-ai");
  });
});
