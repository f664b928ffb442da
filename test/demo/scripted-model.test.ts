// The scripted model by itself: which step it plays, and what goes over the wire.
import { afterAll, beforeAll, expect, test } from "vitest";
import { startScriptedModel, type ScriptedModel } from "../../src/demo/scripted-model.ts";
import { findScript, scriptBlock, scriptBlockWithLater, substitute } from "../../src/demo/scripted-script.ts";
import { responsesOf } from "../../src/demo/scripted-step.ts";

let model: ScriptedModel;
beforeAll(async () => {
  model = await startScriptedModel();
});
afterAll(() => model.close());

const user = (content: unknown) => ({ role: "user", content });
const assistant = { role: "assistant", content: "x" };

async function ask(
  messages: object[],
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${model.baseURL}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-session-id": "ses_1", ...headers },
    body: JSON.stringify({ model: "m1", stream: true, messages }),
  });
  return { status: response.status, text: await response.text() };
}

/** What a stream says, put together. */
const said = (stream: string): string =>
  [...stream.matchAll(/^data: (\{.*\})$/gm)]
    .map((match) => JSON.parse(match[1] ?? "") as { choices: { delta: { content?: string } }[] })
    .map((chunk) => chunk.choices[0]?.delta.content ?? "")
    .join("");

test("a script is found in the prose around it, and a message without one goes on with it", () => {
  const script = scriptBlock([{ text: "one" }, { text: "two" }]);
  const prompt = user([{ type: "text", text: `# Your task\n\nDo this: ${script}\n\nThen call swarm_complete.` }]);
  expect(findScript([prompt])).toMatchObject({ played: 0, steps: [{ text: "one" }, { text: "two" }] });
  expect(findScript([prompt, assistant, user("continue")])).toMatchObject({ played: 1 });
  const newer = user(scriptBlock([{ text: "three" }]));
  expect(findScript([prompt, assistant, newer])).toMatchObject({ played: 0, steps: [{ text: "three" }] });
  expect(findScript([user("nothing"), assistant])).toBeNull();
  expect(findScript([user("<<<SCRIPT [{} SCRIPT>>>")])).toContain("bad script");
  expect(findScript([user(scriptBlock([{ text: "x" }]).replace("text", "txet"))])).toContain("bad script");
});

test("a script may carry another one in a string, and the first of two wins", () => {
  const inner = scriptBlock([{ text: "inner" }]);
  expect(findScript([user(scriptBlock([{ tool: "task", args: { prompt: inner } }]))])).toMatchObject({
    steps: [{ tool: "task", args: { prompt: inner } }],
  });
  expect(findScript([user(`${inner} and ${scriptBlock([{ text: "second" }])}`)])).toMatchObject({
    steps: [{ text: "inner" }],
  });
});

test("a message after the end of a script plays the steps for later, each time from their start", () => {
  const prompt = user(scriptBlockWithLater([{ text: "one" }, { text: "two" }], [{ text: "mended" }]));
  expect(findScript([prompt, assistant, user("go on")])).toMatchObject({ played: 1, steps: [{ text: "one" }, {}] });
  const reviewed = [prompt, assistant, assistant, user("please mend it")];
  expect(findScript(reviewed)).toMatchObject({ played: 0, steps: [{ text: "mended" }] });
  expect(findScript([...reviewed, assistant])).toMatchObject({ played: 1, steps: [{ text: "mended" }] });
  expect(findScript([...reviewed, assistant, user("again")])).toMatchObject({ played: 0, steps: [{ text: "mended" }] });
});

test("names are filled in everywhere in a step, and steps that say more share a response", () => {
  const names = { cwd: "/w" };
  expect(substitute({ a: ["{{cwd}}/x", { b: "{{cwd}} {{other}}" }], n: 1 }, names)).toEqual({
    a: ["/w/x", { b: "/w {{other}}" }],
    n: 1,
  });
  const found = findScript([user(scriptBlock([{ text: "a", more: true }, { text: "b" }, { text: "c" }]))]);
  if (found === null || typeof found === "string") throw new Error("no script");
  expect(responsesOf(found.steps).map((steps) => steps.map((step) => step.text))).toEqual([["a", "b"], ["c"]]);
});

test("steps are streamed one by one, then it says that the script is finished", async () => {
  const messages = [user(scriptBlock([{ text: "first words" }, { tool: "bash", args: { command: "ls" } }]))];
  expect(said((await ask(messages)).text)).toBe("first words");
  const call = await ask([...messages, assistant]);
  expect(call.text).toContain('"name":"bash"');
  expect(call.text).toContain('"finish_reason":"tool_calls"');
  expect(said((await ask([...messages, assistant, assistant])).text)).toBe("script finished");
});

test("a fault strikes as often as it says, for each session by itself", async () => {
  const messages = [user(scriptBlock([{ error: { status: 503, times: 1 }, text: "recovered" }]))];
  expect((await ask(messages)).status).toBe(503);
  expect(said((await ask(messages)).text)).toBe("recovered");
  expect((await ask(messages, { "x-session-id": "ses_2" })).status).toBe(503);
});
