// Where programs look for what belongs to a person, all of it below one home.
import { join } from "node:path";

/** `HOME` and the XDG variables that point into it. */
export const homePlaces = (home: string) => ({
  HOME: home,
  XDG_CACHE_HOME: join(home, ".cache"),
  XDG_CONFIG_HOME: join(home, ".config"),
  XDG_DATA_HOME: join(home, ".local/share"),
  XDG_STATE_HOME: join(home, ".local/state"),
});
