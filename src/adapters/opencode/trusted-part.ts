// What of a repository's OpenCode configuration is used before the person has trusted it: words, but no programs.
import { isObject, type ConfigObject } from "./config-text.ts";

const harmless = new Set([
  "$schema",
  "agent",
  "mode",
  "command",
  "instructions",
  "model",
  "small_model",
  "default_agent",
  "permission",
  "tools",
  "provider",
  "disabled_providers",
  "enabled_providers",
  "username",
  "compaction",
]);

/** The configuration without plug-ins, servers and other programs that would run as the person. */
export function untrustedPart(config: ConfigObject): ConfigObject {
  const part = Object.fromEntries(Object.entries(config).filter(([key]) => harmless.has(key)));
  if (isObject(part.provider)) {
    part.provider = Object.fromEntries(Object.entries(part.provider).filter(([, entry]) => bundledProvider(entry)));
  }
  return part;
}

/** A provider's `npm` is code that OpenCode loads: only the vendor's own packages pass. */
function bundledProvider(entry: unknown): boolean {
  if (!isObject(entry)) return false;
  const packages = [entry, ...(isObject(entry.models) ? Object.values(entry.models) : [])].map(packageOf);
  return packages.every((name) => name === undefined || (typeof name === "string" && name.startsWith("@ai-sdk/")));
}

function packageOf(entry: unknown): unknown {
  if (!isObject(entry)) return undefined;
  return entry.npm ?? (isObject(entry.provider) ? entry.provider.npm : undefined);
}
