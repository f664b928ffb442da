// Asks again until there is an answer: tests wait for states, never for a time.

const pauseMs = 50;

/** The first answer that is not undefined. Throws after `limitMs` with what was waited for and `seen()`, what was there. */
export async function until<T>(
  wanted: string,
  limitMs: number,
  ask: () => Promise<T | undefined>,
  seen: () => string = () => "nothing",
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`Waited ${limitMs / 1000} s for ${wanted}; there was ${seen()}.`);
    await new Promise((resolve) => {
      setTimeout(resolve, pauseMs);
    });
  }
}
