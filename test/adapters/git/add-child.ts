// A process that makes a worktree and is killed by the test: says "ready" before it and "done" after it.
import { openRepository } from "../../../src/adapters/git/open-repository.ts";

const [dir = "", branch = "", base = ""] = process.argv.slice(2);
const repository = await openRepository(dir);
process.stdout.write("ready\n");
await repository.addWorktree({ epicId: "e", taskId: "t", branch, base });
process.stdout.write("done\n");
await repository.close();
