import { type AdjustableClock, createClock } from "../../../../src/kernel/clock.ts";
import { systemRandom } from "../../../../src/kernel/random.ts";
import { compileMachine } from "../../../../src/services/states/language/compile.ts";
import type { ContextObject } from "../../../../src/services/states/language/expressions/scope.ts";
import type { TaskCall } from "../../../../src/services/states/language/program.ts";
import { createTrail } from "../../../../src/services/states/language/run/trail.ts";
import { runProgram } from "../../../../src/services/states/language/run/visit.ts";

export const STARTED_AT = Date.parse("2026-03-01T12:00:00Z");

const ARN = "arn:aws:states:eu-west-1:123456789012";

export const contextOf = (input: unknown): ContextObject => ({
  Execution: {
    Id: `${ARN}:execution:Orders:one`,
    Input: input,
    Name: "one",
    RoleArn: "arn:aws:iam::123456789012:role/orders",
    StartTime: "2026-03-01T12:00:00.000Z",
    RedriveCount: 0,
  },
  StateMachine: { Id: `${ARN}:stateMachine:Orders`, Name: "Orders" },
});

export interface RunOptions {
  /** Result of a Task state's work. Default: its input. */
  readonly perform?: (task: TaskCall) => unknown;
  /** Default: time stands still. */
  readonly clock?: AdjustableClock;
  readonly signal?: AbortSignal;
  /** The types of the history's events are added here. */
  readonly events?: string[];
}

/** Runs a definition in the Amazon States Language on an input, with nothing of the service around it. */
export async function runMachine(definition: object, input: unknown = {}, options: RunOptions = {}): Promise<unknown> {
  const { perform = ({ input: given }: TaskCall) => given, clock = createClock(() => STARTED_AT) } = options;
  const { events = [], signal = new AbortController().signal } = options;
  const host = { clock, random: systemRandom, perform: async (task: TaskCall) => perform(task) };
  const trail = createTrail((type) => events.push(type));
  return runProgram(compileMachine(definition).program, input, { host, trail, signal, context: contextOf(input) });
}

/** A machine of one state. */
export const single = (fields: object, ...more: readonly [string, object][]) => ({
  StartAt: "Only",
  States: Object.fromEntries([["Only", fields], ...more]),
});
