// What needs the person, in a number, a line and the rare message.
import { describe, expect, it } from "vitest";
import type { EpicState } from "../../../../src/domain/epic-state.ts";
import type { TaskState } from "../../../../src/domain/task-state.ts";
import type { TaskStatus } from "../../../../src/domain/task-status.ts";
import { badgeOf } from "../../../../src/surfaces/vscode/attention/badge.ts";
import { overviewOf } from "../../../../src/surfaces/vscode/attention/overview.ts";
import { statusTextOf } from "../../../../src/surfaces/vscode/attention/status-text.ts";
import { createToastPolicy, patienceMs } from "../../../../src/surfaces/vscode/attention/toast-policy.ts";
import { createEpic, epicOf, history, planOfTasks } from "../../../support/epic-history.ts";
import { english } from "../english.ts";

const ids = ["a", "b", "c"];
const fresh = epicOf(history([], createEpic(planOfTasks(ids.map((id) => ({ id }))))));

/** An epic whose tasks are in these states, in order; a fourth one and more do not exist. */
function epicIn(...statuses: TaskStatus[]): EpicState {
  const tasks = [...fresh.tasks].map(([id, task], at): [string, TaskState] => {
    const status = statuses[at] ?? "queued";
    const ask = { kind: "permission" as const, request_id: `r-${id}`, permission: "bash", patterns: ["ls"] };
    return [id, { ...task, status, attempt: 1, asks: status === "needs_permission" ? [ask] : [] }];
  });
  return { ...fresh, tasks: new Map(tasks), integration: { branch: "i", tip: "t" } };
}

const overview = (...statuses: TaskStatus[]) => overviewOf([epicIn(...statuses)]);

describe("the badge", () => {
  it("counts what does not go on without the person", () => {
    expect(badgeOf(english, overview("needs_permission", "failed", "ready"), "blocking")).toEqual({
      value: 2,
      tooltip: "2 need you",
    });
  });
  it("counts what can be reviewed too, if asked to", () => {
    expect(badgeOf(english, overview("needs_permission", "working", "ready"), "all")).toEqual({
      value: 2,
      tooltip: "1 needs you, 1 is ready for review",
    });
  });
  it("is off when it is off", () => {
    expect(badgeOf(english, overview("failed"), "off").value).toBe(0);
  });
  it("counts nothing of a swarm that is over", () => {
    const epic = { ...epicIn("landed", "discarded", "landed") };
    const landed = { landing: 1, branch: "main", commit: "c", previous: "p" };
    expect(badgeOf(english, overviewOf([{ ...epic, landed }]), "all").value).toBe(0);
  });
  it("counts a swarm that can be merged", () => {
    expect(badgeOf(english, overview("landed", "landed", "landed"), "all")).toEqual({
      value: 1,
      tooltip: "1 can be merged",
    });
  });
});

describe("the status bar", () => {
  it("says what needs the person before what works", () => {
    expect(statusTextOf(english, overview("working", "needs_answer", "ready"), "whenActive")).toEqual({
      text: "$(organization) 1 needs you",
      label: "Swarm: 1 needs you, 1 is ready for review, 1 works",
      warning: true,
    });
    expect(statusTextOf(english, overview("working", "ready"), "whenActive")?.text).toBe("$(organization) Review 1");
    expect(statusTextOf(english, overview("working", "working"), "whenActive")?.text).toBe("$(organization) 2 working");
  });
  it("is hidden when nothing is active, unless it is always shown", () => {
    expect(statusTextOf(english, overview(), "whenActive")).toBeNull();
    expect(statusTextOf(english, overview(), "always")?.text).toBe("$(organization) Swarm");
    expect(statusTextOf(english, overview("failed"), "never")).toBeNull();
  });
});

describe("a message by itself", () => {
  it("comes when somebody waited for twenty seconds and the tree is hidden, once for all", () => {
    const policy = createToastPolicy(english, []);
    const epics = [epicIn("needs_permission", "needs_permission", "working")];
    expect(policy.next(0, epics, true)).toBeNull();
    expect(policy.next(patienceMs - 1, epics, true)).toBeNull();
    expect(policy.next(patienceMs, epics, true)).toEqual({ kind: "needsYou", text: "2 workers need you." });
    expect(policy.next(patienceMs * 9, epics, true)).toBeNull();
  });

  it("never comes when it was answered in time, or the person could see it", () => {
    const policy = createToastPolicy(english, []);
    const asking = [epicIn("needs_permission", "working", "working")];
    policy.next(0, asking, true);
    policy.next(1000, [epicIn("working", "working", "working")], true);
    expect(policy.next(patienceMs, asking, true)).toBeNull();
    const seen = createToastPolicy(english, []);
    seen.next(0, asking, false);
    expect(seen.next(patienceMs, asking, false)).toBeNull();
    expect(seen.next(patienceMs * 2, asking, true)).toBeNull();
  });

  it("says once that a swarm cannot go on, and not for one that worked before the window opened", () => {
    const failed = epicIn("failed", "landed", "landed");
    const policy = createToastPolicy(english, []);
    expect(policy.next(0, [failed], true)?.kind).toBe("failed");
    expect(policy.next(1, [failed], true)).toBeNull();
    expect(createToastPolicy(english, [failed]).next(0, [failed], true)).toBeNull();
  });

  it("says that all workers are done only when all are", () => {
    const policy = createToastPolicy(english, []);
    expect(policy.next(0, [epicIn("ready", "working", "landed")], true)).toBeNull();
    expect(policy.next(0, [epicIn("ready", "queued", "landed")], true)).toBeNull();
    expect(policy.next(0, [epicIn("ready", "ready", "landed")], true)?.text).toBe("All workers of “An epic” are done.");
  });
});
