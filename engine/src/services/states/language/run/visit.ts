import type { Random } from "../../../../kernel/random.ts";
import { stringifyExactJson } from "../../../../languages/exact-json.ts";
import { isNamedBy, predefined, StateError } from "../errors/state-error.ts";
import { createVariables, type Variables } from "../expressions/variables.ts";
import type { Frame, Program, State, Visit } from "../program.ts";
import { createRetries } from "./retries.ts";
import { formatTimestamp } from "./timestamp.ts";
import { pause } from "./waiting.ts";

/** Bytes of a state's input or output, and of an execution's (Step Functions quotas: 256 KiB). */
export const LARGEST_PAYLOAD_BYTES = 256 * 1024;

/** States in a row before others get their turn: a loop of states that wait for nothing must not stop the engine. */
const STATES_PER_TURN = 100;

interface Transition {
  readonly output: unknown;
  readonly next: string | undefined;
  readonly assigned?: Readonly<Record<string, unknown>> | undefined;
}

/** A frame whose states have variables of their own. */
type OwnFrame = Frame & { readonly variables: Variables };

/** Runs states until one has no next. Rejects with a `StateError`, or with the reason of the frame's signal. */
export async function runProgram({ startAt, states }: Program, input: unknown, outer: Frame): Promise<unknown> {
  const frame = { ...outer, variables: createVariables(outer.variables) };
  let data = input;
  let name: string | undefined = startAt;
  for (let visited = 1; name !== undefined; visited++) {
    if (visited % STATES_PER_TURN === 0) await pause(frame.host.clock, 0, frame.signal);
    frame.signal.throwIfAborted();
    const state = states.get(name);
    if (!state) throw predefined("Runtime", `There is no state '${name}'.`);
    ({ output: data, next: name } = await enter(state, data, frame));
  }
  return data;
}

async function enter(state: State, input: unknown, frame: OwnFrame): Promise<Transition> {
  const { name, type } = state;
  const { trail } = frame;
  trail.add(`${type}StateEntered`, { name, input: stringifyExactJson(input) });
  const enteredId = trail.lastId;
  try {
    const transition = await attemptAll(state, input, frame);
    const output = stringifyExactJson(transition.output);
    if (Buffer.byteLength(output) > LARGEST_PAYLOAD_BYTES) throw tooLarge(name);
    trail.add(`${type}StateExited`, { name, output, ...assignedTexts(transition.assigned) });
    frame.variables.assign(transition.assigned ?? {});
    return transition;
  } catch (error) {
    throw error instanceof StateError && error.error === "States.Runtime" ? placed(error, name, enteredId) : error;
  }
}

/** The history tells of variables as of inputs and outputs: by JSON texts. */
function assignedTexts(assigned: Transition["assigned"]): object {
  if (assigned === undefined || Object.keys(assigned).length === 0) return {};
  const texts = Object.entries(assigned).map(([name, value]) => [name, stringifyExactJson(value)]);
  return { assignedVariables: Object.fromEntries(texts) };
}

const tooLarge = (name: string) =>
  predefined(
    "DataLimitExceeded",
    `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );

const PLACE = "An error occurred while executing the state ";

/** AWS adds its place to a runtime error; to one inside a branch, the innermost place. */
function placed(error: StateError, name: string, enteredId: number): StateError {
  if (error.cause?.startsWith(PLACE)) return error;
  return predefined("Runtime", `${PLACE}'${name}' (entered at the event id #${enteredId}). ${error.cause ?? ""}`);
}

/** Tries as often as `Retry` says, and then goes on as `Catch` says. */
async function attemptAll(state: State, input: unknown, frame: OwnFrame): Promise<Transition> {
  const { clock, random } = frame.host;
  const retryDelayMs = createRetries(state.retriers, random);
  const enteredAt = clock.now();
  for (let retryCount = 0; ; retryCount++) {
    const failures: string[] = [];
    try {
      const about = { enteredAt, retryCount, failed: (type: string) => failures.push(type) };
      return await attempt(state, input, visitOf(state, frame, about));
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      frame.signal.throwIfAborted();
      const delayMs = retryDelayMs(error);
      if (delayMs === undefined) return giveUp(state, input, { error, failures, frame });
      await pause(clock, delayMs, frame.signal);
    }
  }
}

interface AboutVisit extends Pick<Visit, "failed"> {
  readonly enteredAt: number;
  readonly retryCount: number;
}

/** Types of states that may be tried again: they alone know how often they were. */
const RETRYABLE: ReadonlySet<State["type"]> = new Set(["Map", "Parallel", "Task"]);

function visitOf(state: State, frame: OwnFrame, { enteredAt, retryCount, failed }: AboutVisit): Visit {
  const { random } = frame.host;
  const context = {
    ...frame.context,
    State: {
      Name: state.name,
      EnteredTime: formatTimestamp(enteredAt),
      ...(RETRYABLE.has(state.type) && { RetryCount: retryCount }),
    },
    ...(state.hasToken && { Task: { Token: newTaskToken(random) } }),
  };
  const scope: Visit["scope"] = (input) => ({ input, context, random, variables: frame.variables });
  return { ...frame, context, stateName: state.name, stateInput: undefined, failed, scope };
}

/** Opaque, and of the form of AWS's: base64. */
const newTaskToken = (random: Random) => random.bytes(96).toString("base64");

async function attempt(state: State, input: unknown, visit: Visit): Promise<Transition> {
  const effective = state.inputPath(visit.scope(input));
  const given = state.parameters(visit.scope(effective));
  const {
    result,
    next = state.next,
    assign = state.assign,
  } = await state.work(given, {
    ...visit,
    stateInput: effective,
  });
  // Its expressions read the result as it came, and variables as they were.
  const assigned = assign?.(visit.scope(result));
  const selected = state.resultSelector(visit.scope(result));
  const combined = state.resultPath(input, selected);
  return { output: state.outputPath(visit.scope(combined)), next, assigned };
}

function giveUp(
  state: State,
  input: unknown,
  { error, failures, frame }: { error: StateError; failures: readonly string[]; frame: OwnFrame },
): Transition {
  for (const type of failures) frame.trail.add(type);
  return caught(state, input, error, frame);
}

/** The catcher's state gets the state's input with the error in it. */
function caught({ catchers }: State, input: unknown, failure: StateError, frame: OwnFrame): Transition {
  const catcher = catchers.find(({ errorEquals }) => isNamedBy(failure, errorEquals));
  if (!catcher) throw failure;
  const told = { Error: failure.error ?? "", Cause: failure.cause ?? "" };
  const { context, host, variables } = frame;
  const assigned = catcher.assign?.({ input: told, context, random: host.random, variables });
  return { output: catcher.resultPath(input, told), next: catcher.next, assigned };
}
