import type { Abortable } from "../abort.ts";
import type { Random, RetryDelay } from "../retry.ts";
import { type OutgoingEvent, requestsOf } from "./event.ts";
import { type Problem, problemOf, problemOfEntry } from "./problems.ts";
import { xRayHeaderOf } from "./traceparent.ts";
import type { EntryResult, EventEntry, Transport } from "./transport.ts";
import { pause, systemTimer, type Timer, textOf } from "./wait.ts";

export interface EventSenderOptions {
  /** Way to EventBridge: `overEventBridge(client, PutEventsCommand)` or `overHttp({ url, … })`. */
  readonly transport: Transport;
  /** Bus that the app listens on, its stack's output EventBusName. */
  readonly eventBusName: string;
  /** One of the stack's parameter PublisherSources. Default `portcullis`. */
  readonly source?: string;
  /** Most times that an event is sent. Default 5. */
  readonly attempts?: number;
  /** Wait before each retry. Default: anything between 0 and a bound that doubles from 100 ms to 5 s. */
  readonly retryDelay?: RetryDelay;
  /** Time, for tests that move it. */
  readonly clock?: Timer;
  /** Random numbers like Math.random's, for tests that decide them. */
  readonly random?: Random;
}

/** Outcome of an event: the id that EventBridge gave it, or why it was not taken. */
export type Sent = { readonly eventId: string } | { readonly problem: Problem; readonly attempts: number };

/** Sends events, and again those that failed for now. Never rejects; outcomes are in the order of the events. */
export type EventSender = (events: readonly OutgoingEvent[], options?: Abortable) => Promise<readonly Sent[]>;

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;

const fullJitter: RetryDelay = (failures, random) =>
  random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));

/** One event on its way. */
interface Item {
  readonly entry: EventEntry;
  attempts: number;
  outcome: { readonly eventId: string } | { readonly problem: Problem };
}

const UNSENT: Problem = { code: "aborted", message: "It was not sent.", retryable: true };

export function createEventSender(options: EventSenderOptions): EventSender {
  const { transport, attempts = 5, retryDelay = fullJitter, clock = systemTimer, random = Math.random } = options;

  async function put(items: readonly Item[], signal: AbortSignal | undefined): Promise<void> {
    try {
      const entries = items.map(({ entry }) => entry);
      const { Entries: results = [] } = await transport(entries, signal);
      for (const [index, item] of items.entries()) note(item, outcomeOf(results[index]));
    } catch (error) {
      for (const item of items) note(item, { problem: signal?.aborted ? aborted(signal) : problemOf(error) });
    }
  }

  /** Sends all of them once. */
  async function round(items: readonly Item[], signal: AbortSignal | undefined): Promise<void> {
    for (const request of requestsOf(items)) {
      if (signal?.aborted) return;
      await put(request, signal);
    }
  }

  return async (events, { signal } = {}) => {
    const items = events.map(
      (event): Item => ({ entry: entryOf(event, options), attempts: 0, outcome: { problem: UNSENT } }),
    );
    let waiting: readonly Item[] = items;
    for (let failures = 1; ; failures++) {
      await round(waiting, signal);
      waiting = waiting.filter((item) => "problem" in item.outcome && item.outcome.problem.retryable);
      if (waiting.length === 0 || failures >= attempts || signal?.aborted) break;
      await pause(delayOf(waiting, retryDelay(failures, random)), clock, signal);
    }
    return items.map(({ outcome, attempts }) => ("problem" in outcome ? { ...outcome, attempts } : outcome));
  };
}

function entryOf(event: OutgoingEvent, { eventBusName, source = "portcullis" }: EventSenderOptions): EventEntry {
  const { detailType, detail } = event;
  const TraceHeader = xRayHeaderOf(detail.traceparent);
  return {
    EventBusName: eventBusName,
    Source: source,
    DetailType: detailType,
    Detail: JSON.stringify(detail),
    ...(TraceHeader !== undefined && { TraceHeader }),
  };
}

function note(item: Item, outcome: Item["outcome"]): void {
  item.attempts += 1;
  item.outcome = outcome;
}

const outcomeOf = (result: EntryResult | undefined): Item["outcome"] =>
  result?.EventId ? { eventId: result.EventId } : { problem: problemOfEntry(result) };

const aborted = (signal: AbortSignal): Problem => ({ ...UNSENT, message: textOf(signal.reason) });

/** Longest wait that an answer may ask for: whoever publishes waits, too. */
const LONGEST_ASKED_MS = 30_000;

/** Returns the wait, or a longer one that was asked for. */
function delayOf(items: readonly Item[], delayMs: number): number {
  const asked = items.map(({ outcome }) => ("problem" in outcome && outcome.problem.retryAfterMs) || 0);
  return Math.max(delayMs, Math.min(LONGEST_ASKED_MS, Math.max(...asked)));
}
