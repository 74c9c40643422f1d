import { promiseNeverSettled } from "./errors.mjs";

/** @typedef {import("../../environment/protocol.ts").InvokeMessage} InvokeMessage */
/** @typedef {import("./load.mjs").Handler} Handler */

/** @typedef {{ value: unknown } | { error: unknown }} Outcome */

/**
 * The ways to end an invocation: the first outcome counts.
 *
 * @typedef {object} Completion
 * @property {(error?: unknown, value?: unknown) => void} done
 * @property {(task: () => void) => void} whenIdle Runs `task`, and only the last one given, once the event loop is empty.
 */

/** @type {(() => void) | undefined} */
let idleTask;

process.on("beforeExit", () => {
  const task = idleTask;
  idleTask = undefined;
  task?.();
});

/** @param {string | undefined} json */
const parseOptional = (json) => (json === undefined ? undefined : JSON.parse(json));

/**
 * The part of the context that describes the function and this invocation.
 *
 * @param {InvokeMessage} invocation
 */
function describe({ requestId, deadlineMs, invokedFunctionArn, clientContext }) {
  const { env } = process;
  return {
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: parseOptional(clientContext),
    identity: undefined,
    invokedFunctionArn,
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  };
}

/** @param {unknown} error */
const isGiven = (error) => error !== undefined && error !== null;

/**
 * The callback and the context's older ways to end an invocation. Only the first call counts.
 *
 * @param {Completion} completion
 */
function createCallbacks({ done, whenIdle }) {
  let called = false;
  let waitsForEmptyEventLoop = true;

  /** @param {(...args: unknown[]) => void} end */
  const once =
    (end) =>
    (/** @type {unknown[]} */ ...args) => {
      if (!called) end(...args);
      called = true;
    };

  const context = {
    get callbackWaitsForEmptyEventLoop() {
      return waitsForEmptyEventLoop;
    },
    set callbackWaitsForEmptyEventLoop(value) {
      waitsForEmptyEventLoop = value;
    },
    done: once(done),
    succeed: once((value) => done(undefined, value)),
    fail: once((error) => done(error ?? "handled")),
  };
  const callback = once((error, value) => {
    if (isGiven(error) || !waitsForEmptyEventLoop) done(error, value);
    else whenIdle(() => done(undefined, value));
  });
  return { context, callback };
}

/**
 * @param {unknown} value
 * @returns {value is PromiseLike<unknown>}
 */
const isPromise = (value) =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";

/**
 * Runs a handler in the style of the runtimes up to nodejs22.x: promise, callback or `context.done`.
 *
 * @param {Handler} handler
 * @param {InvokeMessage} invocation
 * @param {Completion} completion
 */
function runAnyStyle(handler, invocation, completion) {
  const { context, callback } = createCallbacks(completion);
  const isAsync = handler.constructor.name === "AsyncFunction";
  completion.whenIdle(() => (isAsync ? completion.done(promiseNeverSettled()) : completion.done()));
  const result = handler(JSON.parse(invocation.payload), Object.assign(context, describe(invocation)), callback);
  if (isPromise(result)) result.then(context.succeed, context.fail);
}

/**
 * @param {Handler} handler
 * @param {InvokeMessage} invocation
 * @param {Completion} completion
 */
async function runPromise(handler, invocation, { done, whenIdle }) {
  whenIdle(() => done(promiseNeverSettled()));
  try {
    done(undefined, await handler(JSON.parse(invocation.payload), describe(invocation)));
  } catch (error) {
    done(error ?? "handled");
  }
}

/**
 * Calls the handler; resolves once the invocation has an outcome, and never rejects.
 *
 * @param {{ handler: Handler, promisesOnly: boolean }} loaded
 * @param {InvokeMessage} invocation
 * @returns {Promise<Outcome>}
 */
export function runHandler({ handler, promisesOnly }, invocation) {
  return new Promise((resolve) => {
    let ended = false;
    /** @type {Completion} */
    const completion = {
      whenIdle(task) {
        if (!ended) idleTask = task;
      },
      done(error, value) {
        if (ended) return;
        ended = true;
        idleTask = undefined;
        resolve(isGiven(error) ? { error } : { value });
      },
    };
    const run = promisesOnly ? runPromise : runAnyStyle;
    try {
      run(handler, invocation, completion);
    } catch (error) {
      completion.done(error ?? "handled");
    }
  });
}
