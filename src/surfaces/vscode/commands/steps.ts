// Questions one after the other, with a way back.
import * as vscode from "vscode";

export type Answered<T> = { kind: "answer"; value: T } | { kind: "back" } | { kind: "left" };

interface StepFrame {
  title: string;
  step: number;
  totalSteps: number;
}

/** Where nothing came before there is no way back. */
const buttonsOf = ({ step }: StepFrame): vscode.QuickInputButton[] => (step > 1 ? [vscode.QuickInputButtons.Back] : []);

type Input = Pick<vscode.QuickInput, "show" | "dispose" | "onDidHide"> & {
  onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
  onDidAccept: vscode.Event<void>;
};

/** `read` gives the answer, or null as long as it is none. */
function ask<T>(input: Input, read: () => T | null): Promise<Answered<T>> {
  return new Promise<Answered<T>>((resolve) => {
    const settle = (answer: Answered<T>): void => {
      resolve(answer);
      input.dispose();
    };
    input.onDidTriggerButton(() => settle({ kind: "back" }));
    input.onDidHide(() => settle({ kind: "left" }));
    input.onDidAccept(() => {
      const value = read();
      if (value !== null) settle({ kind: "answer", value });
    });
    input.show();
  });
}

export function askText(
  frame: StepFrame,
  about: { value: string; prompt: string; placeholder: string; empty: string },
): Promise<Answered<string>> {
  const input = vscode.window.createInputBox();
  const { value, prompt, placeholder, empty } = about;
  Object.assign(input, { ...frame, value, prompt, placeholder, buttons: buttonsOf(frame), ignoreFocusOut: true });
  input.onDidChangeValue(() => (input.validationMessage = undefined));
  return ask(input, () => {
    if (input.value.trim() !== "") return input.value;
    input.validationMessage = empty;
    return null;
  });
}

export interface Choice<T> extends vscode.QuickPickItem {
  value: T;
}

export function askChoice<T>(
  frame: StepFrame,
  choices: readonly Choice<T>[],
  placeholder: string,
): Promise<Answered<T>> {
  const pick = vscode.window.createQuickPick<Choice<T>>();
  Object.assign(pick, { ...frame, items: choices, placeholder, buttons: buttonsOf(frame), ignoreFocusOut: true });
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  return ask(pick, () => pick.selectedItems[0]?.value ?? null);
}
