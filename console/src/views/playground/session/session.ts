import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { engineNow } from "../../../engine/clock.ts";
import { entries, type JournalEntry, onEntries } from "../../../engine/journal/journal.ts";
import { type Draft, EMPTY_DRAFT } from "../handshake/draft.ts";
import { type Payload, sizeOf } from "../messages/payload.ts";
import { openByBrowser } from "./browser-transport.ts";
import { openByEngine } from "./engine-transport.ts";
import { type Explanation, findConnection, findRefusal, sentenceOf, type Target } from "./journal-facts.ts";
import type { OpenTransport, Refusal, SocketListener, Transport } from "./transport.ts";

export type SessionState = "idle" | "opening" | "open" | "closing" | "closed" | "refused";

/** One line of a conversation. */
export interface Line {
  readonly id: number;
  /** Engine time. */
  readonly at: number;
  readonly kind: "in" | "out" | "note" | "bad";
  /** A message's content, or a sentence about the socket. */
  readonly content: Payload;
  readonly bytes?: number;
}

export interface SessionRefusal {
  readonly sentence: string;
  readonly body?: string;
  readonly explanation?: Explanation;
}

export interface SessionDependencies {
  /** Finds the stage that an address leads to; undefined for another server's. */
  readonly targetOf: (draft: Draft) => Target | undefined;
  readonly isTaken: (connectionId: string) => boolean;
}

const MOST_LINES = 2000;

/** Patience with the journal, which tells of a refusal about when the browser does. */
const JOURNAL_PATIENCE_MS = 3000;

const OPEN: Readonly<Record<Draft["opener"], OpenTransport>> = { browser: openByBrowser, engine: openByEngine };

let lastId = 0;
let lastLine = 0;

/** A socket of the playground, with all that was said on it. It goes on while other views are looked at. */
export class Session {
  readonly id: number;
  readonly draft: Signal<Draft>;
  readonly #state = signal<SessionState>("idle");
  readonly #lines = signal<readonly Line[]>([]);
  readonly #forgotten = signal(0);
  readonly #connectionId = signal<string | undefined>(undefined);
  readonly #refusal = signal<SessionRefusal | undefined>(undefined);
  readonly #isEngines = signal(false);
  readonly #dependencies: SessionDependencies;
  #transport: Transport | undefined;
  /** The handshake of this opening. What an earlier one's socket still says concerns nobody. */
  #opened: Draft | undefined;

  constructor(dependencies: SessionDependencies, draft: Draft = EMPTY_DRAFT) {
    lastId += 1;
    this.id = lastId;
    this.draft = signal(draft);
    this.#dependencies = dependencies;
  }

  get state(): ReadonlySignal<SessionState> {
    return this.#state;
  }

  get lines(): ReadonlySignal<readonly Line[]> {
    return this.#lines;
  }

  /** Number of lines that were let go. */
  get forgotten(): ReadonlySignal<number> {
    return this.#forgotten;
  }

  /** The engine's id of it, once the journal has told. */
  get connectionId(): ReadonlySignal<string | undefined> {
    return this.#connectionId;
  }

  get refusal(): ReadonlySignal<SessionRefusal | undefined> {
    return this.#refusal;
  }

  /** True when the socket can be pinged and dropped. */
  get isEngines(): ReadonlySignal<boolean> {
    return this.#isEngines;
  }

  open(): void {
    const opened = { ...this.draft.value };
    this.#opened = opened;
    this.#state.value = "opening";
    this.#connectionId.value = undefined;
    this.#refusal.value = undefined;
    this.#isEngines.value = opened.opener === "engine";
    this.#transport = OPEN[opened.opener](opened, this.#listen(opened, entries().at(-1)?.seq ?? 0));
  }

  send(payload: Payload): void {
    this.#transport?.send(payload);
    this.#add("out", payload, sizeOf(payload));
  }

  ping(): void {
    this.#transport?.ping?.();
    this.#add("note", "Ping sent");
  }

  close(code: number, reason: string): void {
    if (this.#state.value === "open") this.#state.value = "closing";
    this.#transport?.close(code, reason);
  }

  drop(): void {
    this.#transport?.drop?.();
  }

  clear(): void {
    this.#lines.value = [];
    this.#forgotten.value = 0;
  }

  #add(kind: Line["kind"], content: Payload, bytes?: number): void {
    lastLine += 1;
    const line = { id: lastLine, at: engineNow(), kind, content, ...(bytes !== undefined && { bytes }) };
    this.#forgotten.value += Math.max(0, this.#lines.value.length + 1 - MOST_LINES);
    this.#lines.value = [...this.#lines.value, line].slice(-MOST_LINES);
  }

  #listen(own: Draft, lastSeq: number): SocketListener {
    const target = this.#dependencies.targetOf(own);
    const current = (act: () => void) => {
      if (own === this.#opened) act();
    };
    return {
      opened: (subprotocol) => current(() => this.#begin(subprotocol, target, lastSeq, current)),
      refused: (told) => void explain(told, target, lastSeq).then((said) => current(() => this.#refuse(said))),
      message: (payload) => current(() => this.#add("in", payload, sizeOf(payload))),
      control: (kind) => current(() => this.#add("note", kind === "ping" ? "Ping from the server" : "Pong")),
      failed: (message) => current(() => this.#add("bad", message)),
      closed: (code, reason) =>
        current(() => {
          this.#state.value = "closed";
          this.#add("note", closedSentence(code, reason));
        }),
    };
  }

  async #begin(
    subprotocol: string,
    target: Target | undefined,
    lastSeq: number,
    current: (act: () => void) => void,
  ): Promise<void> {
    this.#state.value = "open";
    this.#add("note", subprotocol === "" ? "Open" : `Open, with the subprotocol ${subprotocol}`);
    if (!target) return;
    const id = await find(lastSeq, (since) => findConnection(since, target, this.#dependencies.isTaken));
    current(() => {
      this.#connectionId.value = id;
    });
  }

  #refuse(said: SessionRefusal): void {
    this.#state.value = "refused";
    this.#refusal.value = said;
    this.#add("bad", said.sentence);
  }
}

async function explain(told: Refusal, target: Target | undefined, lastSeq: number): Promise<SessionRefusal> {
  const { answer, failure } = told;
  if (failure !== undefined) return { sentence: `Not opened: ${failure}` };
  const body = answer?.body ? { body: answer.body } : {};
  const explanation = target && (await find(lastSeq, (since) => findRefusal(since, target, answer?.requestId)));
  if (explanation) return { sentence: sentenceOf(explanation), explanation, ...body };
  if (answer) return { sentence: `Refused with ${answer.status} ${answer.statusText}`, ...body };
  return {
    sentence: "Not opened. A browser does not say why: the server refused, or is not there. Try the line for curl.",
  };
}

/** Resolves with what the entries after a number hold, now or soon; with nothing when they hold it not in time. */
function find<Found>(
  lastSeq: number,
  look: (since: readonly JournalEntry[]) => Found | undefined,
): Promise<Found | undefined> {
  return new Promise((resolve) => {
    let stop = () => {};
    const end = (found: Found | undefined) => {
      clearTimeout(timer);
      queueMicrotask(() => stop());
      resolve(found);
    };
    const timer = setTimeout(() => end(undefined), JOURNAL_PATIENCE_MS);
    stop = onEntries(() => {
      const found = look(entries().filter(({ seq }) => seq > lastSeq));
      if (found !== undefined) end(found);
    });
  });
}

/** Close codes that RFC 6455, section 7.4.1, and API Gateway give a meaning. */
const CODES: Readonly<Record<number, string>> = {
  1000: "normal",
  1001: "going away",
  1002: "protocol error",
  1003: "unsupported data",
  1005: "without a code",
  1006: "without a close frame",
  1007: "invalid text",
  1008: "policy violation",
  1009: "message too big",
  1011: "internal error",
  1012: "service restart",
  1013: "try again later",
};

function closedSentence(code: number, reason: string): string {
  const meaning = CODES[code];
  return `Closed: ${code}${meaning === undefined ? "" : ` (${meaning})`}${reason === "" ? "" : `, “${reason}”`}`;
}
