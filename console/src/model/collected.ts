import { type ReadonlySignal, signal } from "@preact/signals";
import { control } from "../engine/control.ts";
import { type JournalEntry, onEntries } from "../engine/journal/journal.ts";
import { Metrics } from "./metrics/metrics.ts";

/** Numbers of the last hour. They are collected from when the page is opened, whichever view is. */
export const metrics = new Metrics();

const changed = signal(0);
const missing = signal<ReadonlyMap<string, number>>(new Map());

/** Numbers are drawn so often at most, however many entries come. */
const REDRAW_MS = 500;

/** Changes a while after entries have come: who reads it is drawn anew. */
export const collectedVersion: ReadonlySignal<number> = changed;

/** Connections of all, under "", and by the ids of APIs, that were open before the first entry that came. */
export const openBefore: ReadonlySignal<ReadonlyMap<string, number>> = missing;

/** Some of what happened was never seen. */
const isIncomplete = ({ service, type }: JournalEntry) => service === "journal" && type === "gap";

let isDue = false;

onEntries((entries, isAnew) => {
  if (isAnew) metrics.clear();
  for (const entry of entries) metrics.add(entry);
  if (entries.some(isIncomplete) || (isAnew && (entries[0]?.seq ?? 1) > 1)) void countOpen();
  schedule();
});

function schedule(): void {
  if (isDue) return;
  isDue = true;
  setTimeout(() => {
    isDue = false;
    changed.value += 1;
  }, REDRAW_MS);
}

/** Asks for the connections that are open, of which the entries that are missing told. */
async function countOpen(): Promise<void> {
  const answer = await control.get<Connections>("connections").catch(() => undefined);
  if (!answer) return;
  const counts = new Map([["", answer.connections.length]]);
  for (const { apiId } of answer.connections) counts.set(apiId, (counts.get(apiId) ?? 0) + 1);
  missing.value = new Map([...counts].map(([id, count]) => [id, count - metrics.open({ kind: "api", id })]));
}

interface Connections {
  readonly connections: readonly { readonly apiId: string }[];
}
