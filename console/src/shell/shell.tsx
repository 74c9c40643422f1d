import { useEffect } from "preact/hooks";
import { health } from "../engine/health.ts";
import { journalState } from "../engine/journal/journal.ts";
import { Icon } from "../ui/icon.tsx";
import { viewOf } from "../views/views.ts";
import { Navigation } from "./navigation.tsx";
import { openDialog } from "./open-dialog.ts";
import { Palette } from "./palette/palette.tsx";
import { place } from "./router.ts";
import { listenForShortcuts, Shortcuts } from "./shortcuts.tsx";
import { TopLine } from "./top-line.tsx";
import { ViewFrame } from "./view-frame.tsx";

/** The page around the views. */
export function Shell() {
  useEffect(listenForShortcuts, []);
  const view = viewOf(place.value.segments[0]);
  useEffect(() => {
    document.title = view ? `${view.title} · Portcullis` : "Portcullis";
  }, [view]);
  return (
    <div class="shell">
      <Navigation selected={view?.id} />
      <TopLine title={view?.title ?? "Not found"} />
      <main class="main" id="main" tabIndex={-1}>
        {journalState.value === "lost" && <Lost />}
        <ViewFrame view={view} place={place.value} />
      </main>
      {openDialog.value === "palette" && <Palette />}
      {openDialog.value === "shortcuts" && <Shortcuts />}
    </div>
  );
}

function Lost() {
  return (
    <p class="lost" role="status">
      <Icon name="warning" />
      {`The engine at ${health.value?.endpoint ?? location.origin} does not answer. Start it again; this page goes on by itself.`}
    </p>
  );
}
