// Opens the event store of a directory as its one owner.
import { chmod, mkdir, realpath } from "node:fs/promises";
import type { Clock } from "../../application/ports/ambient.ts";
import type { EventStore } from "../../application/ports/event-store.ts";
import type { ProjectionTable } from "../../domain/projections/table.ts";
import type { Upcast } from "./event-line.ts";
import { defaultHotWindow, type HotWindow } from "./hot-window.ts";
import { type JournalFiles, nodeJournalFiles } from "./journal-files.ts";
import { listSegments } from "./journal-reader.ts";
import { type JournalSizes, JournalWriter, syncLastBatch, writeFailure } from "./journal-writer.ts";
import { OwnedStore } from "./owned-store.ts";
import { mustStillOwn, takeOwnership } from "./owner-lock.ts";
import { Replica } from "./replica.ts";
import { type SnapshotPace, startSnapshots } from "./snapshotter.ts";
import { loadSqlite, locateWasm } from "./sqlite.ts";

export interface ReaderOptions {
  /** Directory of the store. */
  dir: string;
  projections: readonly ProjectionTable[];
  /** Lifts events of older schema versions when they are read. */
  upcast?: Upcast;
  /** Which events stay in memory. */
  window?: Partial<HotWindow>;
  /** Milliseconds that archived events stay in memory after a query needed them. */
  keepArchiveMs?: number;
  files?: JournalFiles;
  wasmPath?: string;
}

export interface StoreOptions extends ReaderOptions {
  /** What others are told who owns the store. */
  owner: { command: string };
  clock?: Clock;
  sizes?: Partial<JournalSizes>;
  snapshots?: Partial<SnapshotPace>;
  /** Hears of what neither an append nor a query can be told: a snapshot that failed, a listener that threw. */
  onProblem?: (error: unknown) => void;
}

const defaultSizes: JournalSizes = { segmentBytes: 16 * 1024 * 1024, growthBytes: 1024 * 1024 };
const defaultPace: SnapshotPace = { every: 5_000, idleMs: 2_000 };

/** Opens the tables of a store without owning it. */
export async function openReplica(options: ReaderOptions): Promise<Replica> {
  const sqlite = loadSqlite(options.wasmPath ?? locateWasm());
  // Whoever waits for it hears of it; what fails before that is told first.
  sqlite.catch(() => {});
  return Replica.open({
    dir: options.dir,
    projections: options.projections,
    files: options.files ?? nodeJournalFiles,
    sqlite,
    upcast: options.upcast ?? ((event) => event),
    window: { ...defaultHotWindow, ...options.window },
    keepArchiveMs: options.keepArchiveMs ?? 60_000,
  });
}

/** Makes the directory if it is not there (mode 0700), takes the ownership and brings the tables up to date. */
export async function openStore(options: StoreOptions): Promise<EventStore> {
  const files = options.files ?? nodeJournalFiles;
  const onProblem = options.onProblem ?? (() => {});
  const now = options.clock?.now() ?? Date.now();
  let dir = options.dir;
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    dir = await realpath(dir);
    await chmod(dir, 0o700);
  } catch (error) {
    throw writeFailure(dir, error);
  }
  const lock = await takeOwnership(dir, options.owner.command, new Date(now).toISOString()).catch((error: unknown) => {
    throw writeFailure(dir, error);
  });
  let replica: Replica | null = null;
  try {
    replica = await openReplica({ ...options, dir });
    const { tables } = replica;
    const newest = (await listSegments(files, dir)).at(-1) ?? 0;
    const sizes = { ...defaultSizes, ...options.sizes };
    const start = async (): Promise<JournalWriter> => {
      await syncLastBatch(files, dir, tables.position);
      return JournalWriter.start(files, dir, sizes, newest + 1, tables.position.batch, () => mustStillOwn(dir, lock));
    };
    const writer = await start().catch((error: unknown) => {
      throw writeFailure(dir, error);
    });
    const pace = { ...defaultPace, ...options.snapshots };
    const snapshots = startSnapshots(tables, files, dir, pace, replica.snapshotSeq, onProblem);
    return new OwnedStore({ dir, replica, writer, snapshots, lock, onProblem });
  } catch (error) {
    await replica?.close();
    await lock.release();
    throw error;
  }
}
