// The tree: only the lines in its window are in the document, each where it would stand among all of them.
import { t } from "@vscode/l10n";
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { totalHeight, placeOf } from "../layout.ts";
import { treeKeys } from "../keyboard.ts";
import { TreeLine } from "./tree-line.tsx";
import { usePanel } from "./panel-context.ts";

const lineUnder = (event: Event): string | null =>
  (event.target as HTMLElement).closest<HTMLElement>("[role=treeitem]")?.dataset["key"] ?? null;

export function Tree(): VNode {
  const panel = usePanel();
  const { viewport, settings } = panel;
  const scroller = useRef<HTMLDivElement>(null);
  /** Where the element was seen or set last: asking it would make the browser lay the page out at once. */
  const scrolled = useRef(0);
  const hovered = useSignal<string | null>(null);
  const onKeyDown = useMemo(() => treeKeys(panel), [panel]);
  const layout = viewport.layout.value;
  const wanted = viewport.scrollTop.value;

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = (): void => {
      viewport.height.value = element.clientHeight;
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    look();
    return () => observer.disconnect();
  }, [viewport]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || Math.abs(scrolled.current - wanted) < 1) return;
    scrolled.current = wanted;
    element.scrollTop = wanted;
  });

  return (
    <div
      class={`scroller ${settings.value.density}`}
      ref={scroller}
      onScroll={(event) => {
        scrolled.current = event.currentTarget.scrollTop;
        viewport.scrollTop.value = scrolled.current;
      }}
      onKeyDown={onKeyDown}
      onMouseOver={(event) => (hovered.value = lineUnder(event))}
      onMouseLeave={() => (hovered.value = null)}
      onFocusIn={(event) => {
        const key = lineUnder(event);
        if (key !== null) panel.choose(key);
      }}
    >
      <div class="tree" role="tree" aria-label={t("Swarm workers")} style={{ height: `${totalHeight(layout)}px` }}>
        {viewport.drawn.value.map(({ key, kind, row, parent, level, position }) => (
          <TreeLine
            key={key}
            lineKey={key}
            kind={kind}
            rowKey={row}
            level={level}
            position={position}
            siblings={layout.outline.childrenOf(parent)}
            top={placeOf(layout, key)?.top ?? 0}
            hovered={hovered}
          />
        ))}
      </div>
    </div>
  );
}
