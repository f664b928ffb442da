// Our layer of OpenCode's configuration: it lies above the person's and the repository's.
import { pathToFileURL } from "node:url";
import type { SwarmPluginOptions } from "../../plugin/swarm-plugin.ts";
import { isObject, type ConfigObject } from "./config-text.ts";

export interface ConfigWishes {
  /** Everything below our layer, merged: the person's and the repository's. */
  below: ConfigObject;
  /** Providers that the person signed in to. */
  signedIn: readonly string[];
  /** Wanted models, `provider/model` or a bare model name. */
  models: readonly string[];
  pluginPath: string;
  pluginOptions: SwarmPluginOptions;
}

/** The free provider: without a word from the person it would send their code away. */
const freeProvider = "opencode";

/** The configuration that the server gets from us, as an object. */
export function serverConfig(wishes: ConfigWishes): ConfigObject {
  const { below } = wishes;
  const freeWanted =
    wishes.signedIn.includes(freeProvider) || wishes.models.some((model) => model.startsWith(`${freeProvider}/`));
  const disabled = (Array.isArray(below.disabled_providers) ? below.disabled_providers : []).map(String);
  return {
    $schema: "https://opencode.ai/config.json",
    share: "disabled",
    autoupdate: false,
    snapshot: false,
    disabled_providers: freeWanted ? disabled : [...new Set([...disabled, freeProvider])],
    // Every worktree would start children of its own.
    mcp: Object.fromEntries(
      Object.keys(isObject(below.mcp) ? below.mcp : {}).map((name) => [name, { enabled: false }]),
    ),
    plugin: [[pathToFileURL(wishes.pluginPath).href, wishes.pluginOptions]],
  };
}
