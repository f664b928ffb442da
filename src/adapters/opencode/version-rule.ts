// Which versions of OpenCode we run on: 1.18.33 is what is tested.

export const testedVersion = "1.18.33";

export type VersionVerdict = "tested" | "untested" | "too-old";

/** `untested` works as far as we know and deserves a warning. A version that cannot be read counts as too old. */
export function judgeVersion(version: string): VersionVerdict {
  if (version === testedVersion) return "tested";
  const match = /^v?(\d+)\.(\d+)\./.exec(version);
  if (!match) return "too-old";
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major < 1 || (major === 1 && minor < 18) ? "too-old" : "untested";
}
