// The VS Code that is tested, and the oldest one; both as code-server, which needs a Node.js of its own.

/** `@types/vscode` and `engines.vscode` may name an older VS Code than the oldest one here, never a newer one. */
export const codeServerVersions = {
  /** VS Code 1.139.1 */
  current: "4.139.1",
  /** VS Code 1.103.2, the oldest that npm has at or above engines.vscode. */
  oldest: "4.103.2",
} as const;

export type CodeServerAge = keyof typeof codeServerVersions;

/** Each runs on the Node.js that it was made for: the oldest loses its connections on 24. */
export const nodeVersions: Readonly<Record<CodeServerAge, string>> = { current: "24.21.0", oldest: "22.23.1" };
