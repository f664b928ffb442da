// What VS Code and the system say about the person's needs, and whether anybody can see the page now.
import { signal, type ReadonlySignal } from "@preact/signals";

export interface Surroundings {
  /** Nothing may spin or slide. */
  reducedMotion: ReadonlySignal<boolean>;
  /** A screen reader is on: text that changes by itself is left out. */
  screenReader: ReadonlySignal<boolean>;
  visible: ReadonlySignal<boolean>;
  /** Milliseconds since the epoch, to the second; stands still while nobody sees it. */
  now: ReadonlySignal<number>;
  stop(): void;
}

export function watchSurroundings(): Surroundings {
  const query = window.matchMedia("(prefers-reduced-motion: reduce)");
  const has = (name: string): boolean => document.body.classList.contains(name);
  const reducedMotion = signal(false);
  const screenReader = signal(false);
  const visible = signal(true);
  const now = signal(Date.now());
  let ticking: ReturnType<typeof setInterval> | null = null;

  const look = (): void => {
    // VS Code's own setting sets the class, not the media query.
    reducedMotion.value = query.matches || has("vscode-reduce-motion");
    screenReader.value = has("vscode-using-screen-reader");
    visible.value = document.visibilityState === "visible";
    const wanted = visible.value && !screenReader.value;
    if (wanted && ticking === null) {
      now.value = Date.now();
      ticking = setInterval(() => (now.value = Date.now()), 1000);
    } else if (!wanted && ticking !== null) {
      clearInterval(ticking);
      ticking = null;
    }
  };
  const classes = new MutationObserver(look);
  classes.observe(document.body, { attributes: true, attributeFilter: ["class"] });
  query.addEventListener("change", look);
  document.addEventListener("visibilitychange", look);
  look();
  return {
    reducedMotion,
    screenReader,
    visible,
    now,
    stop() {
      classes.disconnect();
      query.removeEventListener("change", look);
      document.removeEventListener("visibilitychange", look);
      if (ticking !== null) clearInterval(ticking);
    },
  };
}
