// Unsent words that outlive a reload of the page.
import { useComputed } from "@preact/signals";
import { usePanel } from "./panel-context.ts";

/** The words kept for `key`, undefined if there are none, and how to keep others or forget them. */
export function useDraft(key: string): [string | undefined, (words: string | undefined) => void] {
  const { drafts } = usePanel();
  const words = useComputed(() => drafts.value[key]).value;
  const keep = (next: string | undefined): void => {
    const { [key]: _forgotten, ...others } = drafts.peek();
    drafts.value = next === undefined ? others : { ...others, [key]: next };
  };
  return [words, keep];
}
