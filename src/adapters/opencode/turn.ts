// One turn of one session, from its prompt to its end, whatever comes in between.
import { AgentsError } from "../../application/ports/agents.ts";
import { orderCalls } from "./ordered-calls.ts";
import { readPending } from "./pending-requests.ts";
import { watchForBrokenAnswer } from "./broken-answer.ts";
import type { ServerError, SessionEvent } from "./translate-event.ts";
import { createTurnClock, type ClockSignal } from "./turn-clock.ts";
import { failureOf } from "./turn-failure.ts";
import { aborted, endOf, failed, left, type Outcome } from "./turn-outcome.ts";
import { sendPrompt } from "./turn-prompt.ts";
import { createActivityDisplay } from "./activity-display.ts";
import { createAnswerCounter } from "./turn-limits.ts";
import type { Turn, TurnParts } from "./turn-parts.ts";
import { unknownUsage } from "./turn-usage.ts";
import { readTurn } from "./turn-truth.ts";

/** A try that begins or fails says nothing about the provider being back. */
const noLife: ReadonlySet<SessionEvent["kind"]> = new Set(["busy", "idle", "retry", "error"]);

/** Sends the prompt, or takes up one that was sent earlier, and follows the turn. Never throws: every end is a TurnEnd. */
export function startTurn(parts: TurnParts): Turn {
  const { client, request, times, log, now } = parts;
  const where = [request.session_id, request.directory] as const;
  const calls = orderCalls(request, log);
  const clock = createTurnClock(now(), request.stall_s * 1000);
  const broken = watchForBrokenAnswer(times.broken);
  const counter = createAnswerCounter({ ...parts.limits, answers: request.max_steps });
  const activity = createActivityDisplay(times.activity, (text) => calls.emit({ kind: "activity", text }));
  const announced = new Set<string>();
  const begunAt = now();
  let acceptedAt: number | null = null;
  let started = false;
  let saidRetry: number | null = null;
  let lastError: ServerError | null = null;
  let breaking: { since: number; as: Outcome; askedAt: number } | null = null;
  let over: Outcome | null = null;
  let resolveOver: (outcome: Outcome) => void = () => undefined;
  const outcome = new Promise<Outcome>((resolve) => (resolveOver = resolve));

  const finish = (how: Outcome) => {
    if (over !== null) return;
    over = how;
    clearInterval(timer);
    request.signal.removeEventListener("abort", onAbort);
    parts.onStarted();
    resolveOver(how);
  };
  const begin = () => {
    if (started) return;
    started = true;
    parts.onStarted();
  };
  const say = (signal: ClockSignal | null) => {
    if (signal !== null) calls.emit(signal);
  };
  const breakOff = (as: Outcome) => {
    breaking ??= { since: now(), as, askedAt: 0 };
    askToStop();
  };
  const askToStop = () => {
    if (breaking === null || acceptedAt === null) return;
    breaking.askedAt = now();
    client.abort(...where).then(check, () => undefined);
  };
  const onAbort = () => breakOff(aborted);

  const judge = async () => {
    const truth = await readTurn(client, request);
    if (over !== null || acceptedAt === null) return;
    switch (truth.kind) {
      case "running":
        begin();
        await announcePending();
        return;
      case "retrying":
        return retry(truth);
      case "over":
        if (breaking === null && truth.finish === null && truth.error === null && !broken.seen(now())) return;
        return finish(breaking?.as ?? endOf(truth.finish, truth.error));
      case "unanswered":
        if (lastError !== null) return finish(breaking?.as ?? endOf(null, lastError));
        // An abort before the turn began may have come too early to have an effect: it is asked for again until then.
        if (breaking !== null && now() - acceptedAt > 2000) finish(breaking.as);
    }
  };
  let checking: Promise<void> | null = null;
  let again = false;
  const check = () => {
    again = true;
    checking ??= (async () => {
      while (again && over === null) {
        again = false;
        await judge().catch(onTrouble);
      }
      checking = null;
    })();
  };
  const onTrouble = (error: unknown) => {
    if (error instanceof AgentsError && error.reason === "session-lost") finish(failed("session_lost", error.message));
    // A server that does not answer is the watchdog's and the process's business; anything else is asked again.
    else log.debug("the state of a turn could not be read", { session: request.session_id, error: String(error) });
  };
  const retry = ({ attempt, message, next_at }: { attempt: number; message: string; next_at: number | null }) => {
    begin();
    clock.retrying(now(), next_at);
    if (attempt === saidRetry) return;
    saidRetry = attempt;
    calls.emit({ kind: "retrying", attempt, message, next_at });
  };
  const announcePending = async () => {
    for (const event of await readPending(client, request)) announce(event);
  };
  const announce = (event: Extract<SessionEvent, { kind: "permission" | "question" }>) => {
    if (announced.has(event.request_id)) return;
    announced.add(event.request_id);
    clock.asked(event.request_id);
    const { session_id: _session, directory: _directory, ...signal } = event;
    calls.emit(signal);
  };

  const hear = (event: SessionEvent) => {
    if (over !== null) return;
    if (acceptedAt !== null && !noLife.has(event.kind)) say(clock.alive(now()));
    if (event.kind !== "idle") broken.alive();
    switch (event.kind) {
      case "busy":
        begin();
        if (breaking !== null) askToStop();
        return;
      case "idle":
        return check();
      case "error":
        // OpenCode says some errors twice, the second time with less sense. An abort can be the late echo of the turn
        // before: what it means for this one, only the answer tells.
        if (failureOf(event.error) !== null) lastError ??= event.error;
        return check();
      case "retry":
        return retry(event);
      case "answer": {
        if (event.message_id <= request.message_id) return;
        begin();
        lastError = null;
        saidRetry = null;
        const wrong = counter.add(event);
        if (wrong !== null) breakOff(failed("turn_runaway", wrong));
        return;
      }
      case "activity":
        return activity.show(event.text, now());
      case "touched":
        return calls.emit({ kind: "touched" });
      case "permission":
      case "question":
        return announce(event);
      case "settled":
        return clock.settled(event.request_id, now());
      case "life":
    }
  };
  const tick = () => {
    activity.tick(now());
    if (acceptedAt === null) return;
    const at = now();
    say(clock.tick(at));
    if (breaking !== null) {
      if (at - breaking.since > times.abort) return finish(breaking.as);
      if (at - breaking.askedAt > 1000) askToStop();
      return check();
    }
    if (broken.suspected) check();
    if (!started && at - begunAt > times.start) {
      breakOff(failed("turn_not_started", `OpenCode took the prompt and did nothing for ${times.start / 1000} s`));
    }
    if (at - lastCheck > times.recheck && at - clock.silentSince() > times.recheck) {
      lastCheck = at;
      check();
    }
  };
  let lastCheck = now();
  const timer = setInterval(tick, times.tick);
  if (request.signal.aborted) finish(aborted);
  else request.signal.addEventListener("abort", onAbort, { once: true });

  const prompt = async () => {
    if (over !== null) return calls.refused();
    const { text } = request;
    const refusal = text === null ? null : await sendPrompt(client, { ...request, text });
    if (refusal !== null) {
      calls.refused();
      return finish(refusal);
    }
    acceptedAt = now();
    calls.accepted();
    for (const ask of request.asked) announce({ session_id: where[0], directory: where[1], ...ask });
    if (breaking !== null) askToStop();
    check();
  };
  void prompt();

  return {
    hear,
    recheck: check,
    call: (call) => (over === null ? calls.ask(call) : Promise.resolve("Nothing was recorded: your turn is over.")),
    lost: (message) => {
      calls.refused();
      finish(failed("server_lost", message));
    },
    leave: () => finish(left),
    end: outcome.then(async (how) => {
      await calls.drained();
      return { ...(how.kind === "left" ? unknownUsage : await parts.readUsage()), ...how };
    }),
  };
}
