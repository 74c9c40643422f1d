/** One event as it is kept. */
export interface LogEvent {
  /** The place among all events of the engine, by which pages go on. */
  readonly seq: number;
  readonly stream: LogStream;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

export interface LogGroup {
  readonly name: string;
  /** Without `:*`. */
  readonly arn: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly retentionInDays: number | undefined;
  readonly streams: Map<string, LogStream>;
  storedBytes: number;
}

export interface LogStream {
  readonly name: string;
  readonly group: LogGroup;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  firstEventAt: number | undefined;
  lastEventAt: number | undefined;
  lastIngestionAt: number | undefined;
  /** The number of its events that are kept. */
  events: number;
}

/** The memory that events take at most; older ones are forgotten. A function that prints without end fills it. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The size of an event without its message, in memory. */
const EVENT_BYTES = 160;

/** Two bytes a character, as some need. */
const bytesOf = ({ message }: LogEvent) => EVENT_BYTES + 2 * message.length;

/** The newest events of all groups, in the order in which they came. */
export class LogEvents {
  readonly #maxBytes: number;
  readonly #onForgotten: (event: LogEvent) => void;
  #events: LogEvent[] = [];
  /** Those before it are forgotten. */
  #first = 0;
  #bytes = 0;

  constructor(onForgotten: (event: LogEvent) => void, maxBytes = MOST_BYTES) {
    this.#onForgotten = onForgotten;
    this.#maxBytes = maxBytes;
  }

  add(event: LogEvent): void {
    this.#events.push(event);
    this.#bytes += bytesOf(event);
    while (this.#bytes > this.#maxBytes && this.#first < this.#events.length - 1) this.#forgetFirst();
    // Moved seldom: as many events have been forgotten by then as are moved.
    if (this.#first <= this.#events.length / 2) return;
    this.#events = this.#events.slice(this.#first);
    this.#first = 0;
  }

  /** Those of a group, the oldest first. */
  of(group: LogGroup): readonly LogEvent[] {
    return this.#events.slice(this.#first).filter(({ stream }) => stream.group === group);
  }

  #forgetFirst(): void {
    const event = this.#events[this.#first++];
    if (!event) return;
    this.#bytes -= bytesOf(event);
    this.#onForgotten(event);
  }
}
