// Where the owner of a torture dies: between two calls of its ports, after which nothing of it goes on and nothing is heard by it.

export interface Gate {
  /** It dies before the call that comes after so many others. */
  arm(calls: number): void;
  die(): void;
  isDead(): boolean;
  readonly dead: Promise<void>;
  /** Resolves when no call is under way and none follows from the last one; or at the death. */
  quiet(): Promise<void>;
  /** Resolves when the calls that were under way at the death have ended: their effects stay, as a kill leaves them. */
  drained(): Promise<void>;
  /** One call, counted. */
  call<T>(work: () => Promise<T>): Promise<T>;
  /** A port whose calls are counted. */
  counted<T extends object>(port: T): T;
  /** A port whose calls only end with the owner. */
  cut<T extends object>(port: T): T;
  /** Runs work of the owner inside a call of a port: the call goes on without it. */
  within<T>(work: () => Promise<T>): Promise<T>;
  /** Reads through, as one call. */
  reading<T>(read: () => AsyncIterable<T>): AsyncIterable<T>;
}

const never = new Promise<never>(() => undefined);
const tick = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Ticks without a call after which nothing more is expected: what comes between two calls is promises only. */
const calmTicks = 4;

export function createGate(): Gate {
  let under = 0;
  let left = Infinity;
  let isDead = false;
  let sayDead: () => void = () => undefined;
  const dead = new Promise<void>((resolve) => (sayDead = resolve));
  let idle: (() => void)[] = [];

  function die(): void {
    isDead = true;
    sayDead();
  }

  function leave(): void {
    under -= 1;
    if (under > 0) return;
    const waiting = idle;
    idle = [];
    for (const wake of waiting) wake();
  }

  async function whenIdle(): Promise<void> {
    while (under > 0) await new Promise<void>((resolve) => void idle.push(resolve));
  }

  async function call<T>(work: () => Promise<T>): Promise<T> {
    left -= 1;
    if (left < 0) die();
    if (isDead) return never;
    under += 1;
    const outcome = await work()
      .then((value) => () => value)
      .catch((error: unknown) => () => {
        throw error;
      })
      .finally(leave);
    return isDead ? never : outcome();
  }

  const wrapped = <T extends object>(port: T, around: <R>(work: () => Promise<R>) => Promise<R>): T =>
    new Proxy(port, {
      get(target, name) {
        const found: unknown = Reflect.get(target, name);
        if (typeof found !== "function") return found;
        const method = found as (...args: unknown[]) => unknown;
        if (passed.has(String(name))) return method.bind(target);
        return (...args: unknown[]) => around(async () => method.apply(target, args));
      },
    });

  return {
    arm: (calls) => (left = calls),
    die,
    isDead: () => isDead,
    dead,
    async quiet() {
      for (let calm = 0; calm < calmTicks && !isDead; calm += 1) {
        if (under > 0) {
          calm = -1;
          await Promise.race([whenIdle(), dead]);
        }
        await tick();
      }
    },
    drained: whenIdle,
    call,
    counted: (port) => wrapped(port, call),
    cut: (port) =>
      wrapped(port, async (work) => {
        const value = await work();
        return isDead ? never : value;
      }),
    async within(work) {
      leave();
      try {
        const ended = dead.then(() => Promise.reject(new Error("the owner is dead")));
        return await Promise.race([work(), ended]);
      } finally {
        under += 1;
      }
    },
    async *reading(read) {
      under += 1;
      try {
        yield* read();
      } finally {
        leave();
      }
    },
  };
}

/** Methods of the ports that answer at once, or that are not asked of a dead owner. */
const passed = new Set(["gone", "memory", "newMessageId", "version", "subscribe", "takenBy", "read", "close", "leave"]);
