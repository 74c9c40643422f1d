import { formatLocation } from "../../../kernel/errors.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import type {
  InvocationError,
  InvocationOutcome,
  KeptInvocation,
  KeptPayload,
} from "../../contract/description/invocations.ts";
import type { InvokeRequest, InvokeResult } from "./invocation.ts";
import { locateTrace } from "./source-positions.ts";

/** Invocations of one function that are remembered, without what they took and gave. */
const MOST_KEPT = 500;

/** The size of the events and results of one function that are remembered: the newest, in characters. */
const MOST_CHARACTERS = 1024 * 1024;

/** The part of an event or a result that is remembered, in characters. */
const LONGEST_PAYLOAD = 64 * 1024;

const LONGEST_TRACE = 50;

export interface HistoryOptions {
  /** False: events and results are not remembered. */
  readonly payloads: boolean;
}

type Identity = Pick<KeptInvocation, "logicalId" | "functionName" | "traceId">;

/** An invocation that runs. */
export type Begun = Omit<KeptInvocation, "outcome">;

/** The last invocations of one function, and counts of all. */
export class InvocationHistory {
  readonly #options: HistoryOptions;
  readonly #running = new Set<Begun>();
  #ended: KeptInvocation[] = [];
  /** Of those from here on events and results are remembered. */
  #firstWithPayload = 0;
  #characters = 0;
  readonly counts = { invocations: 0, errors: 0, throttles: 0, coldStarts: 0 };

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  /** The newest first. */
  get all(): readonly KeptInvocation[] {
    const running = [...this.#running].map((begun): KeptInvocation => ({ ...begun, outcome: "running" }));
    return [...this.#ended, ...running].reverse();
  }

  begin(identity: Identity, { requestId, payload, source }: InvokeRequest, startedAt: number): Begun {
    const event = this.#keep(payload);
    const { logicalId, functionName, traceId } = identity;
    // Named one by one: a spread takes ten times as long.
    const begun: Begun = { logicalId, functionName, traceId, requestId, source, startedAt, event };
    this.counts.invocations++;
    this.#running.add(begun);
    return begun;
  }

  end(begun: Begun, given: InvokeResult): void {
    const { logicalId, functionName, traceId, requestId, source, startedAt, event } = begun;
    const { usage, billedMs, initMs } = given;
    const outcome = outcomeOf(given);
    if (outcome === "error" || outcome === "timeout") this.counts.errors++;
    if (initMs !== undefined) this.counts.coldStarts++;
    // Named one by one: what is put together of spreads takes five times the memory, and there are hundreds.
    this.#add({
      logicalId,
      functionName,
      traceId,
      requestId,
      source,
      startedAt,
      event,
      outcome,
      durationMs: usage.durationMs,
      billedMs,
      maxMemoryMb: usage.maxMemoryUsedMb,
      initMs,
      error: given.functionError ? errorOf(given.payload) : undefined,
      result: this.#keep(given.payload),
    });
  }

  /** One that came while there was no room. */
  refuse(): void {
    this.counts.throttles++;
  }

  /** To be called for each that began, however it went. */
  leave(begun: Begun): void {
    this.#running.delete(begun);
  }

  #keep(text: string): KeptPayload | undefined {
    if (!this.#options.payloads || text === "") return undefined;
    const { length: characters } = text;
    // A part of a text would keep the whole of it in memory.
    return { text: characters > LONGEST_PAYLOAD ? copyOf(text.slice(0, LONGEST_PAYLOAD)) : text, characters };
  }

  #add(invocation: KeptInvocation): void {
    this.#ended.push(invocation);
    this.#characters += charactersOf(invocation);
    while (this.#characters > MOST_CHARACTERS) this.#dropPayload();
    if (this.#ended.length < 2 * MOST_KEPT) return;
    // Rarely, so that not every invocation moves all the others.
    const gone = this.#ended.splice(0, this.#ended.length - MOST_KEPT);
    for (const each of gone) this.#characters -= charactersOf(each);
    this.#firstWithPayload = Math.max(0, this.#firstWithPayload - gone.length);
  }

  #dropPayload(): void {
    const oldest = this.#ended[this.#firstWithPayload];
    if (!oldest) return;
    const { event: _event, result: _result, ...rest } = oldest;
    this.#characters -= charactersOf(oldest);
    this.#ended[this.#firstWithPayload++] = rest;
  }
}

const copyOf = (text: string) => Buffer.from(text).toString();

const charactersOf = ({ event, result }: KeptInvocation) => (event?.text.length ?? 0) + (result?.text.length ?? 0);

function outcomeOf({ cause, status }: InvokeResult): InvocationOutcome {
  return cause === "stopped" ? "stopped" : status;
}

/** Reads the answer of a function that failed. */
function errorOf(payload: string): InvocationError {
  const { errorType, errorMessage, trace, stackTrace } = (parseJson(payload) ?? {}) as Readonly<
    Record<string, unknown>
  >;
  const lines = [trace, stackTrace].find((value): value is string[] => Array.isArray(value)) ?? [];
  const frames = lines.map(String).slice(0, LONGEST_TRACE);
  const location = locateTrace(trace === undefined ? frames.toReversed() : frames);
  return {
    errorType: String(errorType ?? "Error"),
    errorMessage: String(errorMessage ?? ""),
    trace: frames,
    ...(location && { location: formatLocation(location) }),
  };
}
