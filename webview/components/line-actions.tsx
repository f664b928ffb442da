// At most two buttons on the line that the person is on; all the others stand in its details and in the context menu.
import type { VNode } from "preact";
import type { Row } from "../../src/protocol.ts";
import { actionLook, lineActions } from "../state-words.ts";
import { IconButton } from "../toolkit.tsx";
import { usePanel } from "./panel-context.ts";

export function LineActions(props: { row: Row; tabbable: boolean }): VNode | null {
  const { row, tabbable } = props;
  const { act, viewport } = usePanel();
  const actions = lineActions(row);
  if (actions.length === 0) return null;
  return (
    <div class="line-actions">
      {actions.map((action) => {
        const { icon, title } = actionLook(action, row);
        const press = (): void => {
          if (viewport.isSteady(row.key)) act(row, action);
        };
        return <IconButton key={action} icon={icon} label={title} tabbable={tabbable} onPress={press} />;
      })}
    </div>
  );
}
