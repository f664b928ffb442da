// However a program ends, the answer says how; only a program that could not be judged has a failure.
import { expect, test } from "vitest";
import { runToEnd } from "../../../src/adapters/git/run-to-end.ts";

const request = {
  cwd: process.cwd(),
  env: process.env as Record<string, string>,
  input: "",
  timeoutMs: 60_000,
  maxBytes: 1024 * 1024,
};
const node = (script: string, changed: Partial<typeof request> = {}) =>
  runToEnd(process.execPath, ["-e", script], { ...request, ...changed });
const text = (script: string, input: string) => node(script, { input }).then(({ stdout }) => stdout.toString());

test("one that ends by itself has its exit code and what it said, byte for byte", async () => {
  const end = await node("process.stdout.write(Buffer.from([0, 255])); console.error('hm'); process.exitCode = 3");
  expect(end).toMatchObject({ exitCode: 3, signal: null, timedOut: false, failure: null });
  expect([...end.stdout]).toEqual([0, 255]);
  expect(end.stderr.toString()).toBe("hm\n");
});

test("its input arrives whole, and one that does not read it is judged by its end", async () => {
  const input = "ü".repeat(300_000);
  expect(await text("process.stdin.pipe(process.stdout)", input)).toBe(input);
  expect(await node("process.exit(0)", { input })).toMatchObject({ exitCode: 0, failure: null });
});

test("one that is killed, takes too long or says too much has no exit code but a reason", async () => {
  const [killed, late, loud] = await Promise.all([
    node("process.kill(process.pid, 'SIGKILL')"),
    node("setInterval(() => undefined, 1000)", { timeoutMs: 300 }),
    node("setInterval(() => console.log('x'.repeat(1000)), 1)", { maxBytes: 2000 }),
  ]);
  expect(killed).toMatchObject({ exitCode: null, signal: "SIGKILL", timedOut: false });
  expect(late).toMatchObject({ exitCode: null, timedOut: true });
  expect(loud).toMatchObject({
    exitCode: null,
    timedOut: false,
    failure: { code: "ERR_CHILD_PROCESS_STDIO_MAXBUFFER" },
  });
});

test("one that could not be started says why, also where Node itself refuses", async () => {
  expect(await runToEnd("no-such-program", [], request)).toMatchObject({ exitCode: null, failure: { code: "ENOENT" } });
  expect(await node("", { cwd: "/no/such/folder" })).toMatchObject({ exitCode: null, failure: { code: "ENOENT" } });
  expect(await node("\0")).toMatchObject({ exitCode: null, failure: { code: "ERR_INVALID_ARG_VALUE" } });
});
