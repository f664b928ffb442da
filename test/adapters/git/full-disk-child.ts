// Runs on a tiny disk of its own: fills it, and prints the reason with which each step is refused, and what is left of it.
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import { createRepository } from "../../support/repositories.ts";

const [disk = ""] = process.argv.slice(2);
const person = await createRepository({ "a.txt": "a\n", "b.txt": "b\n" });
const repository = await openRepository(person.dir, { env: person.env });
const { commit: base } = await repository.head();
const big = await person.commit({ "big.txt": "x".repeat(400_000) });
await person.git(["reset", "-q", "--hard", base]);
const branch = "swarm/e/t";
const { path } = await repository.addWorktree({ epicId: "e", taskId: "t", branch, base });
await writeFile(
  join(path, "work.bin"),
  Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * index * 7919) % 251)),
);

async function fill() {
  for (const size of [65_536, 4096]) {
    for (let number = 0; ; number += 1) {
      const written = await writeFile(join(disk, `fill-${size}-${number}`), Buffer.alloc(size)).then(
        () => true,
        () => false,
      );
      if (!written) break;
    }
  }
}
const reasonOf = (step: Promise<unknown>) =>
  step.then(
    () => "none",
    (cause: { reason?: string; message: string }) => cause.reason ?? cause.message,
  );
const free = () =>
  rm(join(disk, "fill-65536-0"), { force: true }).then(() => rm(join(disk, "fill-65536-1"), { force: true }));

await fill();
const request = {
  path,
  branch,
  base,
  ref: "refs/opencode-swarm/e/t/1",
  message: "x",
  author: { name: "a", email: "b@c" },
};
const collected = await reasonOf(repository.collect(request));
const moved = await reasonOf(repository.moveBranch({ branch: "main", old: base, new: big }));
const added = await reasonOf(repository.addWorktree({ epicId: "e", taskId: "u", branch: "swarm/e/u", base: big }));
const move = { branch: "main", old: base, new: big };
await free();
const settled = await repository.settleMove(move);
const status = await person.git(["status", "--porcelain"]);
for (let number = 2; number < 30; number += 1) await rm(join(disk, `fill-65536-${number}`), { force: true });
const after = (await repository.collect(request)).files_touched;
process.stdout.write(JSON.stringify({ collected, moved, added, settled, status, after }));
await repository.close();
