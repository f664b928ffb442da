// Options of `run` and `land` about how work arrives.
import { Option } from "commander";
import { landingStrategies, taskJoins, type LandingStrategy } from "../../domain/landing-strategy.ts";

export interface StrategyFlags {
  strategy?: LandingStrategy;
  squash?: boolean;
}

/** How an epic arrives on the person's branch. */
export const strategyOption = (description: string): Option =>
  new Option("--strategy <how>", description).choices(landingStrategies).conflicts("squash");

/** How a task's work joins the integration branch. */
export const joinOption = (): Option =>
  new Option(
    "--join <how>",
    "how each task joins: one commit, a merge commit, or its own commits (default: squash)",
  ).choices(taskJoins);

/** Undefined: nobody said. */
export const strategyIn = ({ strategy, squash }: StrategyFlags): LandingStrategy | undefined =>
  strategy ?? (squash === true ? "squash" : undefined);
