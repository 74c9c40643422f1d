import type { Clock } from "../../kernel/clock.ts";
import type { JsonEvent } from "../../wire/protocols/aws-json.ts";
import type { LogEvent } from "./log-events.ts";

/** .../APIReference/API_StartLiveTail.html: an update each second, with or without events, */
const UPDATE_INTERVAL_MS = 1000;
/** of 500 events at most. */
const MOST_EVENTS = 500;
/** For who listens too slowly 10 updates wait; the oldest are dropped. */
const MOST_UPDATES = 10;
const LONGEST_SESSION_MS = 3 * 60 * 60 * 1000;

export interface LiveTailOptions {
  readonly clock: Clock;
  /** Aborted when the caller went away. */
  readonly signal: AbortSignal;
  /** The first event: what is listened to. */
  readonly start: object;
  readonly matches: (event: LogEvent) => boolean;
}

/** A session in which a caller sees log events as they come. Events are taken from the moment when it is made. */
export class LiveTail implements AsyncIterable<JsonEvent> {
  /** Aborted when it is over or its caller went away. */
  readonly signal: AbortSignal;
  readonly #options: LiveTailOptions;
  readonly #over = new AbortController();
  readonly #endsAt: number;
  readonly #updates: JsonEvent[] = [];
  #matched: LogEvent[] = [];
  #timer: Disposable;
  #wake: () => void = () => {};

  constructor(options: LiveTailOptions) {
    this.#options = options;
    this.#endsAt = options.clock.now() + LONGEST_SESSION_MS;
    this.#timer = this.#nextUpdate();
    this.signal = AbortSignal.any([options.signal, this.#over.signal]);
    options.signal.addEventListener("abort", () => this.#leave(), { once: true });
  }

  take(event: LogEvent): void {
    if (this.#options.matches(event)) this.#matched.push(event);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<JsonEvent> {
    const { signal, start } = this.#options;
    yield { type: "sessionStart", payload: start };
    while (!signal.aborted) {
      const event = this.#updates.shift();
      if (event) yield event;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
      if (event && "exception" in event) return;
    }
  }

  #nextUpdate(): Disposable {
    return this.#options.clock.after(UPDATE_INTERVAL_MS, () => this.#update());
  }

  #update(): void {
    const isOver = this.#options.clock.now() >= this.#endsAt;
    this.#updates.push(updateOf(this.#matched), ...(isOver ? [TIMED_OUT] : []));
    this.#updates.splice(0, this.#updates.length - MOST_UPDATES);
    this.#matched = [];
    if (isOver) this.#over.abort();
    else this.#timer = this.#nextUpdate();
    this.#wake();
  }

  #leave(): void {
    this.#timer[Symbol.dispose]();
    this.#wake();
  }
}

const TIMED_OUT: JsonEvent = {
  exception: "SessionTimeoutException",
  payload: { message: "The session has been open for three hours." },
};

const updateOf = (events: readonly LogEvent[]): JsonEvent => ({
  type: "sessionUpdate",
  payload: {
    sessionMetadata: { sampled: events.length > MOST_EVENTS },
    sessionResults: sampleOf(events).map(describe),
  },
});

/** As many as an update may have, at even distances. */
function sampleOf(events: readonly LogEvent[]): readonly LogEvent[] {
  if (events.length <= MOST_EVENTS) return events;
  const distance = events.length / MOST_EVENTS;
  return events.filter((_, index) => Math.floor(index / distance) !== Math.floor((index - 1) / distance));
}

const describe = ({ stream, message, timestamp, ingestionTime }: LogEvent) => ({
  logStreamName: stream.name,
  logGroupIdentifier: stream.group.arn,
  message,
  timestamp,
  ingestionTime,
});
