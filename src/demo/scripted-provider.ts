// The scripted model as OpenCode's `provider` configuration: models `scripted/m1` and `scripted/m2`, with prices.

/** Value of OpenCode's `provider` key. Prices are USD per million tokens. */
export function scriptedProvider(baseURL: string): Record<string, unknown> {
  return {
    scripted: {
      npm: "@ai-sdk/openai-compatible",
      name: "Scripted",
      options: { baseURL, apiKey: "scripted" },
      models: {
        m1: {
          name: "Scripted One",
          tool_call: true,
          cost: { input: 3, output: 15, cache_read: 0.3, cache_write: 3.75 },
          limit: { context: 200_000, output: 8000 },
        },
        m2: {
          name: "Scripted Two",
          tool_call: true,
          cost: { input: 1, output: 5 },
          limit: { context: 100_000, output: 4000 },
        },
      },
    },
  };
}
