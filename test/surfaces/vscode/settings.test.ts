// Settings as they are, and as the manifest promises them.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { usualTemplate } from "../../../src/domain/commit-message.ts";
import { readSettings } from "../../../src/surfaces/vscode/settings.ts";

interface Property {
  default: unknown;
  enum?: string[];
}
const manifest = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
  contributes: { configuration: { properties: Record<string, Property> }[] };
};
const properties = Object.assign({}, ...manifest.contributes.configuration.map((one) => one.properties)) as Record<
  string,
  Property
>;
const configured = (values: Record<string, unknown>) =>
  readSettings({ get: (key) => (key in values ? values[key] : properties[`swarmPanel.${key}`]?.default) });

describe("settings", () => {
  it("have the defaults that the manifest names", () => {
    expect(configured({})).toEqual({
      opencodePath: null,
      workerModel: null,
      maxParallelWorkers: 3,
      stallSeconds: 300,
      merge: { name: "squashPerWorker", join: "squash", strategy: "fast-forward" },
      commitMessage: usualTemplate,
      reviewLayout: "list",
      badge: "blocking",
      notifications: "important",
      statusBar: "whenActive",
      panel: { showCost: "cost", density: "comfortable", announce: "attention" },
    });
  });

  it("take every value that the manifest allows", () => {
    for (const [key, { enum: choices }] of Object.entries(properties))
      for (const choice of choices ?? [])
        expect(JSON.stringify(configured({ [key.replace("swarmPanel.", "")]: choice }))).toContain(`"${choice}"`);
  });

  it("understand what the first releases called a strategy", () => {
    const merge = (strategy: string) => configured({ "merge.strategy": strategy }).merge;
    expect(merge("fast-forward")).toEqual(merge("squashPerWorker"));
    expect(merge("squash")).toEqual(merge("squashAll"));
    expect(merge("squash")).not.toEqual(merge("fast-forward"));
  });

  it("count as not set when somebody wrote nonsense", () => {
    const odd = {
      maxParallelWorkers: "many",
      badge: 7,
      "merge.strategy": "cherry-pick",
      "worker.stallMinutes": -1,
      "opencode.path": "  ",
      showCost: null,
    };
    expect(configured(odd)).toEqual(configured({}));
  });
});
