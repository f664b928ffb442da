// The only file that knows the toolkit: its button, text area, dropdown and checkbox behind components of ours.
import { forgetNonce } from "./toolkit-nonce.ts";
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextArea,
} from "@vscode/webview-ui-toolkit";
import { h, type ComponentChildren, type VNode } from "preact";

export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeTextArea(),
  );
  forgetNonce();
}

/** The elements are the toolkit's own: Preact's types know none of their properties. */
const element = h as (name: string, properties: object, children?: ComponentChildren) => VNode;

interface Control {
  /** False takes it out of the order of Tab: one line of the tree has it at a time. */
  tabbable: boolean;
}

/** Row lines get no double click, no selection and no keys that were meant for a control in them. */
const keepToItself = (event: Event): void => event.stopPropagation();

export function Button(
  props: Control & { look: "primary" | "secondary"; onPress: () => void; children: ComponentChildren },
): VNode {
  return element(
    "vscode-button",
    {
      appearance: props.look,
      tabIndex: props.tabbable ? 0 : -1,
      onDblClick: keepToItself,
      onClick: (event: Event) => {
        event.stopPropagation();
        props.onPress();
      },
    },
    props.children,
  );
}

export function IconButton(props: Control & { icon: string; label: string; onPress: () => void }): VNode {
  return element(
    "vscode-button",
    {
      appearance: "icon",
      "aria-label": props.label,
      title: props.label,
      tabIndex: props.tabbable ? 0 : -1,
      onDblClick: keepToItself,
      onClick: (event: Event) => {
        event.stopPropagation();
        props.onPress();
      },
    },
    <span class={`codicon codicon-${props.icon}`} aria-hidden="true" />,
  );
}

interface ValueElement extends EventTarget {
  value: string;
  checked: boolean;
}
const elementOf = (event: Event): ValueElement => event.currentTarget as ValueElement;

export function TextArea(
  props: Control & { label: string; value: string; onInput: (value: string) => void; onSubmit: () => void },
): VNode {
  return element("vscode-text-area", {
    "aria-label": props.label,
    placeholder: props.label,
    rows: 2,
    resize: "vertical",
    value: props.value,
    tabIndex: props.tabbable ? 0 : -1,
    // The menu of text, not the one of the row around it.
    "data-vscode-context": JSON.stringify({ webviewSection: "text", preventDefaultContextMenuItems: false }),
    onDblClick: keepToItself,
    onClick: keepToItself,
    onInput: (event: Event) => props.onInput(elementOf(event).value),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopPropagation();
      props.onSubmit();
    },
  });
}

export function Checkbox(
  props: Control & { checked: boolean; onChange: (checked: boolean) => void; children: ComponentChildren },
): VNode {
  return element(
    "vscode-checkbox",
    {
      checked: props.checked,
      tabIndex: props.tabbable ? 0 : -1,
      onDblClick: keepToItself,
      onClick: keepToItself,
      onChange: (event: Event) => props.onChange(elementOf(event).checked),
    },
    props.children,
  );
}

export function Dropdown(
  props: Control & {
    label: string;
    /** The first stands for no choice. */
    options: readonly { value: string; text: string }[];
    value: string;
    onChange: (value: string) => void;
  },
): VNode {
  return element(
    "vscode-dropdown",
    {
      "aria-label": props.label,
      value: props.value,
      tabIndex: props.tabbable ? 0 : -1,
      onDblClick: keepToItself,
      onClick: keepToItself,
      onChange: (event: Event) => props.onChange(elementOf(event).value),
    },
    props.options.map(({ value, text }) => element("vscode-option", { key: value, value }, text)),
  );
}
