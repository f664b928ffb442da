// sql.js as the store uses it: found beside the bundle or in node_modules, and set up as a cache, not as a disk.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import initSqlJs, { type Database, type SqlJs } from "sql.js";

const wasmName = "sql-wasm.wasm";

/** Path of the WebAssembly file: beside the bundle (dist/sql-wasm.wasm), else in the installed package. */
export function locateWasm(): string {
  const bundled = join(dirname(fileURLToPath(import.meta.url)), wasmName);
  return existsSync(bundled) ? bundled : createRequire(import.meta.url).resolve(`sql.js/dist/${wasmName}`);
}

export function loadSqlite(wasmPath: string): Promise<SqlJs> {
  return initSqlJs({ locateFile: () => wasmPath });
}

/**
 * sql.js makes its file by `slice`, of exactly the size, and copies all of it when it has to become larger. What this gives
 * is taken as it is, with the memory behind it as room to grow.
 */
function asFile(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(bytes.buffer, bytes.byteOffset);
  return Object.defineProperty(bytes, "slice", { value: () => whole });
}

/**
 * Opens a database in memory, empty or from the bytes of an SQLite file: they and the memory behind them belong to it from
 * then on.
 */
export function openDatabase(sqlite: SqlJs, bytes: Uint8Array | null): Database {
  const db = new sqlite.Database(bytes && asFile(bytes));
  // The journal is what is durable. Without these three a transaction costs seven times as much.
  db.run("PRAGMA journal_mode=MEMORY; PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=OFF");
  return db;
}
