import { z } from "zod";
import { UserError } from "../../../../kernel/errors.ts";
import { first } from "../answer.ts";
import { anything, leftOut, ofEngine, tool } from "../tool.ts";

const reading = {
  now: z.string(),
  offsetSeconds: z.number().describe("How far the engine's time is ahead of the machine's."),
  paused: z.boolean(),
};

/** The next things that fall due, of all kinds. */
const MOST_DUE = 50;

export const getClock = tool({
  name: "get_clock",
  title: "Read the clock",
  description:
    "Tells the engine's time, and what falls due next by time alone: schedules, ends of tokens, idle connections.",
  effect: "reads",
  input: z.strictObject({ ...ofEngine }),
  output: z.object({ ...reading, due: z.array(anything), leftOut }),
  async run({ endpoint }, context) {
    const engine = await context.engine(endpoint);
    const { due, dueCounts: _counts, ...now } = await engine.control("clock/due");
    const { items, leftOut } = first(due as readonly unknown[], MOST_DUE);
    return { ...now, due: items, leftOut };
  },
});

export const advanceClock = tool({
  name: "advance_clock",
  title: "Move time ahead",
  description:
    "Moves the engine's time ahead, or lets it stand still. All that falls due on the way happens: schedules run, tokens and idle connections end. Time never goes back.",
  effect: "destroys",
  input: z.strictObject({
    ...ofEngine,
    seconds: z.number().min(0).optional().describe("How far ahead."),
    paused: z.boolean().optional().describe("true: time stands still from now on. false: it goes on."),
  }),
  output: z.looseObject(reading),
  async run({ endpoint, seconds, paused }, context) {
    if (seconds === undefined && paused === undefined) throw new UserError("Give seconds, paused or both.");
    const engine = await context.engine(endpoint);
    const body = { ...(seconds !== undefined && { advanceSeconds: seconds }), ...(paused !== undefined && { paused }) };
    return engine.control("clock", { method: "POST", body });
  },
});
