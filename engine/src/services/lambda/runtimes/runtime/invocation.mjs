import { finished } from "node:stream/promises";
import { createResponseStream } from "./awslambda/response-stream.mjs";
import { promiseNeverSettled, RuntimeError } from "./errors.mjs";
import { generation } from "./generation.mjs";

/** @typedef {import("../../environment/protocol.ts").InvokeMessage} InvokeMessage */
/** @typedef {import("./load.mjs").Handler} Handler */
/** @typedef {{ handler: Handler }} Runtime Its method is the handler, so that `this` is an object, as on Lambda. */

/**
 * An answer, as JSON text or as what a streaming handler wrote, or what was thrown. A stream may have both.
 *
 * @typedef {{ payload?: string, error?: { thrown: unknown } }} Outcome
 */

/**
 * The ways to end an invocation: the first outcome counts.
 *
 * @typedef {object} Completion
 * @property {(error?: unknown, value?: unknown) => void} done Throws when the value is no JSON: then nothing has ended.
 * @property {(task: () => void) => void} whenIdle Runs `task`, and only the last one given, once the event loop is empty.
 */

/** @type {(() => void) | undefined} */
let idleTask;

process.on("beforeExit", () => {
  const task = idleTask;
  idleTask = undefined;
  if (task) setImmediate(task);
});

/** @typedef {(value: unknown) => string} Serialize */

/** @type {Serialize} */
export function serialize(value) {
  const text = stringify(value === undefined ? null : value);
  // So says the native part of the runtime, which sends text only.
  if (typeof text !== "string") throw new TypeError("Wrong arguments");
  return text;
}

/** @param {unknown} value */
function stringify(value) {
  try {
    return JSON.stringify(value);
  } catch {
    const message = "Unable to stringify response body";
    const kind = generation.stringifyErrorKind;
    throw kind === "" ? new Error(message) : new RuntimeError(kind, message);
  }
}

/** @param {string | undefined} json */
const parseOptional = (json) => (json === undefined ? undefined : JSON.parse(json));

/**
 * The part of the context that describes the function and this invocation, as up to nodejs22.x. Members are named one by
 * one, here and below: to put them together from parts takes five times as long.
 *
 * @param {InvokeMessage} invocation
 */
function describeAnyStyle(invocation) {
  const { deadlineMs, functionVersion } = invocation;
  const { env } = process;
  return {
    functionVersion: functionVersion ?? env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: parseOptional(invocation.clientContext),
    identity: undefined,
    invokedFunctionArn: invocation.invokedFunctionArn,
    awsRequestId: invocation.requestId,
    tenantId: invocation.tenantId,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  };
}

/**
 * The same as from nodejs24.x on.
 *
 * @param {InvokeMessage} invocation
 */
function describePromises(invocation) {
  const { deadlineMs, functionVersion } = invocation;
  const { env } = process;
  return {
    clientContext: parseOptional(invocation.clientContext),
    identity: undefined,
    invokedFunctionArn: invocation.invokedFunctionArn,
    awsRequestId: invocation.requestId,
    tenantId: invocation.tenantId,
    xRayTraceId: invocation.traceId,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: functionVersion ?? env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
  };
}

const describe = generation.promisesOnly ? describePromises : describeAnyStyle;

/** @param {unknown} error */
const isGiven = (error) => error !== undefined && error !== null;

/** The part of the context that tells what an answer waits for. */
function createWaiting() {
  let waitsForEmptyEventLoop = true;
  return {
    get callbackWaitsForEmptyEventLoop() {
      return waitsForEmptyEventLoop;
    },
    set callbackWaitsForEmptyEventLoop(value) {
      waitsForEmptyEventLoop = value;
    },
  };
}

/**
 * The callback and the context's older ways to end an invocation. Only the first call counts, unless it fails.
 *
 * @param {Completion} completion
 */
function createCallbacks({ done, whenIdle }) {
  let called = false;

  /** @param {(...args: unknown[]) => void} end */
  const once =
    (end) =>
    (/** @type {unknown[]} */ ...args) => {
      if (!called) end(...args);
      called = true;
    };

  const waiting = createWaiting();
  const ends = {
    succeed: once((value) => done(undefined, value)),
    fail: once((error) => done(error ?? "handled")),
    done: once(done),
  };
  const callback = once((error, value) => {
    if (isGiven(error) || !waiting.callbackWaitsForEmptyEventLoop) done(error, value);
    else whenIdle(() => done(undefined, value));
  });
  return { context: Object.assign(waiting, ends), callback };
}

/**
 * @param {unknown} value
 * @returns {value is PromiseLike<unknown>}
 */
const isPromise = (value) =>
  (typeof value === "object" || typeof value === "function") &&
  value !== null &&
  "then" in value &&
  typeof value.then === "function";

/**
 * Runs a handler in the style of the runtimes up to nodejs22.x: promise, callback or `context.done`.
 *
 * @param {Runtime} runtime
 * @param {InvokeMessage} invocation
 * @param {Completion} completion
 */
function runAnyStyle(runtime, invocation, completion) {
  const { context, callback } = createCallbacks(completion);
  const isAsync = runtime.handler.constructor.name === "AsyncFunction";
  completion.whenIdle(() => (isAsync ? completion.done(promiseNeverSettled()) : completion.done()));
  try {
    const result = runtime.handler(
      JSON.parse(invocation.payload),
      Object.assign(context, describe(invocation)),
      callback,
    );
    if (isPromise(result)) Promise.resolve(result).then(context.succeed, context.fail).catch(context.fail);
  } catch (error) {
    callback(error);
  }
}

/**
 * Runs a handler that gives its answer or a promise of it. One that never settles ends Node.js.
 *
 * @param {Runtime} runtime
 * @param {InvokeMessage} invocation
 * @param {{ toText: Serialize, end: (outcome: Outcome) => void }} answering
 */
async function runPromise(runtime, invocation, { toText, end }) {
  try {
    end({ payload: toText(await runtime.handler(JSON.parse(invocation.payload), describe(invocation))) });
  } catch (thrown) {
    end({ error: { thrown } });
  }
}

/**
 * @param {Runtime} runtime
 * @param {InvokeMessage} invocation
 * @param {import("./awslambda/response-stream.mjs").ResponseStream} stream
 */
async function writeStream(runtime, invocation, stream) {
  const context = generation.promisesOnly ? describe(invocation) : Object.assign(createWaiting(), describe(invocation));
  const result = runtime.handler(JSON.parse(invocation.payload), stream, context);
  if (!isPromise(result)) throw nonAsyncHandler();
  if ((await result) !== undefined) console.warn("Streaming handlers ignore return values.");
  if (!stream.writableFinished) await finished(stream);
}

/** Up to nodejs22.x it is a text that is thrown. */
function nonAsyncHandler() {
  const text = "Streaming does not support non-async handlers.";
  return generation.promisesOnly ? new Error(text) : text;
}

/**
 * Runs a handler that writes its answer to a stream. The answer is whole when the stream ends: until then, the function
 * is not done, whatever its promise says.
 *
 * @param {Runtime} runtime
 * @param {InvokeMessage} invocation
 * @param {{ onChunk: (chunk: Buffer) => void, end: (outcome: Outcome) => void }} answering
 */
async function runStreaming(runtime, invocation, { onChunk, end }) {
  const { stream, text } = createResponseStream(onChunk);
  const connection = setInterval(() => {}, 60_000);
  try {
    await writeStream(runtime, invocation, stream);
    end({ payload: text() });
  } catch (thrown) {
    end({ error: { thrown }, ...(stream.writableFinished && { payload: text() }) });
  } finally {
    clearInterval(connection);
  }
}

/**
 * @param {{ toText: Serialize, end: (outcome: Outcome) => void }} answering
 * @returns {Completion}
 */
function createCompletion({ toText, end }) {
  let ended = false;
  return {
    whenIdle(task) {
      if (!ended) idleTask = task;
    },
    done(error, value) {
      if (ended) return;
      const outcome = isGiven(error) ? { error: { thrown: error } } : { payload: toText(value) };
      ended = true;
      idleTask = undefined;
      end(outcome);
    },
  };
}

/**
 * Calls the handler; resolves once the invocation has an outcome, and never rejects.
 *
 * @param {{ handler: Handler, streams: boolean }} loaded
 * @param {InvokeMessage} invocation
 * @param {{ toText: Serialize, onChunk: (chunk: Buffer) => void }} answering
 * @returns {Promise<Outcome>}
 */
export function runHandler({ handler, streams }, invocation, { toText, onChunk }) {
  return new Promise((end) => {
    const runtime = { handler };
    if (streams) void runStreaming(runtime, invocation, { onChunk, end });
    else if (generation.promisesOnly) void runPromise(runtime, invocation, { toText, end });
    else runAnyStyle(runtime, invocation, createCompletion({ toText, end }));
  });
}
