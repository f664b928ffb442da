// Brings the focus into the page when nothing in it has it.

/** To the line; where no tree can be drawn there is a button in its place. */
export function takeLostFocus(line: HTMLElement | undefined): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  (line ?? document.querySelector<HTMLElement>(".broken vscode-button"))?.focus({ preventScroll: true });
}
