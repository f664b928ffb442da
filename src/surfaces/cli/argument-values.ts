// Values of options, read once: what is wrong with one is said with its name.
import { InvalidArgumentError } from "commander";
import { templateProblem } from "../../domain/commit-message.ts";

export function workers(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 100)
    throw new InvalidArgumentError("Say a whole number from 1 to 100.");
  return number;
}

export function stacked(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 50)
    throw new InvalidArgumentError("Say a whole number from 1 to 50.");
  return number;
}

export function steps(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError("Say a whole number from 1.");
  return number;
}

export function seconds(value: string): number {
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number) || number <= 0)
    throw new InvalidArgumentError("Say a number of seconds above 0.");
  return number;
}

export function model(value: string): string {
  if (value.trim() === "") throw new InvalidArgumentError("Say provider/model, as `opencode models` spells it.");
  return value.trim();
}

/** Of commit messages. */
export function template(value: string): string {
  const problem = templateProblem(value);
  if (problem !== null) throw new InvalidArgumentError(`${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`);
  return value;
}

/** May be said several times. */
export function hunk(value: string, before: number[] = []): number[] {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError("Say a whole number from 1.");
  return [...before, number];
}
