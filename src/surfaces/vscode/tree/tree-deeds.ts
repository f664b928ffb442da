// What a person does in the tree: each message becomes the same command that the palette has.
import * as vscode from "vscode";
import type { Action, WebviewMessage } from "../../../protocol.ts";
import { granted, swarmToUse, type CommandParts } from "../commands/command-parts.ts";
import { isRisky } from "./risky-permission.ts";
import { targetOf } from "./row-key.ts";

/** Commands that the tree may ask for besides the actions of its rows. */
const offered = new Set([
  "swarmPanel.new",
  "swarmPanel.runPlan",
  "swarmPanel.demo",
  "swarmPanel.showStatus",
  "swarmPanel.nextAttention",
  "swarmPanel.setup.check",
  "swarmPanel.logs.show",
  "swarmPanel.settings.open",
  "swarmPanel.walkthrough.open",
]);

const taskCommands: Record<Action, string> = {
  review: "review.open",
  approve: "review.approve",
  merge: "merge.run",
  undo: "merge.undo",
  undoPart: "review.undoPart",
  stop: "worker.stop",
  retry: "worker.retry",
  resume: "worker.resume",
  answer: "worker.answer",
  allow: "worker.allowOnce",
  resolve: "merge.askWorker",
  resolveByHand: "merge.resolve",
  finishResolve: "merge.finish",
  abortResolve: "merge.abort",
  takeOut: "worker.takeOut",
  overlap: "worker.overlap",
  skip: "worker.skip",
  discard: "worker.discard",
};

function commandOf(action: Action, kind: "epic" | "task" | "file"): string {
  if (kind === "epic" && action === "stop") return "epic.stopAll";
  if (kind === "epic" && action === "resume") return "epic.resume";
  if (kind === "file" && action === "review") return "review.openFile";
  return taskCommands[action];
}

const run = async (id: string, key: string): Promise<void> => {
  await vscode.commands.executeCommand(`swarmPanel.${id}`, { key });
};

async function permit(parts: CommandParts, message: Extract<WebviewMessage, { type: "permission" }>): Promise<void> {
  const target = targetOf(message.key);
  if (target?.kind !== "task") return;
  const task = parts.session.picture.epic(target.epicId)?.tasks.get(target.taskId);
  const ask = task?.asks.find((one) => one.request_id === message.request);
  const refused = message.reply === "always" && ask?.kind === "permission" && isRisky(ask);
  // The tree does not offer it; what comes all the same is taken for this once.
  const reply = refused ? "once" : message.reply;
  const swarm = await swarmToUse(parts);
  if (swarm === null) return;
  granted(await swarm.permit(target.epicId, target.taskId, message.request, { reply, message: message.message }));
}

async function reply(parts: CommandParts, message: Extract<WebviewMessage, { type: "answer" }>): Promise<void> {
  const target = targetOf(message.key);
  const swarm = target?.kind === "task" ? await swarmToUse(parts) : null;
  if (target?.kind !== "task" || swarm === null) return;
  granted(await swarm.reply(target.epicId, target.taskId, message.request, message.answers));
}

/** Messages that only the feed understands never come here. */
export async function doInTree(parts: CommandParts, message: WebviewMessage): Promise<void> {
  switch (message.type) {
    case "select": {
      const target = message.key === null ? null : targetOf(message.key);
      const task = target === null || target.kind === "epic" ? null : target;
      parts.selection.select(task === null ? null : { epicId: task.epicId, taskId: task.taskId });
      return;
    }
    case "act": {
      const target = targetOf(message.key);
      if (target !== null) await run(commandOf(message.action, target.kind), message.key);
      return;
    }
    case "openFile":
      await run("review.openFile", message.key);
      return;
    case "permission":
      await permit(parts, message);
      return;
    case "answer":
      await reply(parts, message);
      return;
    case "command":
      if (offered.has(message.id)) await vscode.commands.executeCommand(message.id);
      return;
    case "ready":
    case "ack":
    case "resync":
      return;
  }
}
