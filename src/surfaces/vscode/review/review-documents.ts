// Read-only documents of a worker's pinned commit. They come from the repository's objects, never from a path.
import { FilePermission, FileSystemError, FileType, MarkdownString, Uri, l10n, workspace } from "vscode";
import type { FileChangeEvent, FileStat, FileSystemProvider } from "vscode";
import type { LiveSwarm } from "../../../application/live-swarm.ts";
import { GitError } from "../../../application/ports/repository.ts";
import type { PanelParts } from "../panel-parts.ts";
import { createSignal, type Disposable } from "../signal.ts";
import type { SwarmSession } from "../session/swarm-session.ts";
import { createContentCache } from "./content-cache.ts";
import { readReviewUri, reviewScheme, type ReviewDocument } from "./review-uri.ts";
import { shownContent, tooLarge, type ShownContent } from "./shown-content.ts";

const cacheBytes = 32 * 1024 * 1024;
/** Milliseconds that a restored editor waits for the swarm of a window that has just started. */
const patienceMs = 30_000;

/** The swarm as soon as this window has it, or null when it does not get it. */
function whenOpened(session: SwarmSession): Promise<LiveSwarm | null> {
  const open = session.live();
  if (open !== null) return Promise.resolve(open);
  return new Promise((resolve) => {
    const settle = (swarm: LiveSwarm | null): void => {
      listening.dispose();
      clearTimeout(timer);
      resolve(swarm);
    };
    const listening = session.onDidChange((state) => {
      if (state.kind === "open") settle(state.swarm);
      if (state.kind === "broken") settle(null);
    });
    const timer = setTimeout(() => settle(null), patienceMs);
    if (session.state().kind === "broken") settle(null);
  });
}

/** A content that the core refuses to read is known by its size. */
async function contentOf(swarm: LiveSwarm, blob: string): Promise<ShownContent> {
  try {
    return shownContent(await swarm.blob(blob));
  } catch (error) {
    if (!(error instanceof GitError) || error.reason !== "too-large") throw error;
    return tooLarge(Number(error.details["size"]));
  }
}

/** A submodule is a commit, and what git has forgotten has no content either. */
const notShownText = (): string =>
  `${l10n.t("Nothing to show: the repository holds no file content here. It may be a submodule.")}\n`;

async function tooLargeText(swarm: LiveSwarm, document: ReviewDocument, megabytes: number): Promise<string> {
  const said = l10n.t("{0} MB, not shown; open it in the worktree.", megabytes);
  const worktree = document.side === "new" ? await swarm.worktree(document.epicId, document.taskId) : null;
  return worktree === null ? `${said}\n` : `${said}\n\n${worktree}\n`;
}

/** `isFile` false: words that stand for the file. */
async function read(session: SwarmSession, uri: Uri): Promise<{ bytes: Uint8Array; isFile: boolean }> {
  const document = readReviewUri(uri);
  if (document === null || document.kind !== "file") throw FileSystemError.FileNotFound(uri);
  if (document.blob === null) return { bytes: new Uint8Array(), isFile: true };
  const swarm = await whenOpened(session);
  if (swarm === null) throw FileSystemError.Unavailable(l10n.t("The swarm of this repository is not open here."));
  const shown = await contentOf(swarm, document.blob);
  if (shown.kind === "content") return { bytes: shown.bytes, isFile: true };
  const text = shown.kind === "tooLarge" ? await tooLargeText(swarm, document, shown.megabytes) : notShownText();
  return { bytes: new TextEncoder().encode(text), isFile: false };
}

export interface ReviewDocuments extends Disposable {
  /** False for a document that was read and says in words why its file is not shown. */
  hasLines(uri: Uri): boolean;
}

export function registerReviewDocuments(parts: PanelParts): ReviewDocuments {
  const withoutLines = new Set<string>();
  const content = createContentCache(async (key) => {
    const { bytes, isFile } = await read(parts.session, Uri.parse(key, true));
    if (!isFile) withoutLines.add(key);
    return bytes;
  }, cacheBytes);
  const bytesOf = (uri: Uri): Promise<Uint8Array> => content(uri.toString());
  const readOnly = (uri: Uri): never => {
    throw FileSystemError.NoPermissions(uri);
  };
  const provider: FileSystemProvider = {
    // A commit never changes, so neither does a document of it.
    onDidChangeFile: createSignal<FileChangeEvent[]>().listen as FileSystemProvider["onDidChangeFile"],
    watch: () => ({ dispose: () => undefined }),
    async stat(uri): Promise<FileStat> {
      const size = (await bytesOf(uri)).byteLength;
      return { type: FileType.File, ctime: 1, mtime: 1, size, permissions: FilePermission.Readonly };
    },
    readFile: bytesOf,
    readDirectory: readOnly,
    createDirectory: readOnly,
    writeFile: readOnly,
    delete: readOnly,
    rename: readOnly,
  };
  const isReadonly = new MarkdownString(
    l10n.t("This is what a worker committed, and it cannot be edited here. Select lines to comment on them."),
  );
  const registered = workspace.registerFileSystemProvider(reviewScheme, provider, {
    isCaseSensitive: true,
    isReadonly,
  });
  return { hasLines: (uri) => !withoutLines.has(uri.toString()), dispose: () => registered.dispose() };
}
