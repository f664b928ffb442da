// In which order a change is read: what can hurt most comes first, what a program wrote comes last.

export interface ChangedFile {
  /** Repository-relative, `/`. */
  path: string;
  /** Where it was before, if it was renamed. */
  from: string | null;
  change: "added" | "modified" | "deleted" | "renamed";
}

/** Why a file is read first, the gravest first. */
export const concerns = ["deleted-test", "pipeline", "access", "migration", "lockfile"] as const;
export type Concern = (typeof concerns)[number];

const testFolders = new Set(["test", "tests", "__tests__", "spec", "specs", "e2e"]);
const testNames = [
  /[._-](test|tests|spec|cy)\.[^.]+$/i,
  /^test_.+\.py$/,
  /_(test|spec)\.[a-z]+$/,
  /(Test|Tests|Spec|IT)\.(java|kt|kts|scala|groovy|cs|fs|swift|php)$/,
];

const pipelineFiles = [
  /^\.github\/(workflows|actions)\//,
  /^\.(circleci|buildkite|husky|woodpecker)\//,
  /^\.gitea\/workflows\//,
  /(^|\/)(Jenkinsfile|\.gitlab-ci\.ya?ml|\.travis\.ya?ml|\.drone\.ya?ml|azure-pipelines[^/]*\.ya?ml)$/,
  /(^|\/)(bitbucket-pipelines\.ya?ml|\.pre-commit-config\.ya?ml|appveyor\.ya?ml|cloudbuild\.ya?ml)$/,
];

const accessWords = new Set(
  (
    "auth oauth oauth2 authn authz authentication authenticate authenticator authorization authorize login logout signin " +
    "password passwords passwd credential credentials secret secrets permission permissions security crypto jwt saml sso acl rbac"
  ).split(" "),
);

const migrationFolders = new Set(["migration", "migrations", "migrate", "alembic"]);
const migrationNames = /(\.sql|^schema\.prisma|^schema\.rb)$/i;

const lockfiles = new Set(
  (
    "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb deno.lock cargo.lock go.sum gemfile.lock " +
    "composer.lock poetry.lock uv.lock pdm.lock pipfile.lock packages.lock.json paket.lock mix.lock pubspec.lock podfile.lock " +
    "package.resolved flake.lock gradle.lockfile"
  ).split(" "),
);

const generatedFolders = new Set(["dist", "generated", "__generated__", "vendor", "third_party", "node_modules"]);
const generatedNames = [
  /\.(min|bundle)\.(js|css|mjs)$/i,
  /\.(js|css|mjs|cjs)\.map$/i,
  /\.(pb\.(go|cc|h|swift)|g\.dart|freezed\.dart|designer\.cs|snap)$/i,
  /_pb2(_grpc)?\.pyi?$/,
  /[._-]generated\.[^.]+$/i,
];

const parts = (path: string): { folders: string[]; name: string } => {
  const folders = path.split("/");
  return { name: folders.pop() ?? "", folders: folders.map((folder) => folder.toLowerCase()) };
};

export function isTest(path: string): boolean {
  const { folders, name } = parts(path);
  return folders.some((folder) => testFolders.has(folder)) || testNames.some((pattern) => pattern.test(name));
}

/** Words of a path: `src/userLogin.ts` has user and login. */
const wordsOf = (path: string): string[] =>
  path
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/);

const losesTest = ({ path, from, change }: ChangedFile): boolean =>
  change === "deleted" ? isTest(path) : from !== null && isTest(from) && !isTest(path);

/** Why this file is read first; null: for no reason. */
export function concernOf(file: ChangedFile): Concern | null {
  const { folders, name } = parts(file.path);
  if (losesTest(file)) return "deleted-test";
  if (pipelineFiles.some((pattern) => pattern.test(file.path))) return "pipeline";
  if (lockfiles.has(name.toLowerCase())) return "lockfile";
  if (isGenerated(file.path)) return null;
  if (!isTest(file.path) && wordsOf(file.path).some((word) => accessWords.has(word))) return "access";
  if (folders.some((folder) => migrationFolders.has(folder)) || migrationNames.test(name)) return "migration";
  return null;
}

/** A program wrote it, by the looks of its path. */
export function isGenerated(path: string): boolean {
  const { folders, name } = parts(path);
  return folders.some((folder) => generatedFolders.has(folder)) || generatedNames.some((pattern) => pattern.test(name));
}

/** A program wrote it and nothing of it concerns: it is read last, if at all. */
export const isReadLast = (file: ChangedFile): boolean => concernOf(file) === null && isGenerated(file.path);

function rankOf(file: ChangedFile): number {
  const concern = concernOf(file);
  if (concern !== null) return concerns.indexOf(concern);
  return isReadLast(file) ? concerns.length + 1 : concerns.length;
}

/** What concerns most comes first, what is generated last; within each the order that they came in. */
export const inReadingOrder = <T extends ChangedFile>(files: readonly T[]): T[] =>
  files
    .map((file) => ({ file, rank: rankOf(file) }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ file }) => file);
