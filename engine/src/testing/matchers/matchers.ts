import { describeMatch, isMeant, type Match } from "../basics/match.ts";
import { clearTimeout, DEFAULT_TIMEOUT_MS, setTimeout } from "../basics/timers.ts";
import type { Invocation } from "../invocations.ts";
import { callsOf } from "../reports/failure-text.ts";
import { reportJournal } from "../reports/journal-report.ts";
import { type Close, describeClose, listFrames, type TestSocket, type WaitOptions } from "../socket/test-socket.ts";
import type { TestEngine } from "../test-engine.ts";

/** A verdict as Jest and Vitest want it. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** The runner's `this` of a matcher. */
interface MatcherContext {
  readonly isNot?: boolean;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

function socketOf(received: unknown, matcher: string): TestSocket {
  if (isObject(received) && "connectionId" in received && "next" in received) return received as TestSocket;
  throw new TypeError(`${matcher} is for a socket: await engine.connect() gives one.`);
}

function engineOf(received: unknown, matcher: string): TestEngine {
  if (isObject(received) && "invocations" in received) return received as TestEngine;
  throw new TypeError(`${matcher} is for an engine: startTestEngine() or useEngine() gives one.`);
}

/** Waits for a frame and takes it, as `next` does; with `not` looks at what has come when the engine is at rest. */
export async function toReceive(
  this: MatcherContext,
  received: unknown,
  match?: Match,
  options?: WaitOptions,
): Promise<MatcherResult> {
  const socket = socketOf(received, "toReceive");
  if (this.isNot) {
    await socket.settled();
    const found = socket.frames.filter((frame) => isMeant(frame, match));
    const wanted = match === undefined ? "No frame" : `No frame that holds ${describeMatch(match)}`;
    const text = () => `${wanted} should have come.\n\n${listFrames(found)}\n\n${socket.journal()}`;
    return { pass: found.length > 0, message: text };
  }
  try {
    await socket.next(match, options);
    return { pass: true, message: () => "" };
  } catch (error) {
    return { pass: false, message: () => (error as Error).message };
  }
}

/** Waits for the end of a connection; with `not` looks at it when the engine is at rest. */
export async function toBeClosed(
  this: MatcherContext,
  received: unknown,
  match?: Partial<Close>,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: WaitOptions = {},
): Promise<MatcherResult> {
  const socket = socketOf(received, "toBeClosed");
  if (this.isNot) await socket.settled();
  const close = await endOf(socket, this.isNot ? 0 : timeoutMs);
  const pass = close !== undefined && isMeant(close, match);
  const wanted = match === undefined ? "" : ` with ${describeMatch(match)}`;
  const not = this.isNot ? "not " : "";
  const found = close
    ? `It has ended with ${describeClose(close)}.`
    : `It is open${this.isNot ? "" : ` after ${timeoutMs} ms`}.`;
  const text = () => `The connection should ${not}have ended${wanted}. ${found}\n\n${socket.journal()}`;
  return { pass, message: text };
}

function endOf(socket: TestSocket, timeoutMs: number): Promise<Close | undefined> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(undefined), timeoutMs);
    void socket.closed.then((close) => {
      clearTimeout(late);
      resolve(close);
    });
  });
}

/** Waits for an invocation of a function; with `not` looks at those that there are when the engine is at rest. */
export async function toHaveInvoked(
  this: MatcherContext,
  received: unknown,
  functionName: string,
  match?: Match<Invocation>,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: WaitOptions = {},
): Promise<MatcherResult> {
  const engine = engineOf(received, "toHaveInvoked");
  if (this.isNot) {
    await engine.settled();
    const found = engine.invocations(functionName).filter((one) => isMeant(one, match));
    const report = () => reportJournal(engine.journal, { of: "the engine" });
    const text = () => `${functionName} should not have been invoked.\n\n${callsOf(found)}\n\n${report()}`;
    return { pass: found.length > 0, message: text };
  }
  try {
    await engine.invocation(functionName, match, { timeoutMs });
    return { pass: true, message: () => "" };
  } catch (error) {
    return { pass: false, message: () => (error as Error).message };
  }
}

/** All matchers, as `expect.extend` takes them. */
export const matchers = { toReceive, toBeClosed, toHaveInvoked };
