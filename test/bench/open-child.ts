// A fresh process that opens a store of the bench and says how long that took and what it holds. `close` leaves a snapshot.
import { openStore } from "../../src/adapters/store/open-store.ts";
import { allTables } from "../../src/domain/projections/all-tables.ts";

const [dir = "", manner = ""] = process.argv.slice(2);
const from = performance.now();
const store = await openStore({ dir, projections: allTables, owner: { command: "npm run bench" } });
const opened = performance.now();
const rss = process.memoryUsage.rss();
const usage = process.resourceUsage();
const events = await store.lastSeq();
for await (const _event of store.read({ afterSeq: events - 100 }));
const asked = performance.now();
const mebibytes = (bytes: number): number => bytes / 2 ** 20;
const figures = {
  // The clock of a process begins with it.
  sinceStart: opened,
  open: opened - from,
  /** The newest hundred events were read: they are the first that somebody asked for. */
  sinceStartAndRead: asked,
  resident: mebibytes(rss),
  most: mebibytes(usage.maxRSS * 1024),
  /** Of all threads, the compiler included: the same on a machine that others load. */
  processor: (usage.userCPUTime + usage.systemCPUTime) / 1000,
  events,
};
if (manner === "close") await store.close();
process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.kill(process.pid, "SIGKILL"));
