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

const RULE = `advanceSeconds must be a number of seconds from 0 to ${LONGEST_ADVANCE_SECONDS} (100 years).`;

const requestSchema = z.object({ advanceSeconds: z.number(RULE).min(0, RULE).max(LONGEST_ADVANCE_SECONDS, RULE) });

/** `GET clock` and `POST clock`. */
export const clockRoutes = (clock: AdjustableClock, journal: Recorder): ControlRoutes => ({
  "GET clock": () => ({ status: 200, body: readClock(clock) }),
  // A caller who goes away wants no more of it.
  "POST clock": async ({ readBody, signal }) => moveClock(clock, journal, await readBody(), signal),
});

/** The clock as it stands. */
const readClock = (clock: AdjustableClock) => ({
  now: new Date(clock.now()).toISOString(),
  offsetSeconds: clock.offsetMs / 1000,
});

/**
 * Moves time ahead as a request asks for. Answers 400 for what is no span, and 422, with time as far as it came, when
 * too much falls due on the way.
 */
async function moveClock(
  clock: AdjustableClock,
  journal: Recorder,
  request: unknown,
  signal: AbortSignal,
): Promise<Answer> {
  const parsed = requestSchema.safeParse(request);
  if (!parsed.success) return { status: 400, body: { message: parsed.error.issues[0]?.message ?? RULE } };
  const { advanceSeconds } = parsed.data;
  const startedAt = clock.now();
  const advancedSeconds = () => Math.min(advanceSeconds, (clock.now() - startedAt) / 1000);
  const reading = () => ({ ...readClock(clock), advancedSeconds: advancedSeconds() });
  try {
    await clock.advance(advanceSeconds * 1000, { signal, maxTasks: MOST_TASKS });
    return { status: 200, body: reading() };
  } catch (error) {
    if (!(error instanceof TooMuchFallsDueError)) throw error;
    const { now } = reading();
    const message = `Time was moved ahead to ${now}: ${MOST_TASKS} tasks fell due until then. Ask again to go on.`;
    return { status: 422, body: { message, ...reading() } };
  } finally {
    journal.record("engine", "clock", { advanceSeconds: advancedSeconds() });
  }
}
