// A process that moves a branch and is killed by the test: says "ready" before the move and "done" after it.
import { openRepository } from "../../../src/adapters/git/open-repository.ts";

const [dir = "", branch = "", old = "", next = ""] = process.argv.slice(2);
const repository = await openRepository(dir);
process.stdout.write("ready\n");
await repository.moveBranch({ branch, old, new: next });
process.stdout.write("done\n");
