import { byId, code, createPainter, element } from "../dom.ts";
import { formatDetails, formatTime, visible } from "../format.ts";
import type { JournalEntry } from "../journal/entry.ts";
import { createFilter, selectNewest } from "../journal/filter.ts";
import type { JournalStore } from "../journal/store.ts";

const MOST_ROWS = 1000;

/** Types of events that somebody should look at. */
const BAD = /refuse|error|fail|crash|defect|timeout|gap/;

/** Shows the journal, newest first. Returns a function to call when the store has changed. */
export function createJournalPanel(store: JournalStore): () => void {
  const rows = byId("journal", HTMLTableSectionElement);
  const state = byId("journal-state", HTMLElement);
  const service = byId("journal-service", HTMLSelectElement);
  const text = byId("journal-text", HTMLInputElement);
  const pause = byId("journal-pause", HTMLButtonElement);
  /** Rows of the last painting, kept for the next: most stay, and one may be unfolded. */
  let painted = new Map<JournalEntry, HTMLElement>();
  /** Entries that are looked at while paused. */
  let frozen: readonly JournalEntry[] | undefined;

  function paint(): void {
    offerServices();
    const passes = createFilter({ service: service.value, text: text.value });
    const shown = selectNewest(frozen ?? store.entries, passes, MOST_ROWS);
    const next = new Map(shown.map((entry) => [entry, painted.get(entry) ?? row(entry)]));
    place([...next.values()]);
    painted = next;
    tell();
  }

  /** Moves nothing that is in its place, so that neither focus nor the place of scrolling is lost. */
  function place(wanted: readonly HTMLElement[]): void {
    const keep = new Set(wanted);
    for (const old of [...rows.children]) if (!(old instanceof HTMLElement && keep.has(old))) old.remove();
    let here = rows.firstElementChild;
    for (const each of wanted) {
      if (each === here) here = here.nextElementSibling;
      else rows.insertBefore(each, here);
    }
  }

  function tell(): void {
    const paused = frozen ? "Paused. " : "";
    state.textContent = `${paused}${rows.childElementCount} of ${store.total} shown, newest first.`;
  }

  function offerServices(): void {
    const offered = new Set([...service.options].map(({ value }) => value));
    for (const name of store.services) if (!offered.has(name)) service.append(new Option(visible(name), name));
  }

  const repaint = createPainter(paint);

  for (const control of [service, text]) control.addEventListener("input", repaint);
  byId("journal-controls", HTMLFormElement).addEventListener("submit", (event) => event.preventDefault());
  pause.addEventListener("click", () => {
    frozen = frozen ? undefined : store.entries;
    pause.ariaPressed = String(frozen !== undefined);
    repaint();
  });
  byId("journal-clear", HTMLButtonElement).addEventListener("click", () => {
    store.clear();
    if (frozen) frozen = [];
    repaint();
  });
  return repaint;
}

function row({ at, service, type, data }: JournalEntry): HTMLElement {
  return element(
    "tr",
    "",
    element("td", "", formatTime(at)),
    element("td", "", visible(service)),
    element("td", BAD.test(type) ? "bad" : "", visible(type)),
    element("td", "", details(data)),
  );
}

function details(data: JournalEntry["data"]): HTMLElement {
  const { summary, full } = formatDetails(data);
  if (!full) return code(summary);
  const folded = element("details", "", element("summary", "", code(summary)));
  folded.addEventListener("toggle", () => folded.append(element("pre", "", full())), { once: true });
  return folded;
}
