// Who is calling: a sub-agent speaks for the session at the root of its parents.

/** The one call of OpenCode's own client that we use. */
export interface SessionLookup {
  session: { get(request: { path: { id: string } }): Promise<{ data?: { id: string; parentID?: string } }> };
}

const deepest = 20;

/** Id of the session at the root of the chain of parents. A session that cannot be read speaks for itself. */
export async function rootSession(client: SessionLookup, sessionId: string): Promise<string> {
  let current = sessionId;
  for (let depth = 0; depth < deepest; depth++) {
    const { data } = await client.session.get({ path: { id: current } });
    if (!data?.parentID) return current;
    current = data.parentID;
  }
  return current;
}
