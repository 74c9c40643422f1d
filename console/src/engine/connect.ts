import { readClock } from "./clock.ts";
import { health, readHealth } from "./health.ts";
import { followJournal, onEntries, onJournalOpen } from "./journal/journal.ts";
import { readStack } from "./stack.ts";

/** Entries that say that an earlier answer holds no more. */
const CHANGES: Readonly<Record<string, readonly (() => Promise<unknown>)[]>> = {
  "engine/clock": [readClock],
  "engine/template": [readHealth, readStack],
};

/** Follows the engine for as long as the page is open. */
export function connect(): void {
  let startedAt: string | undefined;
  onJournalOpen(() => void Promise.all([readClock(), readStack()]));
  onEntries((entries) => {
    const due = new Set(
      entries.flatMap(({ service, type }) =>
        type === "health" ? [readHealth] : (CHANGES[`${service}/${type}`] ?? []),
      ),
    );
    for (const read of due) void read();
  });
  followJournal("/_portcullis/journal", async () => {
    await readHealth();
    const isSame = startedAt === undefined || startedAt === health.value?.startedAt;
    startedAt = health.value?.startedAt;
    return isSame;
  });
}
