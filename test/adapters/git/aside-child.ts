// A process that moves a branch and sets aside what is in the way, to be killed: says "ready" before the move and "done" after it.
import { openRepository } from "../../../src/adapters/git/open-repository.ts";

const [dir = "", branch = "", old = "", next = "", aside = ""] = process.argv.slice(2);
const repository = await openRepository(dir);
process.stdout.write("ready\n");
await repository.moveBranch({ branch, old, new: next }, aside);
process.stdout.write("done\n");
