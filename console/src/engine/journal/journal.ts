import { type ReadonlySignal, signal } from "@preact/signals";
import { type JournalEntry, parseEntry, parseGap } from "./entry.ts";
import { createJournalStore } from "./store.ts";

export type { JournalEntry } from "./entry.ts";

/** Number of entries that the page keeps. */
const KEPT_ENTRIES = 20_000;

/** Patience with a frame: pages in the background draw none. */
const LONGEST_WAIT_MS = 1000;

const RETRY_MS = 1000;

/** `isAnew`: what came before counts no more, since another engine runs or all is sent again. */
export type EntriesListener = (entries: readonly JournalEntry[], isAnew: boolean) => void;

export type JournalState = "connecting" | "open" | "lost";

const store = createJournalStore(KEPT_ENTRIES);
const listeners = new Set<EntriesListener>();
const openListeners = new Set<() => void>();
const state = signal<JournalState>("connecting");
const missed = signal(0);

let batch: JournalEntry[] = [];
let isAnew = false;
let isDue = false;

/** The state of the stream. */
export const journalState: ReadonlySignal<JournalState> = state;

/** Number of entries that the engine had forgotten before this page could read them. A `journal/gap` is in their place. */
export const missedEntries: ReadonlySignal<number> = missed;

/** The newest entries that the page keeps, oldest first. */
export const entries = (): readonly JournalEntry[] => store.entries;

/** Number of entries that came, of which the page may have let the oldest go. */
export const totalEntries = (): number => store.total;

/**
 * Calls `listener` at once with all that the page keeps, then with what comes: a batch for each frame of the screen at
 * most. The function that is returned ends that.
 */
export function onEntries(listener: EntriesListener): () => void {
  // What waits for its frame comes with the others.
  const waiting = new Set(batch);
  listener(waiting.size === 0 ? store.entries : store.entries.filter((entry) => !waiting.has(entry)), true);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Calls `listener` each time the stream opens: the engine may be another one. */
export function onJournalOpen(listener: () => void): () => void {
  openListeners.add(listener);
  return () => openListeners.delete(listener);
}

/** Forgets all that came: the engine sends all that it keeps. */
function startAnew(): void {
  store.clear();
  batch = [];
  missed.value = 0;
  isAnew = true;
  schedule();
}

function take(entry: JournalEntry, characters: number): void {
  store.add(entry, characters);
  batch.push(entry);
  schedule();
}

function schedule(): void {
  if (isDue) return;
  isDue = true;
  const flush = () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    deliver();
  };
  const frame = requestAnimationFrame(flush);
  const timer = setTimeout(flush, LONGEST_WAIT_MS);
}

function deliver(): void {
  const [delivered, anew] = [batch, isAnew];
  batch = [];
  isAnew = false;
  isDue = false;
  for (const listener of listeners) listener(delivered, anew);
}

/**
 * Follows the journal for as long as the page is open. After a lost connection, the browser goes on after the last
 * entry; `isSameEngine` is asked then, since another engine counts from 1 again.
 */
export function followJournal(url: string, isSameEngine: () => Promise<boolean>): void {
  const source = new EventSource(url);
  let isFirst = true;
  startAnew();
  const again = () => {
    source.close();
    followJournal(url, isSameEngine);
  };
  source.onopen = async () => {
    state.value = "open";
    for (const listener of openListeners) listener();
    const isSame = await isSameEngine();
    if (!isFirst && !isSame) again();
    isFirst = false;
  };
  source.onmessage = ({ data }) => {
    const entry = parseEntry(data);
    if (entry) take(entry, data.length);
  };
  source.addEventListener("gap", ({ data }) => {
    const gap = parseGap(data);
    if (gap) takeGap(gap, data.length);
  });
  source.onerror = () => {
    state.value = "lost";
    // Else the browser tries again by itself.
    if (source.readyState === EventSource.CLOSED) setTimeout(again, RETRY_MS);
  };
}

function takeGap(gap: JournalEntry, characters: number): void {
  const { reason, first, last } = gap.data;
  if (reason === "restarted") {
    startAnew();
    return;
  }
  missed.value += Number(last) - Number(first) + 1 || 0;
  take(gap, characters);
}
