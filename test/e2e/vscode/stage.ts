// What VS Code is opened on for a scene, and how it goes away.

export interface Stage {
  /** The folder that VS Code opens; null: none. */
  folder: string | null;
  /** Above the environment of a VS Code in a test. */
  env: Record<string, string>;
  /** User settings above the quiet ones. */
  settings: Record<string, unknown>;
  remove(): Promise<void>;
}
