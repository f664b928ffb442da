// Colours, or none: decided once, where the terminal is known.
import { styleText } from "node:util";

export type Style = "red" | "green" | "yellow" | "cyan" | "magenta" | "gray" | "bold";
export type Paint = (style: Style, text: string) => string;

export const inColour: Paint = (style, text) => styleText(style, text);
export const withoutColour: Paint = (_style, text) => text;
