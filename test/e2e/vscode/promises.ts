// Everything that the manifest promises to a person, one word group each: what some spec has to exercise.

interface Entry {
  command: string;
  when?: string;
}

export interface Contributions {
  commands: { command: string; title: string }[];
  views: Record<string, { id: string; name: string }[]>;
  viewsWelcome: { view: string; contents: string; when?: string }[];
  menus: Record<string, Entry[]>;
  keybindings: { command: string; key: string }[];
  configuration: { properties: Record<string, unknown> }[];
  walkthroughs: { id: string; steps: { id: string; title: string }[] }[];
  jsonValidation: { fileMatch: string }[];
}

/** Every state that has a welcome of its own; the one without a state is named by its view. */
export const welcomeName = ({ view, when }: { view: string; when?: string }): string =>
  /swarmPanel\.state == (\w+)$/.exec(when ?? "")?.[1] ?? view;

/**
 * States that no scene can be in: VS Code trusts every folder while it runs tests and loads the window anew for a folder
 * that is on no disk, and the first look is over before the view is open. Their rule is in setup-state.test.ts, their
 * words in manifest.test.ts; a folder that is not trusted is opened in test/e2e/packaged.
 */
const seenByNoScene: ReadonlySet<string> = new Set(["untrusted", "virtual", "loading"]);

/** `command swarmPanel.new`, `menu view/title swarmPanel.new`, `welcome noRepo`, … each once. */
export function promisesOf(contributes: Contributions): string[] {
  const { commands, views, viewsWelcome, menus, keybindings, configuration, walkthroughs, jsonValidation } =
    contributes;
  const all = [
    ...commands.map(({ command }) => `command ${command}`),
    ...Object.values(views).flatMap((list) => list.map(({ id }) => `view ${id}`)),
    ...viewsWelcome
      .map(welcomeName)
      .filter((name) => !seenByNoScene.has(name))
      .map((name) => `welcome ${name}`),
    ...Object.entries(menus).flatMap(([menu, entries]) => entries.map(({ command }) => `menu ${menu} ${command}`)),
    ...keybindings.map(({ command }) => `key ${command}`),
    ...configuration.flatMap(({ properties }) => Object.keys(properties).map((key) => `setting ${key}`)),
    ...walkthroughs.map(({ id }) => `walkthrough ${id}`),
    ...jsonValidation.map(({ fileMatch }) => `schema ${fileMatch}`),
  ];
  return [...new Set(all)];
}
