import { type PackedRecord, PackedRecords } from "../../kernel/packed/packed-records.ts";

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
const MOST_BYTES = 8 * 1024 * 1024;

/** The newest events of all groups, in the order in which they came. */
export class LogEvents {
  readonly #records: PackedRecords;
  readonly #onForgotten: (stream: LogStream, bytes: number) => void;
  /** Those that have events, by the numbers that stand for them in records. */
  readonly #streams = new Map<number, LogStream>();
  readonly #numbers = new Map<LogStream, number>();
  #lastNumber = 0;

  constructor(onForgotten: (stream: LogStream, bytes: number) => void, maxBytes = MOST_BYTES) {
    this.#onForgotten = onForgotten;
    this.#records = new PackedRecords({ width: 4, maxBytes, onForgotten: (record) => this.#forget(record) });
  }

  add({ stream, seq, timestamp, ingestionTime, message }: LogEvent): void {
    stream.events++;
    this.#records.add([this.#numberOf(stream), seq, timestamp, ingestionTime], message);
  }

  /** Those of a group, the oldest first. */
  of(group: LogGroup): readonly LogEvent[] {
    const events: LogEvent[] = [];
    this.#records.forEach(({ number, text }) => {
      const stream = this.#streams.get(number(0));
      if (stream?.group !== group) return;
      events.push({ seq: number(1), stream, timestamp: number(2), ingestionTime: number(3), message: text() });
    });
    return events;
  }

  #numberOf(stream: LogStream): number {
    const known = this.#numbers.get(stream);
    if (known !== undefined) return known;
    const number = ++this.#lastNumber;
    this.#numbers.set(stream, number);
    this.#streams.set(number, stream);
    return number;
  }

  #forget({ number, bytes }: PackedRecord): void {
    const stream = this.#streams.get(number(0));
    if (!stream) return;
    stream.events--;
    if (stream.events === 0) {
      this.#streams.delete(number(0));
      this.#numbers.delete(stream);
    }
    this.#onForgotten(stream, bytes);
  }
}
