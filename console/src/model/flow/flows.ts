import type { JournalEntry } from "../../engine/journal/journal.ts";
import type { Diagram, DiagramEdge, DiagramNode } from "./diagram.ts";
import { MinuteCount } from "./minute.ts";
import { PASSAGES, type Passage } from "./passages.ts";

/** Pieces of work whose function is remembered: those that are under way, and then some. */
const MOST_SPANS = 5_000;

/** Counts of what goes along the arrows of a diagram, and of what functions did. */
export class Flows {
  readonly #edges: readonly { readonly edge: DiagramEdge; readonly count: MinuteCount }[];
  readonly #leaving = new Map<string, readonly number[]>();
  readonly #nodes = new Map<string, MinuteCount>();
  readonly #byName = new Map<string, string>();
  readonly #kinds = new Map<string, string>();
  /** The function of a span, in two generations, of which the older is let go. */
  #spans = new Map<string, string>();
  #olderSpans = new Map<string, string>();
  /** Passages whose cause is not known yet, by the span that will tell. */
  #waiting = new Map<string, (Passage & { readonly at: number })[]>();
  /** Engine time of the first entry, in epoch milliseconds. */
  since: number | undefined;

  constructor({ nodes, edges }: Pick<Diagram, "nodes" | "edges">) {
    this.#edges = edges.map((edge) => ({ edge, count: new MinuteCount() }));
    for (const [index, { from }] of edges.entries())
      this.#leaving.set(from, [...(this.#leaving.get(from) ?? []), index]);
    for (const node of nodes) this.#know(node);
  }

  #know({ id, kind, names }: DiagramNode): void {
    this.#nodes.set(id, new MinuteCount());
    this.#kinds.set(id, kind);
    for (const name of names) {
      if (!this.#byName.has(name)) this.#byName.set(name, id);
      // The journal names a secret without the characters that AWS adds to its ARN.
      const [, secret] = /:secret:(.+)-[^-]{6}$/.exec(name) ?? [];
      if (secret !== undefined) this.#byName.set(secret, id);
    }
  }

  edge(index: number): MinuteCount | undefined {
    return this.#edges[index]?.count;
  }

  node(id: string): MinuteCount | undefined {
    return this.#nodes.get(id);
  }

  add(entry: JournalEntry): void {
    this.since ??= entry.at;
    const name = `${entry.service}/${entry.type}`;
    const cause = this.#causeOf(entry);
    for (const passage of PASSAGES[name]?.(entry.data) ?? [])
      if (passage.from !== undefined || cause !== undefined) this.#pass(passage, cause, entry.at);
      else this.#wait(passage, entry);
    if (name === "lambda/invoke") this.#remember(entry, this.#byName.get(String(entry.data.functionName)));
    // A function's call is told of when it has been answered: after what it led to.
    if (entry.type === "call") this.#remember(entry, cause);
    if (name === "lambda/report") this.#ended(entry);
  }

  /** The function in whose work an entry came about: the entry's own span is often a part of that. */
  #causeOf({ trace }: JournalEntry): string | undefined {
    if (!trace) return undefined;
    const find = (id: string | undefined) =>
      id === undefined ? undefined : (this.#spans.get(id) ?? this.#olderSpans.get(id));
    return find(trace.spanId) ?? find(trace.parentId);
  }

  #remember({ trace }: JournalEntry, id: string | undefined): void {
    if (!trace || id === undefined) return;
    if (this.#spans.size >= MOST_SPANS) {
      this.#olderSpans = this.#spans;
      this.#spans = new Map();
    }
    this.#spans.set(trace.spanId, id);
    for (const passage of this.#waiting.get(trace.spanId) ?? []) this.#pass(passage, id, passage.at);
    this.#waiting.delete(trace.spanId);
  }

  #wait(passage: Passage, { trace, at }: JournalEntry): void {
    if (trace?.parentId === undefined) return;
    if (this.#waiting.size >= MOST_SPANS) this.#waiting.clear();
    for (const id of [trace.spanId, trace.parentId])
      this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), { ...passage, at }]);
  }

  #ended({ data, at }: JournalEntry): void {
    const id = this.#byName.get(String(data.functionName));
    const hasFailed = data.error !== undefined || data.stopped === true;
    if (id !== undefined) this.#nodes.get(id)?.add(at, hasFailed);
  }

  #pass(passage: Passage, cause: string | undefined, at: number): void {
    const { from, to, isError = false } = passage;
    const begin = from === undefined ? cause : this.#byName.get(from);
    const end = to === undefined ? undefined : this.#byName.get(to);
    if (begin === undefined || (to !== undefined && end === undefined)) return;
    for (const index of this.#leaving.get(begin) ?? []) {
      const { edge, count } = this.#edges[index] ?? {};
      if (!edge || !isMeant(edge, end, passage)) continue;
      count?.add(at, isError);
      this.#arrived(edge.to, at, isError);
    }
  }

  /** Functions are counted by their own reports. */
  #arrived(id: string, at: number, isError: boolean): void {
    if (this.#kinds.get(id) !== "function") this.#nodes.get(id)?.add(at, isError);
  }
}

/** Dead letters are told of by themselves, and are meant only when they are named. */
function isMeant(edge: DiagramEdge, end: string | undefined, { kinds }: Passage): boolean {
  if (end !== undefined && edge.to !== end) return false;
  return kinds ? kinds.includes(edge.kind) : edge.kind !== "failures";
}
