// Owns a store under load, writes down what it does to its files, and is killed in the middle or closes the store.
import { recordDisk } from "./disk-recorder.ts";

const [dir = "", log = "", first = "", entries = "", closeAfter = "", manner = ""] = process.argv.slice(2);

// The store then writes and syncs in two calls, as it does on a system on which a file cannot be opened to sync itself.
if (manner === "two calls") Object.defineProperty(process, "platform", { value: "elsewhere" });
const say = recordDisk({ dir, log, first: Number(first), entries: Number(entries) });
// Only now: it looks at the platform when it is loaded.
const { loadStore } = await import("../support/store-load.ts");
await loadStore({ dir, say, closeAfter: Number(closeAfter) });
