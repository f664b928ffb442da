// New Swarm…: a sentence, where it starts from, and which model works on it.
import * as vscode from "vscode";
import type { LiveSwarm } from "../../../application/live-swarm.ts";
import { oneTaskPlan } from "../plan/one-task-plan.ts";
import { swarmToUse, type CommandParts } from "./command-parts.ts";
import { startEpic, uncommittedLine } from "./start-epic.ts";
import { askChoice, askText, type Answered, type Choice } from "./steps.ts";

const totalSteps = 3;

const frame = (step: number) => ({ title: vscode.l10n.t("New Swarm"), step, totalSteps });

const askTask = (value: string): Promise<Answered<string>> =>
  askText(frame(1), {
    value,
    prompt: vscode.l10n.t("What should the worker do? It works in a worktree of its own, and you review its change."),
    placeholder: vscode.l10n.t("As in: Reject negative amounts in src/line.js, with a test"),
    empty: vscode.l10n.t("Say in a sentence what should be done."),
  });

async function askBase(swarm: LiveSwarm): Promise<Answered<string | null>> {
  const left = await uncommittedLine(swarm);
  const here = vscode.l10n.t("What is checked out now");
  const choices: Choice<{ other: boolean }>[] = [
    { label: here, value: { other: false }, ...(left === null ? {} : { detail: left }) },
    { label: vscode.l10n.t("Another branch, tag or commit…"), value: { other: true } },
  ];
  const chosen = await askChoice(frame(2), choices, vscode.l10n.t("Where does the work start from?"));
  if (chosen.kind !== "answer") return chosen;
  if (!chosen.value.other) return { kind: "answer", value: null };
  const named = await askText(frame(2), {
    value: "",
    prompt: vscode.l10n.t("A branch, a tag or a commit"),
    placeholder: "main",
    empty: vscode.l10n.t("Name a branch, a tag or a commit."),
  });
  return named.kind === "answer" ? { kind: "answer", value: named.value.trim() } : named;
}

const modelsOf = (swarm: LiveSwarm): Thenable<string[]> =>
  vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Asking OpenCode for its models…") },
    () => swarm.models(),
  );

async function askModel(swarm: LiveSwarm, usual: string | null): Promise<Answered<string | null>> {
  const none = usual === null ? vscode.l10n.t("OpenCode's default model") : usual;
  const choices: Choice<{ list: boolean }>[] = [
    { label: none, description: vscode.l10n.t("default"), value: { list: false } },
    { label: vscode.l10n.t("Another model…"), value: { list: true } },
  ];
  const placeholder = vscode.l10n.t("Which model works on it?");
  const chosen = await askChoice(frame(3), choices, placeholder);
  if (chosen.kind !== "answer") return chosen;
  if (!chosen.value.list) return { kind: "answer", value: usual };
  const models = await modelsOf(swarm);
  return askChoice(
    frame(3),
    models.map((model) => ({ label: model, value: model })),
    placeholder,
  );
}

/** Asks until everything is known; null: the person left. */
async function askAll(
  opening: Promise<LiveSwarm | null>,
  usual: string | null,
): Promise<{ swarm: LiveSwarm; text: string; base: string | null; model: string | null } | null> {
  let [step, text, base] = [1, "", null as string | null];
  for (;;) {
    if (step === 1) {
      const said = await askTask(text);
      if (said.kind !== "answer") return null;
      text = said.value;
      step = 2;
    }
    const swarm = await opening;
    if (swarm === null) return null;
    if (step === 2) {
      const said = await askBase(swarm);
      if (said.kind === "left") return null;
      if (said.kind === "answer") base = said.value;
      step = said.kind === "back" ? 1 : 3;
    } else {
      const said = await askModel(swarm, usual);
      if (said.kind === "left") return null;
      if (said.kind === "answer") return { swarm, text, base, model: said.value };
      step = 2;
    }
  }
}

export async function newSwarm(parts: CommandParts): Promise<void> {
  // It opens while the person writes.
  const opening = swarmToUse(parts);
  if (parts.monitor.state().kind !== "ready") return;
  const { workerModel, maxParallelWorkers } = parts.settings();
  const said = await askAll(opening, workerModel);
  if (said === null) return;
  const plan = oneTaskPlan(said.text, said.base);
  await startEpic(parts, said.swarm, { plan, model: said.model, maxParallel: maxParallelWorkers });
}
