// One drawing a frame: what wants to be drawn waits for the next animation frame and is then done in one go.

export interface Frames {
  /** Runs in the next frame, or later in the present one. */
  schedule(work: () => void): void;
  /** Runs once the frame in which it is asked for has been painted. */
  afterPaint(work: () => void): void;
  stop(): void;
}

export function startFrames(): Frames {
  const queue: (() => void)[] = [];
  const painted: (() => void)[] = [];
  // A message posted in a frame is delivered behind its paint, before the next frame begins.
  const channel = new MessageChannel();
  let requested: number | null = null;

  const run = (): void => {
    try {
      for (let work = queue.shift(); work !== undefined; work = queue.shift()) work();
    } finally {
      requested = queue.length > 0 ? requestAnimationFrame(run) : null;
    }
  };
  channel.port1.onmessage = () => {
    for (const work of painted.splice(0)) work();
  };
  return {
    schedule(work) {
      queue.push(work);
      requested ??= requestAnimationFrame(run);
    },
    afterPaint(work) {
      painted.push(work);
      channel.port2.postMessage(null);
    },
    stop() {
      if (requested !== null) cancelAnimationFrame(requested);
      queue.length = 0;
      channel.port1.close();
    },
  };
}
