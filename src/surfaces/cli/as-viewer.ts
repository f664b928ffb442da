// Runs what only looks, also while a run owns the store.
import type { FollowingView } from "./program.ts";
import type { Session } from "./session.ts";

export async function asViewer(session: Session, look: (view: FollowingView) => Promise<number>): Promise<number> {
  const { around, dir } = session;
  const view = await around.program.openView({ dir, env: around.env });
  try {
    return await look(view);
  } finally {
    await view.close();
  }
}
