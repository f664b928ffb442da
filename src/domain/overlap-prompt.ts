// What a worker hears when its work and another's would conflict.

export interface OtherWork {
  id: string;
  title: string;
}

/** `other` null: it would conflict with what is in the integration branch already. */
export function overlapPrompt(files: readonly string[], other: OtherWork | null): string {
  const who =
    other === null
      ? "Work of other tasks that has been merged since you began"
      : `Another worker, which does "${other.title}" (${other.id}) at this moment,`;
  return `A word from the person who runs this swarm. ${who} changes the same places as you do. If both were merged as they
stand, these files would conflict:
${files.map((file) => `- ${file}`).join("\n")}

Go on with your task. In these files change only what your task needs, keep apart from the other change where you can, and
leave the other worker's files and branch alone. Say in your summary what you did about it.
`;
}
