// One file on a disk of which only what was synced is sure.

/** A write or a truncation; `done` when it has ended. */
export type FileChange = ({ at: number; bytes: Buffer } | { length: number }) & { done: boolean };

function after(content: Buffer, change: FileChange): Buffer {
  if ("length" in change) {
    const cut = Buffer.alloc(change.length);
    content.copy(cut);
    return cut;
  }
  const whole = Buffer.alloc(Math.max(content.length, change.at + change.bytes.length));
  content.copy(whole);
  change.bytes.copy(whole, change.at);
  return whole;
}

export class ModelFile {
  #durable: Buffer = Buffer.alloc(0);
  #pending: FileChange[] = [];

  /** True if a write has reached the disk when it ends. */
  constructor(readonly syncsItself: boolean) {}

  add(change: FileChange): FileChange {
    this.#pending.push(change);
    return change;
  }

  drop(change: FileChange): void {
    this.#pending = this.#pending.filter((one) => one !== change);
  }

  /** Changes that have ended and are not durable. */
  done(): FileChange[] {
    return this.#pending.filter((change) => change.done);
  }

  /** Makes changes durable. */
  settle(changes: readonly FileChange[]): void {
    for (const change of this.#pending.filter((one) => changes.includes(one))) {
      this.#durable = after(this.#durable, change);
    }
    this.#pending = this.#pending.filter((one) => !changes.includes(one));
  }

  /** What a process reads now. */
  content(): Buffer {
    return this.#versions().at(-1)!;
  }

  #versions(): [Buffer, ...Buffer[]] {
    const versions: [Buffer, ...Buffer[]] = [this.#durable];
    for (const change of this.#pending) versions.push(after(versions.at(-1)!, change));
    return versions;
  }

  /** What may be there after a loss of power. A block of `grain` bytes has any state that it had since it was synced. */
  afterLoss(random: () => number, kept: number, grain: number): Buffer {
    const versions = this.#versions();
    if (versions.length === 1) return versions[0];
    const any = (): Buffer => versions[random() < kept ? versions.length - 1 : Math.floor(random() * versions.length)]!;
    const content = Buffer.alloc(this.#lengthAfterLoss(any().length, versions, random, grain));
    for (let at = 0; at < content.length; at += grain) {
      const block = content.subarray(at, at + grain);
      block.set(any().subarray(at, at + block.length));
      // A block may be torn too: its beginning is of one state, and the rest of another.
      if (random() < 0.1) block.set(any().subarray(at, at + Math.floor(random() * block.length)));
    }
    return content;
  }

  /** The length that it had at some time, or any between, where it grew block by block. */
  #lengthAfterLoss(one: number, versions: readonly Buffer[], random: () => number, grain: number): number {
    if (random() < 0.6) return one;
    const lengths = versions.map((version) => version.length);
    const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
    const between = least + random() * (most - least);
    return random() < 0.5 ? Math.floor(between) : Math.min(most, Math.ceil(between / grain) * grain);
  }
}
