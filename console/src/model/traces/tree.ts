import type { JournalEntry } from "../../engine/journal/entry.ts";
import { keyOf, textOf } from "./data.ts";
import { toneOfLog } from "./log.ts";
import { type Problem, problemOf, worse } from "./problem.ts";
import { eventOf, isWithin, rankOf, type Title, type TitleContext, titleOf } from "./titles.ts";
import type { Trace, TraceIndex } from "./trace-index.ts";

/** A line of the waterfall: a span with its duration, or an event within one. */
export interface Line extends Title {
  readonly id: string;
  readonly kind: "span" | "event";
  /** The service, and the type of the entry that names it: for a picture and a colour. */
  readonly key: string;
  readonly depth: number;
  /** Milliseconds since the trace began. */
  readonly offsetMs: number;
  /** Of a span. */
  readonly durationMs: number;
  readonly problem: Problem | undefined;
  /** Of its problem, or of a line of a log that warns and is no problem by itself. */
  readonly tone?: Problem["tone"] | undefined;
  readonly entries: readonly JournalEntry[];
  /** Another trace, which meets this one in a batch and is drawn here too. */
  readonly otherTraceId?: string;
}

interface Span {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly startedAt: number;
  readonly entries: JournalEntry[];
  readonly children: Span[];
  otherTraceId?: string;
}

export interface TreeContext extends TitleContext {
  readonly index: Pick<TraceIndex, "traces" | "meetingsOf">;
}

/** The spans of a trace that are a part of none that is known, the earliest first. */
export function rootsOf(trace: Trace): readonly Span[] {
  const spans = new Map<string, Span>();
  for (const entry of trace.entries) {
    const { spanId, parentId, startedAt } = entry.trace ?? { spanId: "", startedAt: entry.at };
    const known = spans.get(spanId);
    if (known) known.entries.push(entry);
    else spans.set(spanId, { id: spanId, parentId, startedAt, entries: [entry], children: [] });
  }
  const roots: Span[] = [];
  for (const span of spans.values()) {
    const parent = span.parentId === undefined ? undefined : spans.get(span.parentId);
    (parent && parent !== span ? parent.children : roots).push(span);
  }
  for (const span of spans.values()) span.children.sort(byStart);
  return roots.sort(byStart);
}

const byStart = (one: Span, other: Span) => one.startedAt - other.startedAt;

/** The entry that names a span. */
export function namingEntry({ entries }: Pick<Span, "entries">): JournalEntry | undefined {
  let best: JournalEntry | undefined;
  for (const entry of entries) if (!best || rankOf(entry) < rankOf(best)) best = entry;
  return best;
}

/** Milliseconds from the start of a span to its last entry, and to the end of what it waited for. */
export const durationOf = ({ entries, startedAt }: Pick<Span, "entries" | "startedAt">): number =>
  entries.reduce((longest, { elapsedMs, at }) => Math.max(longest, elapsedMs ?? at - startedAt), 0);

export interface Tree {
  readonly lines: readonly Line[];
  readonly startedAt: number;
  readonly durationMs: number;
}

/** A trace as lines, each behind the one that it is a part of. */
export function treeOf(trace: Trace, context: TreeContext): Tree {
  const roots = rootsOf(trace);
  attachMeetings(trace, roots, context);
  const startedAt = Math.min(...roots.map((root) => root.startedAt));
  const lines: Line[] = [];
  for (const root of roots) addLines(root, 0, { lines, startedAt, context });
  const durationMs = lines.reduce((end, line) => Math.max(end, line.offsetMs + line.durationMs), 0);
  return { lines, startedAt, durationMs };
}

/** Batches in which several traces meet are traces of their own: they stand below the record that came from here. */
function attachMeetings(trace: Trace, roots: readonly Span[], { index }: TreeContext): void {
  for (const { traceId, spanId } of index.meetingsOf(trace.id)) {
    const other = index.traces.get(traceId);
    const parent = find(roots, spanId) ?? roots[0];
    if (!other || !parent) continue;
    for (const root of rootsOf(other)) {
      root.otherTraceId = traceId;
      parent.children.push(root);
    }
  }
}

function find(spans: readonly Span[], id: string): Span | undefined {
  for (const span of spans) {
    const found = span.id === id ? span : find(span.children, id);
    if (found) return found;
  }
  return undefined;
}

interface Drawing {
  readonly lines: Line[];
  readonly startedAt: number;
  readonly context: TreeContext;
}

function addLines(span: Span, depth: number, drawing: Drawing): void {
  const { lines, startedAt, context } = drawing;
  const naming = namingEntry(span);
  if (!naming) return;
  const offsetMs = span.startedAt - startedAt;
  const problem = span.entries.map(ownProblem(naming)).reduce(worse, undefined);
  lines.push({
    ...titleOf(naming, context),
    id: span.id,
    kind: "span",
    key: keyOf(naming),
    depth,
    offsetMs,
    durationMs: durationOf(span),
    problem,
    tone: problem?.tone,
    entries: span.entries,
    ...(span.otherTraceId !== undefined && { otherTraceId: span.otherTraceId }),
  });
  const inside = [...eventLines(span, naming, depth + 1, drawing), ...span.children];
  inside.sort((one, other) => startOf(one, startedAt) - startOf(other, startedAt));
  for (const each of inside)
    if ("kind" in each) lines.push(each);
    else addLines(each, depth + 1, drawing);
}

/** The problem of an event is its own line's affair. */
const ownProblem = (naming: JournalEntry) => (entry: JournalEntry) =>
  entry === naming || isWithin.has(keyOf(entry)) || entry.service === naming.service ? problemOf(entry) : undefined;

const startOf = (each: Line | Span, startedAt: number) => ("kind" in each ? each.offsetMs : each.startedAt - startedAt);

function eventLines(span: Span, naming: JournalEntry, depth: number, { startedAt, context }: Drawing): Line[] {
  const events = span.entries.filter((entry) => entry !== naming && !isWithin.has(keyOf(entry)));
  const lines = events.map((entry): Line => {
    const offsetMs = span.startedAt - startedAt + (entry.elapsedMs ?? 0);
    const about = { kind: "event", key: keyOf(entry), depth, offsetMs, durationMs: 0 } as const;
    const id = `${span.id}/${entry.seq}`;
    const problem = problemOf(entry);
    const tone = keyOf(entry) === "lambda/log" ? toneOfLog(entry.data) : problem?.tone;
    return { ...about, ...eventOf(entry, context), id, problem, tone, entries: [entry] };
  });
  return [...lines, ...policyLines(span, naming, depth, startedAt)];
}

/** The policy that an authorizer gave, with the statement that decided. */
function policyLines(span: Span, naming: JournalEntry, depth: number, startedAt: number): Line[] {
  if (keyOf(naming) !== "execute-api/authorizer") return [];
  const { allowedBy, decision, reason } = naming.data;
  if (allowedBy === undefined && decision !== "deny") return [];
  return [
    {
      id: `${span.id}/policy`,
      kind: "event",
      key: "execute-api/policy",
      depth,
      offsetMs: span.startedAt - startedAt + (naming.elapsedMs ?? 0),
      durationMs: 0,
      title: decision === "deny" ? "Policy denies" : "Policy allows",
      detail: textOf(allowedBy ?? reason),
      ...(decision === "deny"
        ? { problem: { tone: "bad", text: textOf(reason) }, tone: "bad" }
        : { problem: undefined }),
      entries: [naming],
    },
  ];
}
