import type { Clock } from "../../../kernel/clock.ts";
import { predefined } from "../language/errors/state-error.ts";
import { type AddEvent, createTrail, type Trail } from "../language/run/trail.ts";

/** An event as `GetExecutionHistory` answers it. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  /** Epoch seconds. */
  readonly timestamp: number;
  readonly type: string;
  readonly [details: `${string}EventDetails`]: Readonly<Record<string, unknown>>;
}

export interface History {
  readonly events: readonly HistoryEvent[];
  readonly trail: Trail;
}

/** A standard execution ends when its history has more events (Step Functions quotas). */
const MOST_EVENTS = 25_000;

/** Comes from outside: it follows no event. */
const ABORTED = "ExecutionAborted";

const ENDS: ReadonlySet<string> = new Set([ABORTED, "ExecutionFailed", "ExecutionSucceeded", "ExecutionTimedOut"]);

export interface HistoryOptions {
  readonly clock: Pick<Clock, "now">;
  /** An express execution keeps no history: only its numbers count on. */
  readonly isKept: boolean;
  readonly onEntered: (stateName: unknown) => void;
}

export function createHistory({ clock, isKept, onEntered }: HistoryOptions): History {
  const events: HistoryEvent[] = [];
  let lastId = 0;
  let isOver = false;

  const add: AddEvent = (type, previousEventId, details) => {
    // Work that is given up says so after the execution's own end.
    if (isOver) return lastId;
    isOver = ENDS.has(type);
    lastId++;
    if (type.endsWith("StateEntered")) onEntered(details.name);
    if (!isKept) return lastId;
    const previous = type === ABORTED ? 0 : previousEventId;
    events.push({
      id: lastId,
      previousEventId: previous,
      timestamp: clock.now() / 1000,
      type,
      ...detailsOf(type, details),
    });
    // One more is the event that tells of it.
    if (lastId === MOST_EVENTS)
      throw predefined("Runtime", `The execution reached the maximum number of history events (${MOST_EVENTS}).`);
    return lastId;
  };

  return { events, trail: createTrail(add) };
}

/** Events that have details also where nothing is to be said. */
const HAS_DETAILS: ReadonlySet<string> = new Set([ABORTED, "ExecutionFailed"]);

/** `TaskStateEntered` has `stateEnteredEventDetails`, all other types details of their own name, a failure also empty ones. */
function detailsOf(type: string, details: Readonly<Record<string, unknown>>) {
  if (Object.keys(details).length === 0 && !HAS_DETAILS.has(type)) return {};
  const name = /State(?:Entered|Exited)$/.exec(type)?.[0] ?? type;
  const whole = ["input", "output", "assignedVariables"]
    .filter((member) => details[member] !== undefined)
    .map((member) => [`${member}Details`, { truncated: false }]);
  return {
    [`${name.charAt(0).toLowerCase()}${name.slice(1)}EventDetails`]: { ...details, ...Object.fromEntries(whole) },
  };
}
