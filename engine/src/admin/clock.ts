import { z } from "zod";
import { type AdjustableClock, TooMuchFallsDueError } from "../kernel/clock.ts";
import type { Recorder } from "../kernel/journal.ts";
import type { Answer, ControlRoutes } from "./routes.ts";

/** A hundred years: beyond every expiry, retention and schedule of AWS, and far from the end of its formats of time. */
const LONGEST_ADVANCE_SECONDS = 100 * 365 * 24 * 60 * 60;

/**
 * The number of tasks that may fall due in one request, such as two weeks of a schedule that runs every minute. With
 * functions behind it, that takes about half a minute.
 */
const MOST_TASKS = 20_000;

/** The moments of a kind that are told, the next ones: thousands of connections have as many limits. */
const MOST_DUE = 100;

const RULE = `advanceSeconds must be a number of seconds from 0 to ${LONGEST_ADVANCE_SECONDS} (100 years).`;
const PAUSED_RULE = "paused must be true or false.";
const NOTHING = "The body must say advanceSeconds, paused or both.";

const requestSchema = z
  .object({
    advanceSeconds: z.number(RULE).min(0, RULE).max(LONGEST_ADVANCE_SECONDS, RULE).optional(),
    paused: z.boolean(PAUSED_RULE).optional(),
  })
  .refine(({ advanceSeconds, paused }) => advanceSeconds !== undefined || paused !== undefined, NOTHING);

/** Something that happens when time comes there, as far as control tells of it. */
interface Due {
  readonly kind: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface ClockControl {
  readonly clock: AdjustableClock;
  readonly journal: Recorder;
  /** Moments at which something happens by time alone, in any order. */
  readonly due: () => readonly Due[];
}

/** `GET clock`, `GET clock/due` and `POST clock`. */
export const clockRoutes = ({ clock, journal, due }: ClockControl): ControlRoutes => ({
  "GET clock": () => ({ status: 200, body: reading(clock) }),
  "GET clock/due": () => ({ status: 200, body: { ...reading(clock), ...nextDue(due(), clock.now()) } }),
  // A caller who goes away wants no more of it.
  "POST clock": async ({ readBody, signal }) => setClock(clock, journal, await readBody(), signal),
});

const reading = (clock: AdjustableClock) => ({
  now: new Date(clock.now()).toISOString(),
  offsetSeconds: clock.offsetMs / 1000,
  paused: clock.isPaused,
});

/** The next moments of each kind in their order, and how many there are in all. */
function nextDue(moments: readonly Due[], now: number) {
  const kinds = [...new Set(moments.map(({ kind }) => kind))];
  const byKind = kinds.map((kind) => [kind, moments.filter((moment) => moment.kind === kind)] as const);
  const next = byKind.flatMap(([, all]) => all.toSorted(sooner).slice(0, MOST_DUE)).sort(sooner);
  return {
    due: next.map(({ at, ...moment }) => ({
      at: new Date(at).toISOString(),
      inSeconds: Math.max(0, at - now) / 1000,
      ...moment,
    })),
    dueCounts: Object.fromEntries(byKind.map(([kind, all]) => [kind, all.length])),
  };
}

const sooner = (one: Due, other: Due) => one.at - other.at;

async function setClock(
  clock: AdjustableClock,
  journal: Recorder,
  request: unknown,
  signal: AbortSignal,
): Promise<Answer> {
  const parsed = requestSchema.safeParse(request);
  if (!parsed.success) return { status: 400, body: { message: parsed.error.issues[0]?.message ?? RULE } };
  const { advanceSeconds, paused } = parsed.data;
  if (paused !== undefined && paused !== clock.isPaused) {
    if (paused) clock.pause();
    else clock.resume();
    journal.record("engine", "clock", { paused });
  }
  if (advanceSeconds === undefined) return { status: 200, body: reading(clock) };
  return moveClock(clock, journal, advanceSeconds, signal);
}

/** Moves time ahead. Answers 422, with time as far as it came, when too much falls due on the way. */
async function moveClock(
  clock: AdjustableClock,
  journal: Recorder,
  advanceSeconds: number,
  signal: AbortSignal,
): Promise<Answer> {
  const startedAt = clock.now();
  const advancedSeconds = () => Math.min(advanceSeconds, (clock.now() - startedAt) / 1000);
  const moved = () => ({ ...reading(clock), advancedSeconds: advancedSeconds() });
  try {
    await clock.advance(advanceSeconds * 1000, { signal, maxTasks: MOST_TASKS });
    return { status: 200, body: moved() };
  } catch (error) {
    if (!(error instanceof TooMuchFallsDueError)) throw error;
    const { now } = moved();
    const message = `Time was moved ahead to ${now}: ${MOST_TASKS} tasks fell due until then. Ask again to go on.`;
    return { status: 422, body: { message, ...moved() } };
  } finally {
    journal.record("engine", "clock", { advanceSeconds: advancedSeconds() });
  }
}
