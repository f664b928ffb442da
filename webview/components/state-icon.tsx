// The shape of a state. It spins only where the person wants things to move.
import type { VNode } from "preact";
import type { StateLook } from "../state-words.ts";
import { usePanel } from "./panel-context.ts";

export function StateIcon(props: { look: StateLook }): VNode {
  const { icon, tone, dot } = props.look;
  const still = usePanel().surroundings.reducedMotion.value;
  const shape = icon === "loading" ? (still ? "sync" : "loading codicon-modifier-spin") : icon;
  return <span class={`state codicon codicon-${shape} tone-${tone}${dot ? " dotted" : ""}`} aria-hidden="true" />;
}
