// A process that changes a ref and has nothing more to do; with "stay" it waits to be killed. It never closes the repository.
import type { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";

const [dir = "", commit = "", how = ""] = process.argv.slice(2);
const repository = await openRepository(dir);
const started: ChildProcess[] = [];
subscribe("child_process", (message) => void started.push((message as { process: ChildProcess }).process));
await repository.pin("refs/opencode-swarm/child", commit);
process.stdout.write(`${started.map(({ pid }) => pid).join(" ")}\n`);
if (how === "stay") setInterval(() => undefined, 1000);
