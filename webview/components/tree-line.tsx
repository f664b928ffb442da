// One line of the tree: its place, its name for those who listen, and what every line does when it is clicked.
import { useComputed, type ReadonlySignal } from "@preact/signals";
import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Row } from "../../src/protocol.ts";
import { menuContext } from "../menu-context.ts";
import type { Line } from "../outline.ts";
import { nameOf } from "../row-names.ts";
import { AskLine } from "./ask-line.tsx";
import { Details } from "./details.tsx";
import { EpicLine } from "./epic-line.tsx";
import { FileLine } from "./file-line.tsx";
import { LineActions } from "./line-actions.tsx";
import { TaskLine } from "./task-line.tsx";
import { usePanel } from "./panel-context.ts";

interface TreeLineProps {
  lineKey: string;
  kind: Line["kind"];
  rowKey: string;
  level: number;
  position: number;
  siblings: number;
  top: number;
  hovered: ReadonlySignal<string | null>;
}

function Content(props: { row: Row; line: TreeLineProps; inTabOrder: boolean }): VNode | null {
  const { row, line, inTabOrder } = props;
  if (line.kind === "details") return <Details row={row} lineKey={line.lineKey} tabbable={inTabOrder} />;
  if (line.kind === "ask")
    return row.kind === "task" ? <AskLine row={row} lineKey={line.lineKey} tabbable={inTabOrder} /> : null;
  switch (row.kind) {
    case "epic":
      return <EpicLine row={row} />;
    case "task":
      return <TaskLine row={row} />;
    case "file":
      return <FileLine row={row} />;
  }
}

export function TreeLine(props: TreeLineProps): VNode | null {
  const panel = usePanel();
  const { lineKey, kind, rowKey } = props;
  const element = useRef<HTMLDivElement>(null);
  const row = panel.rows.watch(rowKey).value;
  const isActive = useComputed(() => panel.active.value === lineKey).value;
  /** Tab leads from the row into what belongs to it. */
  const isNear = useComputed(() => {
    const active = panel.active.value;
    return active === lineKey || active === rowKey;
  }).value;
  const isHovered = useComputed(() => props.hovered.value === lineKey).value;
  // Reckoned every second, drawn when another minute is over.
  const name = useComputed(() => {
    const named = panel.rows.watch(rowKey).value;
    return named === undefined ? "" : nameOf(named, panel.settings.value, panel.surroundings.now.value);
  }).value;
  const grows = kind === "ask" || kind === "details";

  useLayoutEffect(() => {
    const found = element.current;
    if (found === null) return;
    panel.elements.set(lineKey, found);
    const measure = (): void => {
      if (grows) panel.viewport.measure(lineKey, found.offsetHeight);
    };
    const observer = new ResizeObserver(measure);
    if (grows) observer.observe(found);
    measure();
    return () => {
      observer.disconnect();
      if (panel.elements.get(lineKey) === found) panel.elements.delete(lineKey);
    };
  }, [lineKey, grows, panel, row === undefined]);

  if (row === undefined) return null;
  const isRow = lineKey === rowKey;
  const expandable = isRow && row.kind !== "file";
  const expanded = expandable && panel.isExpanded(row);
  const offers = isRow && (isActive || isHovered);

  return (
    <div
      ref={element}
      role="treeitem"
      class={`line ${kind}${expanded ? " expanded" : ""}`}
      data-key={lineKey}
      data-vscode-context={menuContext(row)}
      aria-level={props.level}
      aria-posinset={props.position}
      aria-setsize={props.siblings}
      aria-expanded={expandable ? expanded : undefined}
      aria-selected={isActive}
      tabIndex={isActive ? 0 : -1}
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={() => {
        panel.goTo(lineKey);
        if (isRow && row.kind === "file" && panel.viewport.isSteady(lineKey)) panel.doDefault(row);
      }}
      onDblClick={() => {
        if (isRow && row.kind !== "file" && panel.viewport.isSteady(lineKey)) panel.doDefault(row);
      }}
    >
      {isRow && (
        <span
          class={`twistie codicon ${expandable ? "codicon-chevron-right" : ""}`}
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            panel.goTo(lineKey);
            if (expandable) panel.expand(rowKey, !expanded);
          }}
          onDblClick={(event) => event.stopPropagation()}
        />
      )}
      {/* A row is named by these words and by its buttons; what is no row, by the group that it holds. */}
      {isRow && <span class="aloud">{name}</span>}
      <Content row={row} line={props} inTabOrder={isNear} />
      {offers && <LineActions row={row} tabbable={isActive} />}
    </div>
  );
}
