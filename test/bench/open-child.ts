// A fresh process that opens a store of the bench and says how long that took and what it holds. `close` leaves a snapshot.
import { openStore } from "../../src/adapters/store/open-store.ts";
import { allTables } from "../../src/domain/projections/all-tables.ts";

const [dir = "", manner = ""] = process.argv.slice(2);
const from = performance.now();
const store = await openStore({ dir, projections: allTables, owner: { command: "npm run bench" } });
const opened = performance.now();
const mebibytes = (bytes: number): number => bytes / 2 ** 20;
const figures = {
  // The clock of a process begins with it.
  sinceStart: opened,
  open: opened - from,
  resident: mebibytes(process.memoryUsage.rss()),
  most: mebibytes(process.resourceUsage().maxRSS * 1024),
  /** Of all threads, the compiler included: the same on a machine that others load. */
  processor: process.resourceUsage().userCPUTime / 1000 + process.resourceUsage().systemCPUTime / 1000,
  events: await store.lastSeq(),
};
if (manner === "close") await store.close();
process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.kill(process.pid, "SIGKILL"));
