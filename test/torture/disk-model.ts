// A disk of which only what was synced is sure: replays a log, and says what may be there when the power goes.
import type { DiskEntry, DiskOperation } from "./disk-log.ts";
import { ModelFile, type FileChange } from "./disk-file.ts";

type NameChange = { name: string; file: ModelFile | null; done: boolean };

interface Running {
  operation: DiskOperation;
  changes: FileChange[];
  names: NameChange[];
  /** Makes durable what was done before it began. */
  settle(): void;
}

export class DiskModel {
  #files = new Map<number, ModelFile>();
  #durable = new Map<string, ModelFile>();
  #pending: NameChange[] = [];
  #running = new Map<number, Running>();

  /** Without `syncs` nothing ever gets durable: the control. */
  constructor(private readonly syncs: boolean) {}

  apply(entry: DiskEntry): void {
    if ("begin" in entry) this.#begin(entry.begin, entry.operation);
    else if ("end" in entry) this.#end(entry);
  }

  /** What a process sees that opens the directory now. */
  names(): Map<string, ModelFile> {
    const names = new Map(this.#durable);
    for (const change of this.#pending) apply(names, change);
    return names;
  }

  /** Operations that have begun and not ended. */
  running(): [number, DiskOperation][] {
    return [...this.#running].map(([id, { operation }]) => [id, operation]);
  }

  file(number: number): ModelFile | undefined {
    return this.#files.get(number);
  }

  /** What may stand in the directory after a loss of power: bytes by name. */
  afterLoss(random: () => number): Map<string, Buffer> {
    // From nothing to all of what was not synced.
    const kept = [0, 1, random(), random()][Math.floor(random() * 4)]!;
    const grain = random() < 0.5 ? 512 : 4096;
    const image = new Map<string, Buffer>();
    for (const [name, file] of this.#namesAfterLoss(random, kept)) image.set(name, file.afterLoss(random, kept, grain));
    return image;
  }

  #namesAfterLoss(random: () => number, kept: number): Map<string, ModelFile> {
    const names = new Map(this.#durable);
    const inOrder = random() < 0.5;
    let lost = false;
    for (const change of this.#pending) {
      const isLost = random() >= kept;
      // A file system with a journal loses the end of what was done, others anything.
      lost = isLost || (inOrder && lost);
      if (!lost) apply(names, change);
    }
    return names;
  }

  #begin(id: number, operation: DiskOperation): void {
    const running: Running = { operation, changes: [], names: [], settle: () => undefined };
    this.#running.set(id, running);
    const name = (called: string, file: ModelFile | null): void =>
      void running.names.push({ name: called, file, done: false });
    switch (operation.kind) {
      case "open": {
        const file = operation.creates ? new ModelFile(operation.syncs) : this.names().get(operation.name);
        if (file) this.#files.set(id, file);
        if (operation.creates) name(operation.name, file ?? null);
        break;
      }
      case "write": {
        const file = this.#files.get(operation.file);
        if (!file) break;
        const change = { at: operation.at, bytes: Buffer.from(operation.base64, "base64"), done: false };
        running.changes.push(file.add(change));
        if (file.syncsItself) running.settle = () => file.settle([change]);
        break;
      }
      case "truncate":
        running.changes.push(
          ...[this.#files.get(operation.file)?.add({ length: operation.length, done: false })].filter(
            (one) => one !== undefined,
          ),
        );
        break;
      case "sync": {
        const file = this.#files.get(operation.file);
        const done = file?.done() ?? [];
        running.settle = () => file?.settle(done);
        break;
      }
      case "rename":
        name(operation.to, this.names().get(operation.from) ?? null);
        name(operation.from, null);
        break;
      case "link":
        name(operation.to, this.names().get(operation.from) ?? null);
        break;
      case "unlink":
        name(operation.name, null);
        break;
      case "sync directory": {
        const done = this.#pending.filter((change) => change.done);
        running.settle = () => {
          for (const change of done) apply(this.#durable, change);
          this.#pending = this.#pending.filter((change) => !done.includes(change));
        };
      }
    }
    this.#pending.push(...running.names);
  }

  #end({ end, ok, written, killed }: Extract<DiskEntry, { end: number }>): void {
    const running = this.#running.get(end);
    if (!running) return;
    this.#running.delete(end);
    if (!ok) {
      this.#pending = this.#pending.filter((change) => !running.names.includes(change));
      for (const change of running.changes) this.#fileOf(running.operation)?.drop(change);
      return;
    }
    for (const change of [...running.changes, ...running.names]) change.done = true;
    for (const change of running.changes) {
      if (!("bytes" in change)) continue;
      if (killed !== undefined) change.bytes = Buffer.from(killed, "base64");
      else if (written !== undefined) change.bytes = change.bytes.subarray(0, written);
    }
    // What was under way when its process was killed promised nobody anything.
    if (this.syncs && killed === undefined) running.settle();
  }

  #fileOf(operation: DiskOperation): ModelFile | undefined {
    return "file" in operation ? this.#files.get(operation.file) : undefined;
  }
}

function apply(names: Map<string, ModelFile>, { name, file }: NameChange): void {
  if (file) names.set(name, file);
  else names.delete(name);
}
