// Six processes that contend for one lock, and what they say.
import { setTimeout as sleep } from "node:timers/promises";
import { type LineChild, startProgram } from "../support/store-lines.ts";

/** Milliseconds after which nobody will say anything any more. */
export const patience = 60_000;

export class Contender {
  readonly #child: LineChild;
  readonly heard: string[] = [];
  alive = true;
  #waiting: (() => void)[] = [];

  constructor(program: string, args: readonly string[], onWord: () => void) {
    this.#child = startProgram(program, args);
    const changed = (): void => {
      for (const wake of this.#waiting.splice(0)) wake();
      onWord();
    };
    const pump = async (): Promise<void> => {
      for (let line = await this.#child.hear(); line !== null; line = await this.#child.hear()) {
        this.heard.push(line);
        changed();
      }
      this.alive = false;
      changed();
    };
    void pump();
  }

  get pid(): number {
    return this.#child.pid;
  }

  say(line: string): void {
    this.#child.say(line);
  }

  /** Resolves when it has said a word that was not taken yet, and takes it; false if it ends before, or says it never. */
  async word(word: string): Promise<boolean> {
    const said = await this.saw(word);
    if (said) this.heard.splice(this.heard.indexOf(word), 1);
    return said;
  }

  /** The same, and leaves the word. */
  async saw(word: string): Promise<boolean> {
    const end = Date.now() + patience;
    while (!this.heard.includes(word)) {
      if (!this.alive || Date.now() > end) return false;
      await Promise.race([new Promise<void>((resolve) => this.#waiting.push(resolve)), sleep(200)]);
    }
    return true;
  }

  pause(): void {
    process.kill(this.pid, "SIGSTOP");
  }

  goOn(): void {
    process.kill(this.pid, "SIGCONT");
  }

  async kill(): Promise<void> {
    this.alive = false;
    await this.#child.kill();
  }
}
