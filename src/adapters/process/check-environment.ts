// The environment of a check: the person's own, without our secrets and without what would point git elsewhere.

const secrets = /^OPENCODE_(SERVER_(PASSWORD|USERNAME)|CONFIG_CONTENT|SWARM_.*)$/i;

/** What `git rev-parse --local-env-vars` lists, and the numbered pairs that belong to GIT_CONFIG_COUNT. */
const gitPlaces = new RegExp(
  `^GIT_(${[
    "ALTERNATE_OBJECT_DIRECTORIES",
    "COMMON_DIR",
    "CONFIG",
    "CONFIG_COUNT",
    "CONFIG_KEY_\\d+",
    "CONFIG_PARAMETERS",
    "CONFIG_VALUE_\\d+",
    "DIR",
    "GRAFT_FILE",
    "IMPLICIT_WORK_TREE",
    "INDEX_FILE",
    "INTERNAL_SUPER_PREFIX",
    "NAMESPACE",
    "NO_REPLACE_OBJECTS",
    "OBJECT_DIRECTORY",
    "PREFIX",
    "QUARANTINE_PATH",
    "REPLACE_REF_BASE",
    "SHALLOW_FILE",
    "WORK_TREE",
  ].join("|")})$`,
  "i",
);

export function checkEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !secrets.test(name) && !gitPlaces.test(name)),
  );
}
