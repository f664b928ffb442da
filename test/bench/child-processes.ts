// Hears of every process that this one starts, without a hook in the product: Node itself announces them.
import type { ChildProcess } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { preciseNow } from "../../src/demo/scripted-stream.ts";
import type { TaskRecorder } from "./task-recorder.ts";

/** Notes each child from its start until its output is closed, for the task that started it. Returns what stops it. */
export function noteProcesses(recorder: TaskRecorder): () => void {
  const heard = (message: unknown): void => {
    const from = preciseNow();
    const end = recorder.begin("process");
    (message as { process: ChildProcess }).process.once("close", () => end({ from, to: preciseNow() }));
  };
  subscribe("child_process", heard);
  return () => void unsubscribe("child_process", heard);
}
