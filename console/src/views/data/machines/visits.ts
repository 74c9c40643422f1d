/** An event of an execution's history, as `GetExecutionHistory` answers it. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId?: number;
  /** Epoch seconds. */
  readonly timestamp: number;
  readonly type: string;
  readonly [details: string]: unknown;
}

export type VisitStatus = "running" | "succeeded" | "failed" | "caught" | "aborted";

/** One time that an execution was in a state. */
export interface Visit {
  readonly state: string;
  /** Epoch milliseconds. */
  readonly enteredAt: number;
  readonly exitedAt?: number;
  readonly status: VisitStatus;
  /** JSON text. */
  readonly input?: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  /** Tasks that failed and were tried again. */
  readonly retries: number;
}

interface Details {
  readonly name?: string;
  readonly input?: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** `TaskStateEntered` has `stateEnteredEventDetails`, others have details of their own name. */
const detailsOf = (event: HistoryEvent): Details =>
  (Object.entries(event).find(([name]) => name.endsWith("EventDetails"))?.[1] ?? {}) as Details;

interface OpenVisit {
  readonly enteredId: number;
  readonly state: string;
  readonly enteredAt: number;
  readonly input: string | undefined;
  readonly failures: Details[];
}

/** Failures of one try; those of a whole state or execution follow from them. */
const TRY_FAILED = /^(?!Execution|Map|Parallel).*(?:Failed|TimedOut)$/;

const END = /^Execution(?:Succeeded|Failed|TimedOut|Aborted)$/;

/** Finds each visit of each state in a history, in the order of their beginnings. */
export function visitsOf(events: readonly HistoryEvent[]): readonly Visit[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const open = new Map<number, OpenVisit>();
  const visits: Visit[] = [];

  /** The visit that an event is part of, or ends when it names it: back along the events before it. */
  function visitOf(event: HistoryEvent, name?: string): OpenVisit | undefined {
    for (let at: HistoryEvent | undefined = event; at; at = byId.get(at.previousEventId ?? 0)) {
      const visit = open.get(at.id);
      if (visit && (name === undefined || visit.state === name)) return visit;
    }
    return undefined;
  }

  for (const event of events) {
    const { id, type, timestamp } = event;
    const { name = "", input, output, error, cause } = detailsOf(event);
    if (type.endsWith("StateEntered"))
      open.set(id, { enteredId: id, state: name, enteredAt: timestamp * 1000, input, failures: [] });
    else if (TRY_FAILED.test(type)) visitOf(event)?.failures.push({ ...(error && { error }), ...(cause && { cause }) });
    else if (type.endsWith("StateExited")) {
      const visit = visitOf(event, name);
      if (!visit) continue;
      open.delete(visit.enteredId);
      visits.push(left(visit, timestamp * 1000, output, byId.get(event.previousEventId ?? 0)));
    }
  }
  const end = events.find(({ type }) => END.test(type));
  return [...visits, ...[...open.values()].map((visit) => unfinished(visit, end))].sort(
    (a, b) => a.enteredAt - b.enteredAt,
  );
}

const shared = ({ state, enteredAt, input, failures }: OpenVisit) => ({
  state,
  enteredAt,
  ...(input !== undefined && { input }),
  ...failures.at(-1),
});

/** A state that was left after a failure has caught it. */
function left(visit: OpenVisit, exitedAt: number, output: string | undefined, before: HistoryEvent | undefined): Visit {
  const isCaught = before !== undefined && /(?:Failed|TimedOut)$/.test(before.type);
  return {
    ...shared(visit),
    exitedAt,
    ...(output !== undefined && { output }),
    status: isCaught ? "caught" : "succeeded",
    retries: visit.failures.length - (isCaught ? 1 : 0),
  };
}

/** A state that was not left: it runs, or what ended the execution, or the state around it, ended it. */
function unfinished(visit: OpenVisit, end: HistoryEvent | undefined): Visit {
  if (!end) return { ...shared(visit), status: "running", retries: visit.failures.length };
  const isAborted = end.type === "ExecutionAborted";
  return {
    ...detailsOf(end),
    ...shared(visit),
    exitedAt: end.timestamp * 1000,
    status: isAborted ? "aborted" : "failed",
    retries: Math.max(0, visit.failures.length - 1),
  };
}
