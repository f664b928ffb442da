// The way back for the plug-in: only who holds the private file gets in, and only from this machine's own programs.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGateway, type Gateway } from "../../../src/adapters/opencode/gateway.ts";
import { tellOwner } from "../../../src/plugin/owner.ts";

let folder: string;
let record: string;
let gateway: Gateway;
const calls: unknown[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "swarm-gateway-"));
  record = join(folder, "owner.json");
  gateway = await startGateway(record, (call, session, args) => {
    calls.push({ call, session, args });
    return Promise.resolve(session === "ses_known" ? { accepted: "Recorded." } : { refused: "who are you" });
  });
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Status of a raw request, with any header, also those that fetch does not let through; 0: hung up without an answer. */
function status(headers: Record<string, string>, body = "{}", path = "/worker/progress"): Promise<number> {
  const { url, token } = JSON.parse(readFileSync(record, "utf8")) as { url: string; token: string };
  const all = { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers };
  return new Promise((resolve) => {
    const request = httpRequest(`${url}${path}`, { method: "POST", headers: all, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on("error", () => resolve(0));
    request.end(body);
  });
}

test("a call reaches the owner, and its answer or refusal comes back as words", async () => {
  const body = { session_id: "ses_known", args: { bead_id: "a" } };
  await expect(tellOwner(record, "complete", body, undefined)).resolves.toBe("Recorded.");
  expect(calls.at(-1)).toEqual({ call: "complete", session: "ses_known", args: { bead_id: "a" } });
  await expect(tellOwner(record, "progress", { ...body, session_id: "ses_x" }, undefined)).rejects.toThrow(
    "who are you",
  );
});

test("without the token, from a page, under a forged name, too long or unreadable: refused", async () => {
  const before = calls.length;
  expect(await status({ authorization: "Bearer wrong" })).toBe(401);
  expect(await status({ authorization: "" })).toBe(401);
  expect(await status({ origin: "http://localhost:3000" })).toBe(403);
  expect(await status({ host: "evil.example" })).toBe(403);
  expect(await status({}, "not json")).toBe(400);
  const long = JSON.stringify({ session_id: "s", args: "x".repeat(2_000_000) });
  expect([413, 0]).toContain(await status({}, long));
  expect(await status({}, "{}", "/worker/other")).toBe(404);
  expect(calls).toHaveLength(before);
});

test("an owner that is not there is told to the model as something to try again", async () => {
  const call = tellOwner(join(folder, "none.json"), "progress", { session_id: "s", args: {} }, undefined, 500);
  await expect(call).rejects.toThrow("call this tool again later");
});

test("a call that comes while one owner goes and the next one comes waits for it", async () => {
  const later = join(folder, "later.json");
  const call = tellOwner(later, "progress", { session_id: "ses_known", args: {} }, undefined);
  const next = await startGateway(later, () => Promise.resolve({ accepted: "by the next" }));
  await expect(call).resolves.toBe("by the next");
  await next.close();
});

test("a restarted owner is found at the next call", async () => {
  const second = await startGateway(record, () => Promise.resolve({ accepted: "by the second" }));
  const body = { session_id: "ses_known", args: {} };
  await expect(tellOwner(record, "progress", body, undefined)).resolves.toBe("by the second");
  await second.close();
});
