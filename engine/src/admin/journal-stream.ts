import type { IncomingMessage, ServerResponse } from "node:http";
import type { Journal, JournalEntry } from "../kernel/journal.ts";

/**
 * The size of the entries that may come while a reader takes nothing at all. Nothing of it is kept for that
 * reader, but its connection is ended, so that it knows; it may come back and go on.
 */
const LONGEST_LAG_BYTES = 8 * 1024 * 1024;

/** The time after which a reader that was cut off comes back, in milliseconds: browsers wait for three seconds by themselves. */
const RETRY_MS = 500;

/** Each open stream makes text of each entry. */
const MOST_STREAMS = 64;

const entryText = (entry: JournalEntry) => `id: ${entry.seq}\ndata: ${JSON.stringify(entry)}\n\n`;

/** Entries that a reader did not get, and will not: those of an engine before this one, or some of these numbers. */
type Gap =
  | { readonly reason: "restarted" }
  | { readonly reason: "forgotten"; readonly first: number; readonly last: number };

/** An event of its own type, which readers that know nothing of it pass over. */
const gapText = (gap: Gap, at: number) => `event: gap\ndata: ${JSON.stringify({ ...gap, at })}\n\n`;

/** Serves the journal as server-sent events: what is kept, then what comes; `Last-Event-ID` continues after that entry. */
export function createJournalStreams(
  journal: Journal,
  now: () => number,
): (request: IncomingMessage, response: ServerResponse) => void {
  const open = new Set<JournalStream>();

  return (request, response) => {
    if (open.size >= MOST_STREAMS) {
      response.writeHead(503, { "content-type": "application/json", "cache-control": "no-store" });
      response.end(`${JSON.stringify({ message: `${MOST_STREAMS} readers follow the journal already.` })}\n`);
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    const stream = new JournalStream(journal, now, response);
    open.add(stream);
    response.once("close", () => {
      open.delete(stream);
      stream[Symbol.dispose]();
    });
    stream.start(request.headers["last-event-id"]);
  };
}

/** One reader. It is given entries as it takes them, from those that the journal keeps for all: it has no queue. */
class JournalStream implements Disposable {
  readonly #journal: Journal;
  readonly #now: () => number;
  readonly #response: ServerResponse;
  readonly #subscription: Disposable;
  /** The last entry that the reader was given, or was told that it missed. */
  #seq = 0;
  /** The size of the entries since the reader took something. */
  #lagBytes = 0;

  constructor(journal: Journal, now: () => number, response: ServerResponse) {
    this.#journal = journal;
    this.#now = now;
    this.#response = response;
    this.#subscription = journal.subscribe((_entry, bytes) => this.#follow(bytes));
    response.on("drain", () => this.#write());
  }

  start(lastEventId: unknown): void {
    const { lastSeq } = this.#journal;
    const known = Number(lastEventId ?? 0);
    const isOfThisEngine = Number.isSafeInteger(known) && known >= 0 && known <= lastSeq;
    if (isOfThisEngine) this.#seq = known;
    // Numbers that were never given are of an engine before this one, which began anew.
    else this.#response.write(gapText({ reason: "restarted" }, this.#now()));
    // A reader of a journal that is empty knows thereby that it is open.
    this.#response.write(`retry: ${RETRY_MS}\n\n`);
    this.#write();
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
  }

  #follow(bytes: number): void {
    if (this.#response.writableNeedDrain) this.#lagBytes += bytes;
    else this.#write();
    if (this.#lagBytes > LONGEST_LAG_BYTES) this.#response.destroy();
  }

  #write(): void {
    this.#lagBytes = 0;
    for (let goesOn = true; goesOn && !this.#response.destroyed; ) {
      const entry = this.#journal.next(this.#seq);
      if (!entry) return;
      if (entry.seq > this.#seq + 1) {
        const gap = { reason: "forgotten", first: this.#seq + 1, last: entry.seq - 1 } as const;
        this.#response.write(gapText(gap, this.#now()));
      }
      this.#seq = entry.seq;
      goesOn = this.#response.write(entryText(entry));
    }
  }
}
