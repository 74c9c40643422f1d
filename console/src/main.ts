import { createConnectionTable } from "./connection-table.ts";
import { byId, tell } from "./dom.ts";
import { JOURNAL_URL, readHealth } from "./engine-control.ts";
import { messageOf } from "./format.ts";
import { createJournalStore } from "./journal/store.ts";
import { followJournal } from "./journal/stream.ts";
import { createClockPanel } from "./panels/clock.ts";
import { createConnectionsPanel } from "./panels/connections.ts";
import { createJournalPanel } from "./panels/journal.ts";
import { createOverview } from "./panels/overview.ts";
import { createTryItPanel } from "./panels/try-it.ts";

/** Number of entries that can be filtered; the engine keeps more. */
const KEPT_ENTRIES = 5000;

const store = createJournalStore(KEPT_ENTRIES);
const connections = createConnectionTable();
const engineState = byId("engine-state", HTMLElement);
const overview = createOverview();
const tryIt = createTryItPanel();
const paintJournal = createJournalPanel(store);
const paintConnections = createConnectionsPanel(connections);
createClockPanel();

async function look(): Promise<void> {
  try {
    const health = await readHealth();
    overview.show(health);
    tryIt.offer(health.webSockets);
    tell(engineState, `${health.status} at ${health.endpoint}`, health.status !== "ready");
  } catch (error) {
    tell(engineState, messageOf(error), true);
  }
}

followJournal(JOURNAL_URL, {
  opened() {
    // All that the engine keeps is sent again, perhaps by another engine.
    store.clear();
    connections.reset();
    paintJournal();
    paintConnections();
    void look();
  },
  entry(entry, characters) {
    store.add(entry, characters);
    connections.apply(entry);
    if (entry.type === "health") void look();
    paintJournal();
    paintConnections();
  },
  lost: () => tell(engineState, "The engine does not answer. Trying again…", true),
});
