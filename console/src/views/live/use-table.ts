import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { control } from "../../engine/control.ts";
import { entries, onEntries } from "../../engine/journal/journal.ts";
import { type ConnectionList, type ConnectionTable, createConnectionTable } from "../../model/connections/table.ts";
import { messageOf } from "../../ui/format.ts";

/** Time between two looks at what has changed: rows that jump more often cannot be read. */
const REDRAW_MS = 250;

interface LiveTable {
  readonly table: ConnectionTable;
  /** Changes with the table. */
  readonly revision: ReadonlySignal<number>;
  /** True once the list was read. */
  readonly isKnown: ReadonlySignal<boolean>;
  /** The reason why it could not be read. */
  readonly failure: ReadonlySignal<string | undefined>;
  readonly read: () => Promise<void>;
}

const table = createConnectionTable();
const revision = signal(0);
const isKnown = signal(false);
const failure = signal<string | undefined>(undefined);

let isReading = false;
let isAsked = false;

/** Reads the list, and once more if it is asked for meanwhile. */
async function read(): Promise<void> {
  isAsked = true;
  if (isReading) return;
  isReading = true;
  while (isAsked) {
    isAsked = false;
    await readOnce();
  }
  isReading = false;
  revision.value += 1;
}

async function readOnce(): Promise<void> {
  try {
    table.take(await control.get<ConnectionList>("connections"));
    // What came while the answer was on its way.
    table.apply(entries());
    isKnown.value = true;
    failure.value = undefined;
  } catch (error) {
    failure.value = messageOf(error);
  }
}

/** Follows the connections for as long as somebody looks. */
function follow(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const redraw = () => {
    timer = undefined;
    revision.value += 1;
  };
  const end = onEntries((batch, isAnew) => {
    const hasGap = batch.some(({ service, type }) => service === "journal" && type === "gap");
    if (isAnew || hasGap) void read();
    else if (table.apply(batch)) timer ??= setTimeout(redraw, REDRAW_MS);
  });
  return () => {
    clearTimeout(timer);
    end();
  };
}

/** The connections, kept up to date while the component is there. */
export function useLiveTable(): LiveTable {
  useEffect(follow, []);
  return { table, revision, isKnown, failure, read };
}
