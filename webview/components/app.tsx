// The whole page: what stands in the way, the tree or an invitation, and what is said aloud.
import { t } from "@vscode/l10n";
import type { VNode } from "preact";
import { useErrorBoundary } from "preact/hooks";
import type { Panel } from "../panel.ts";
import { Button } from "../toolkit.tsx";
import { BannerBar } from "./banner-bar.tsx";
import { EmptyState } from "./empty-state.tsx";
import { PanelContext, usePanel } from "./panel-context.ts";
import { Tree } from "./tree.tsx";

function LiveRegion(): VNode {
  const { announcer } = usePanel();
  return (
    <div class="aloud" role="status" aria-live="polite" aria-atomic="true">
      {announcer.words}
    </div>
  );
}

function Content(): VNode | null {
  const { loaded, viewport } = usePanel();
  if (!loaded.value) return null;
  return viewport.layout.value.outline.lines.length === 0 ? <EmptyState /> : <Tree />;
}

function Broken(props: { error: unknown; onReload: () => void }): VNode {
  const words = props.error instanceof Error ? props.error.message : String(props.error);
  return (
    <div class="broken" role="alert">
      <p>{t("The view could not be drawn. The swarm itself goes on.")}</p>
      <pre>{words}</pre>
      <Button look="primary" tabbable onPress={props.onReload}>
        {t("Reload View")}
      </Button>
    </div>
  );
}

function Page(): VNode {
  const panel = usePanel();
  const [error, reset] = useErrorBoundary();
  if (error !== undefined && error !== null) {
    const reload = (): void => {
      panel.reload();
      reset();
    };
    return <Broken error={error} onReload={reload} />;
  }
  return (
    <>
      <BannerBar />
      <Content />
    </>
  );
}

export function App(props: { panel: Panel }): VNode {
  return (
    <PanelContext.Provider value={props.panel}>
      <Page />
      <LiveRegion />
    </PanelContext.Provider>
  );
}
