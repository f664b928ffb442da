// Answers to workers: permissions and questions.
import * as vscode from "vscode";
import type { Ask } from "../../../domain/task-state.ts";
import { inertLine } from "../plain-line.ts";
import type { Disposable } from "../signal.ts";
import { isRisky } from "../tree/risky-permission.ts";
import { granted, swarmToUse, type CommandParts } from "./command-parts.ts";
import { targetTask, type FoundTask } from "./target.ts";

type Permission = Extract<Ask, { kind: "permission" }>;
type Question = Extract<Ask, { kind: "question" }>;

/** The one thing that is asked, or the one that the person chooses. */
async function chooseAsk<T extends Ask>(
  title: string,
  asks: readonly T[],
  text: (ask: T) => string,
): Promise<T | null> {
  const [only, ...more] = asks;
  if (only === undefined || more.length === 0) return only ?? null;
  const items = asks.map((ask) => ({ label: inertLine(text(ask)), ask }));
  return (await vscode.window.showQuickPick(items, { title }))?.ask ?? null;
}

async function permissionOf(
  parts: CommandParts,
  target: unknown,
  title: string,
  suits: (ask: Permission) => boolean,
): Promise<{ found: FoundTask; ask: Permission } | null> {
  const permissions = (asks: readonly Ask[]): Permission[] =>
    asks.filter((ask) => ask.kind === "permission").filter(suits);
  const found = await targetTask(parts, target, title, (task) => permissions(task.asks).length > 0);
  if (found === null) return null;
  const text = (ask: Permission): string => [ask.permission, ...ask.patterns].join(" ");
  const ask = await chooseAsk(title, permissions(found.task.asks), text);
  if (ask !== null) return { found, ask };
  if (!found.task.asks.some((one) => one.kind === "permission"))
    void vscode.window.showInformationMessage(vscode.l10n.t("This worker asks for no permission now."));
  return null;
}

async function allow(parts: CommandParts, target: unknown, reply: "once" | "always"): Promise<void> {
  const title = reply === "once" ? vscode.l10n.t("Allow Once") : vscode.l10n.t("Always Allow");
  const found = await permissionOf(parts, target, title, (ask) => reply === "once" || !isRisky(ask));
  if (found === null) return;
  const swarm = await swarmToUse(parts);
  if (swarm === null) return;
  const { epicId, taskId } = found.found.ref;
  granted(await swarm.permit(epicId, taskId, found.ask.request_id, { reply, message: null }));
}

async function deny(parts: CommandParts, target: unknown): Promise<void> {
  const found = await permissionOf(parts, target, vscode.l10n.t("Deny"), () => true);
  if (found === null) return;
  const message = await vscode.window.showInputBox({
    title: vscode.l10n.t("Deny"),
    prompt: vscode.l10n.t("What should the worker do instead? May stay empty."),
  });
  if (message === undefined) return;
  const swarm = await swarmToUse(parts);
  if (swarm === null) return;
  const { epicId, taskId } = found.found.ref;
  const said = message.trim() === "" ? null : message.trim();
  granted(await swarm.permit(epicId, taskId, found.ask.request_id, { reply: "reject", message: said }));
}

/** An option, or the person's own words; undefined: they left. */
async function answerOne(title: string, question: string, options: readonly string[]): Promise<string | undefined> {
  const inWords = () => vscode.window.showInputBox({ title, prompt: inertLine(question) });
  if (options.length === 0) return inWords();
  const own = { label: vscode.l10n.t("$(edit) Answer in your own words…"), answer: null };
  const items = [...options.map((answer) => ({ label: inertLine(answer), answer })), own];
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: inertLine(question) });
  if (chosen === undefined) return undefined;
  return chosen.answer ?? inWords();
}

async function answersTo(ask: Question): Promise<string[][] | null> {
  const answers: string[][] = [];
  for (const [at, { question, options }] of ask.questions.entries()) {
    const title = vscode.l10n.t("Answer Question {0} of {1}", at + 1, ask.questions.length);
    const answer = await answerOne(title, question, options);
    if (answer === undefined || answer.trim() === "") return null;
    answers.push([answer]);
  }
  return answers;
}

async function answer(parts: CommandParts, target: unknown): Promise<void> {
  const title = vscode.l10n.t("Answer Question");
  const questions = (asks: readonly Ask[]): Question[] => asks.filter((ask) => ask.kind === "question");
  const found = await targetTask(parts, target, title, (task) => questions(task.asks).length > 0);
  if (found === null) return;
  const text = (ask: Question): string => ask.questions.map((one) => one.question).join(" ");
  const asked = questions(found.task.asks);
  if (asked.length === 0)
    return void vscode.window.showInformationMessage(vscode.l10n.t("This worker asks no question now."));
  const ask = await chooseAsk(title, asked, text);
  const answers = ask === null ? null : await answersTo(ask);
  if (ask === null || answers === null) return;
  const swarm = await swarmToUse(parts);
  if (swarm !== null) granted(await swarm.reply(found.ref.epicId, found.ref.taskId, ask.request_id, answers));
}

export const registerAnswerCommands = (parts: CommandParts): Disposable[] => [
  parts.register("worker.allowOnce", (target) => allow(parts, target, "once")),
  parts.register("worker.allowAlways", (target) => allow(parts, target, "always")),
  parts.register("worker.deny", (target) => deny(parts, target)),
  parts.register("worker.answer", (target) => answer(parts, target)),
];
