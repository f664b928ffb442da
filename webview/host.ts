// The line to the extension host: what VS Code gives a webview, and nothing else of it.
import type { WebviewMessage } from "../src/protocol.ts";

export interface Host {
  post(message: WebviewMessage): void;
  /** Whatever `keep` was given last, also from before a reload; undefined at first. */
  kept(): unknown;
  keep(state: unknown): void;
  /** Calls back with every message as it arrived, not yet parsed. Returns what stops it. */
  listen(listener: (data: unknown) => void): () => void;
}

declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};

/** May be called once in the life of a document. */
export function connectHost(): Host {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    kept: () => api.getState(),
    keep: (state) => api.setState(state),
    listen(listener) {
      const take = (event: MessageEvent): void => listener(event.data);
      window.addEventListener("message", take);
      return () => window.removeEventListener("message", take);
    },
  };
}
