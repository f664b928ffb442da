// The letters A, M, D and R beside review documents, wherever VS Code names one.
import { EventEmitter, FileDecoration, ThemeColor, l10n, window } from "vscode";
import type { FileChange } from "../../../application/live-swarm.ts";
import type { Disposable } from "../signal.ts";
import { readReviewUri } from "./review-uri.ts";

function decoration(change: FileChange["change"]): FileDecoration {
  const look = {
    added: ["A", l10n.t("Added"), "gitDecoration.addedResourceForeground"],
    modified: ["M", l10n.t("Modified"), "gitDecoration.modifiedResourceForeground"],
    deleted: ["D", l10n.t("Deleted"), "gitDecoration.deletedResourceForeground"],
    renamed: ["R", l10n.t("Renamed"), "gitDecoration.renamedResourceForeground"],
  } as const;
  const [letter, word, color] = look[change];
  return new FileDecoration(letter, word, new ThemeColor(color));
}

export function registerChangeDecorations(): Disposable {
  const changed = new EventEmitter<undefined>();
  const provider = window.registerFileDecorationProvider({
    onDidChangeFileDecorations: changed.event,
    provideFileDecoration(uri) {
      const document = readReviewUri(uri);
      return document?.kind === "file" ? decoration(document.change) : undefined;
    },
  });
  return {
    dispose: () => {
      provider.dispose();
      changed.dispose();
    },
  };
}
