import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { type JournalEntry, onEntries } from "../../../engine/journal/journal.ts";
import { messageOf } from "../../../ui/format.ts";

export interface Live<Value> {
  /** Undefined before the first answer. */
  readonly value: Value | undefined;
  readonly failure: string | undefined;
  readonly refresh: () => void;
}

interface LiveOptions<Value> {
  /** Another key is another thing to read. */
  readonly key: string;
  readonly read: () => Promise<Value>;
  /** Tells of an entry of the journal whether what was read may have changed. */
  readonly changes: (entry: JournalEntry) => boolean;
  /** Reads again after this time besides, for what changes by time alone. */
  readonly everyMs?: number;
}

/** Changes within this time are read together. */
const GATHER_MS = 150;

/** Reads something, and again whenever the journal tells of a change. */
export function useLive<Value>({ key, read, changes, everyMs }: LiveOptions<Value>): Live<Value> {
  const value = useSignal<Value | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  const reader = useMemo(
    () =>
      createReader(read, {
        onValue(next) {
          value.value = next;
          failure.value = undefined;
        },
        onFailure(message) {
          failure.value = message;
        },
      }),
    [key],
  );
  useEffect(() => {
    value.value = undefined;
    reader.now();
    const stop = onEntries((entries, isAnew) => {
      if (!isAnew && entries.some(changes)) reader.soon();
    });
    const timer = everyMs === undefined ? undefined : setInterval(() => !document.hidden && reader.now(), everyMs);
    return () => {
      stop();
      clearInterval(timer);
      reader.end();
    };
  }, [reader]);
  return { value: value.value, failure: failure.value, refresh: reader.now };
}

interface ReaderOptions<Value> {
  readonly onValue: (value: Value) => void;
  readonly onFailure: (message: string) => void;
}

/** Reads one at a time: what is asked for meanwhile is read once more afterwards. */
function createReader<Value>(read: () => Promise<Value>, { onValue, onFailure }: ReaderOptions<Value>) {
  let isReading = false;
  let isDue = false;
  let hasEnded = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function now(): Promise<void> {
    if (isReading) {
      isDue = true;
      return;
    }
    isReading = true;
    try {
      const value = await read();
      if (!hasEnded) onValue(value);
    } catch (error) {
      if (!hasEnded) onFailure(messageOf(error));
    }
    isReading = false;
    if (isDue && !hasEnded) {
      isDue = false;
      await now();
    }
  }

  return {
    now: () => void now(),
    soon() {
      timer ??= setTimeout(() => {
        timer = undefined;
        void now();
      }, GATHER_MS);
    },
    end() {
      hasEnded = true;
      clearTimeout(timer);
    },
  };
}
