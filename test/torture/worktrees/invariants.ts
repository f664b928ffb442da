// What must hold at every moment at which nothing is under way. Cheap: most of it is read from files.
import type { EpicState } from "../../../src/domain/epic-state.ts";
import type { TaskState } from "../../../src/domain/task-state.ts";
import { blobId, digestOf, filesBelow, type Ground, personsFiles } from "./ground.ts";
import type { Look } from "./look.ts";
import type { Owner } from "./owner.ts";

export interface Invariants {
  /** What does not hold, one sentence each. */
  broken(owner: Owner, look: Look): Promise<string[]>;
}

const tasksOf = (epics: readonly EpicState[]): { epic: EpicState; task: TaskState }[] =>
  epics.flatMap((epic) => [...epic.tasks.values()].map((task) => ({ epic, task })));

function reused(epics: readonly EpicState[]): string[] {
  const users = new Map<string, string>();
  const said: string[] = [];
  for (const { epic, task } of tasksOf(epics)) {
    if (task.worktree_path === null) continue;
    const name = `${epic.id}/${task.id}`;
    const other = users.get(task.worktree_path);
    if (other !== undefined) said.push(`${name} uses the worktree of ${other}`);
    users.set(task.worktree_path, name);
  }
  return said;
}

export async function createInvariants(ground: Ground): Promise<Invariants> {
  const outside = await ground.outside();
  const trees = new Map<string, string>();
  const begun = new Set<string>();
  let mainFiles = "";
  let mainTip = "";

  async function treeOf(commit: string): Promise<string> {
    const known = trees.get(commit) ?? (await ground.git(["rev-parse", `${commit}^{tree}`])).trim();
    trees.set(commit, known);
    return known;
  }

  /** The checkout is its branch's commit with what the person did not commit over it, and nothing else. */
  async function ofCheckout(look: Look): Promise<string[]> {
    const tip = look.refs.get("refs/heads/main") ?? "";
    const files = await filesBelow(ground.dir, (path) => path === ".git");
    const digest = digestOf(files);
    if (tip === mainTip && digest === mainFiles) return [];
    const listed = await ground.git(["ls-tree", "-r", "-z", "main"]);
    const expected = new Map(
      listed.split("\0").flatMap((line): [string, string][] => {
        const [, mode, id, path] = /^(\d+) \w+ ([0-9a-f]+)\t([^]+)$/.exec(line) ?? [];
        return path === undefined ? [] : [[path, `${mode} ${id}`]];
      }),
    );
    for (const [path, content] of Object.entries(personsFiles))
      expected.set(path, `100644 ${blobId(Buffer.from(content))}`);
    [mainTip, mainFiles] = [tip, digest];
    if (digest === digestOf(expected)) return [];
    const names = new Set([...expected.keys(), ...files.keys()]);
    const wrong = [...names].filter((path) => expected.get(path) !== files.get(path));
    return [`the checkout is not main (${tip.slice(0, 12)}) with the person's changes: ${wrong.join(", ")}`];
  }

  /** An attempt from scratch begins on its base, with nothing of anybody else in its folder. */
  async function ofBeginnings(epics: readonly EpicState[], look: Look): Promise<string[]> {
    const said: string[] = [];
    for (const { epic, task } of tasksOf(epics)) {
      const name = `attempt ${task.attempt} of ${epic.id}/${task.id}`;
      if (task.status !== "working" || begun.has(name)) continue;
      begun.add(name);
      const standing = look.worktrees.get(task.worktree_path ?? "");
      if (!task.fresh || standing === undefined) continue;
      if (standing.head !== task.base || standing.tree !== (await treeOf(task.base ?? "")))
        said.push(`${name} is a new beginning, and its worktree was not at its base ${task.base?.slice(0, 12)}`);
      const at = look.refs.get(`refs/heads/${task.branch}`);
      if (at !== task.base) said.push(`${name} is a new beginning, and its branch is at ${at}`);
    }
    return said;
  }

  /** A turn runs only for a task that knows of it. */
  async function ofTurns(owner: Owner, epics: readonly EpicState[]): Promise<string[]> {
    const atWork = tasksOf(epics).filter(({ task }) => ["starting", "working"].includes(task.status));
    const known = new Set(atWork.map(({ task }) => task.worktree_path));
    const running = await owner.working();
    return running
      .filter((place) => !known.has(place))
      .map((place) => `a turn runs in ${place}, and no task is at work there`);
  }

  return {
    async broken(owner, look) {
      const epics = await owner.swarm.epics();
      const said = [...reused(epics), ...(await ofCheckout(look)), ...(await ofBeginnings(epics, look))];
      if ((await ground.outside()) !== outside) said.push("a folder outside of the worktrees was changed");
      return [...said, ...(await ofTurns(owner, epics))];
    },
  };
}
