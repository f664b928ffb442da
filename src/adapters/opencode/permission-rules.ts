// What a worker may do without asking. OpenCode takes the last rule that matches.

export interface PermissionRule {
  permission: string;
  pattern: string;
  action: "allow" | "ask" | "deny";
}

const rule = (permission: string, action: PermissionRule["action"]): PermissionRule => ({
  permission,
  pattern: "*",
  action,
});

/**
 * Sub-agents (`task`) are off: they would inherit half of these rules only. `toolOutput` is the folder where OpenCode puts
 * output that is too long for a message, for the model to read it there.
 */
export const workerRules = (toolOutput: string): PermissionRule[] => [
  rule("edit", "allow"),
  rule("bash", "allow"),
  rule("question", "allow"),
  rule("external_directory", "deny"),
  { permission: "external_directory", pattern: `${toolOutput}/*`, action: "allow" },
  rule("task", "deny"),
  rule("doom_loop", "ask"),
  rule("webfetch", "ask"),
];

/** Answers given while a session was parked, as rules. */
export const grantRules = (grants: readonly { permission: string; patterns: readonly string[] }[]): PermissionRule[] =>
  grants.flatMap((grant) =>
    grant.patterns.map((pattern): PermissionRule => ({ permission: grant.permission, pattern, action: "allow" })),
  );
