// What a VS Code is told of a person whose only OpenCode, settings and identity are in a temporary home.
import { homePlaces } from "../home-places.ts";
import { opencodeBinary, type Person } from "../opencode-person.ts";

/** To stand above `serverEnvironment`. */
export const personEnvironment = (person: Person): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(person.env).filter(([name]) => name.startsWith("GIT_"))),
  ...homePlaces(person.home),
  OPENCODE_BIN: opencodeBinary(),
});
