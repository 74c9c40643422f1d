import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { control } from "../../engine/control.ts";
import { type JournalEntry, onEntries } from "../../engine/journal/journal.ts";
import { messageOf } from "../../ui/format.ts";

/** Something that happens often is no reason to ask more often than eyes can follow. */
const MOST_OFTEN_MS = 300;

export interface Answer<A> {
  readonly value: A | undefined;
  readonly failure: string | undefined;
  readonly readAgain: () => void;
}

/** An answer of the engine that is asked for anew when something happens that concerns it. */
export function useAnswer<A>(path: string, concerns: (entry: JournalEntry) => boolean): Answer<A> {
  const state = useSignal<{ readonly path: string; readonly value?: A; readonly failure?: string }>({ path });
  const again = useRef(() => {});
  useEffect(() => {
    let isGone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async () => {
      timer = undefined;
      const answer = await control.get<A>(path).then(
        (value) => ({ path, value }),
        (error) => ({ path, failure: messageOf(error) }),
      );
      if (!isGone) state.value = answer;
    };
    const schedule = () => {
      timer ??= setTimeout(read, MOST_OFTEN_MS);
    };
    again.current = () => void read();
    void read();
    let isFirst = true;
    const stop = onEntries((entries) => {
      // At first come those of the past, which the answer knows.
      if (!isFirst && entries.some(concerns)) schedule();
      isFirst = false;
    });
    return () => {
      isGone = true;
      clearTimeout(timer);
      stop();
    };
  }, [path]);
  const { value, failure } = state.value.path === path ? state.value : {};
  return { value, failure, readAgain: () => again.current() };
}

/** Entries after which a function, or any, has another past. */
export const isOfInvocation =
  (logicalId?: string) =>
  ({ service, type, data }: JournalEntry): boolean =>
    service === "lambda" &&
    /^(invoke|report|init)$/.test(type) &&
    (logicalId === undefined || data.logicalId === logicalId);
