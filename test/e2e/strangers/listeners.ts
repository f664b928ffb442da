// Everything of a running swarm that listens: where it is, what lets somebody in, and every route that it has.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { ownerVerbs } from "../../../src/owner-protocol.ts";

export interface Route {
  method: string;
  path: string;
}

export interface Listener {
  name: "door" | "workers" | "opencode";
  url: string;
  /** Value of the `authorization` header that lets in. */
  key: string;
  routes: Route[];
}

const read = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));
const methods = ["get", "post", "put", "patch", "delete"];

/** What OpenCode says of itself; parameters of a path are filled in. */
async function routesOfOpenCode(url: string, key: string): Promise<Route[]> {
  const answer = await fetch(`${url}/doc`, { headers: { authorization: key } });
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([path, ways]) =>
    Object.keys(ways)
      .filter((way) => methods.includes(way))
      .map((way) => ({ method: way.toUpperCase(), path: path.replaceAll(/\{[^}]*\}/g, "x") })),
  );
}

/** `stateDir`: of the swarm, below the git folder. */
export async function listenersOf(stateDir: string): Promise<Listener[]> {
  const door = read(join(stateDir, "client.json")) as { url: string; token: string };
  const server = read(join(stateDir, "opencode", "server.json")) as { access: { url: string; password: string } };
  const workers = read(join(stateDir, "opencode", "owner.json")) as { url: string; token: string };
  const { url, password } = server.access;
  const key = `Basic ${Buffer.from(`opencode:${password}`).toString("base64")}`;
  const posted = (path: string): Route => ({ method: "POST", path });
  return [
    {
      name: "door",
      url: door.url,
      key: `Bearer ${door.token}`,
      routes: [
        ...Object.keys(ownerVerbs).map((verb) => posted(`/owner/${verb}`)),
        { method: "GET", path: "/owner/events" },
      ],
    },
    {
      name: "workers",
      url: workers.url,
      key: `Bearer ${workers.token}`,
      routes: [posted("/worker/progress"), posted("/worker/complete")],
    },
    { name: "opencode", url, key, routes: await routesOfOpenCode(url, key) },
  ];
}

/** Processes of the swarm beside this one: the keeper and its server. */
export function keptPids(stateDir: string): number[] {
  const { keeper, server } = read(join(stateDir, "opencode", "server.json")) as Record<string, { pid: number }>;
  return [keeper?.pid, server?.pid].filter((pid) => pid !== undefined);
}

/** Addresses at which a process listens, as the kernel writes them: `0100007F` is 127.0.0.1. Linux only. */
export function listeningAddresses(pid: number): string[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [/^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? ""];
      } catch {
        return [];
      }
    }),
  );
  const listens = "0A";
  return ["tcp", "tcp6"].flatMap((kind) =>
    readFileSync(`/proc/${pid}/net/${kind}`, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === listens && sockets.has(fields[9] ?? ""))
      .map((fields) => fields[1] ?? ""),
  );
}
