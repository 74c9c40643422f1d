/**
 * Runs inside a function's own thread or process: loads its handler, then serves one invocation after the other as
 * Lambda's Node.js runtime does. Plain JavaScript, since Node.js starts it as it is.
 */
import inspector from "node:inspector";
import { performance } from "node:perf_hooks";
import { inspect } from "node:util";
import { getHeapStatistics } from "node:v8";
import { provideAwslambda } from "./awslambda/globals.mjs";
import { invokeContextOf } from "./awslambda/invoke-store.mjs";
import { asFarAsTaken } from "./bounds.mjs";
import { channel } from "./channel.mjs";
import { setClockOffset } from "./clock.mjs";
import {
  asError,
  errorPayload,
  loggedError,
  RuntimeError,
  UncaughtReason,
  UnhandledPromiseRejection,
} from "./errors.mjs";
import { generation } from "./generation.mjs";
import { runHandler, serialize } from "./invocation.mjs";
import { loadHandler } from "./load.mjs";
import { hideArena, keepMemoryBounded } from "./memory.mjs";
import { isRuntimeSdk, missingModule, provideModules } from "./modules.mjs";
import { leadOutgoingCalls } from "./outgoing/calls.mjs";
import { captureOutput } from "./output.mjs";
import { watchChildren } from "./sandbox/children.mjs";
import { keepSignalsInside } from "./sandbox/signals.mjs";
import { enterTaskRoot } from "./working-directory.mjs";

/** @typedef {import("../../environment/protocol.ts").InitMessage} InitMessage */
/** @typedef {import("../../environment/protocol.ts").InvokeMessage} InvokeMessage */

/** Node.js ends with it by itself. */
const EXIT_UNCAUGHT_BY_NODE = 1;
const EXIT_UNHANDLED_REJECTION = 128;
const EXIT_UNCAUGHT_EXCEPTION = 129;
const BYTES_PER_MB = 1024 * 1024;

const REQUEST_ID = Symbol.for("aws.lambda.runtime.requestId");
const TENANT_ID = Symbol.for("aws.lambda.runtime.tenantId");

/** @type {string | undefined} */
let requestId;
/** @type {string | undefined} */
let tenantId;
let startedAt = 0;
let busyBeforeMs = 0;
/** @type {Awaited<ReturnType<typeof loadHandler>> | undefined} */
let loaded;

/**
 * Invocations that came while another one ran, and when.
 *
 * @type {{ invocation: InvokeMessage, cameAt: number }[]}
 */
const ahead = [];
let isRunning = false;

// User code may replace it.
const { setImmediate } = globalThis;

const output = captureOutput(
  (level, line, isWhole) => channel.send({ type: "log", requestId, level, line, isWhole }),
  // Version 4 of the interface client does not tell its log of tenants.
  () => ({
    requestId: requestId ?? generation.noRequestId,
    tenantId: generation.reportsCrashes ? tenantId : undefined,
  }),
);

hideArena();

const store = provideAwslambda();

// ECMAScript modules see these changes as well: `leadOutgoingCalls` shows them all that was changed, before the code loads.
keepSignalsInside({
  isThread: channel.isThread,
  children: watchChildren(channel),
  die(signal) {
    output.flush();
    channel.sendKilled(signal);
  },
});

const memory = keepMemoryBounded(
  // Node.js holds a process to its own.
  channel.isThread ? Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE) : Number.POSITIVE_INFINITY,
  () => {
    output.flush();
    channel.sendExhausted();
  },
);

/** Milliseconds in which the event loop had something to do, since it began. */
const busyMs = () => performance.eventLoopUtilization().active;

function usage() {
  const { total_heap_size: heap, external_memory: external } = getHeapStatistics();
  return {
    durationMs: performance.now() - startedAt,
    busyMs: busyMs() - busyBeforeMs,
    maxMemoryUsedMb: Math.ceil((heap + external) / BYTES_PER_MB),
  };
}

/**
 * Tells whether another load could find the module that this one did not. Tells the user when it is this machine that
 * lacks it, not the code.
 *
 * @param {unknown} error
 * @param {InitMessage} init
 * @param {import("./modules.mjs").Fallback} fallback
 */
function needsResolveHooks(error, { runtime, resolveHooks }, fallback) {
  const missing = missingModule(error);
  if (!missing) return false;
  const { specifier, byModule } = missing;
  if (fallback(specifier) !== undefined) return byModule && !resolveHooks;
  if (isRuntimeSdk(specifier, runtime))
    console.error(`On AWS ${runtime} brings ${specifier}; here it is missing: npm i -D it in the project.`);
  return false;
}

/** @param {InitMessage} message */
async function init(message) {
  if (channel.isThread) enterTaskRoot(message.taskRoot);
  leadOutgoingCalls(message);
  const fallback = provideModules(message);
  try {
    loaded = await loadHandler(message);
    channel.send({ type: "ready" });
  } catch (error) {
    const retryWithHooks = needsResolveHooks(error, message, fallback);
    if (!retryWithHooks) logError(generation.initErrorLabel, error);
    channel.send({ type: "init-error", error: errorPayload(error), retryWithHooks });
  }
}

const isJson = process.env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === "JSON";

/**
 * Throws where what was thrown cannot be told as an error.
 *
 * @param {string} label
 * @param {unknown} thrown
 */
function logError(label, thrown) {
  const error = asError(thrown);
  if (isJson) console.error(error);
  else console.error(label, loggedError(error));
}

/**
 * @param {unknown} thrown
 * @returns {void}
 */
function answerError(thrown) {
  try {
    logError("Invoke Error", thrown);
  } catch (error) {
    // Up to nodejs22.x the answer tells of it then, unless it is the log itself that fails.
    return generation.reportsCrashes && !(thrown instanceof Error) ? answerError(error) : crash(error);
  }
  if (requestId === undefined) return;
  output.flush();
  channel.send({ type: "error", requestId, error: errorPayload(thrown), usage: usage(), fatal: false });
}

/** @param {string} text */
function answerValue(text) {
  if (requestId === undefined) return;
  output.flush();
  channel.send({ type: "result", requestId, payload: asFarAsTaken(text), usage: usage() });
}

/** @param {import("./invocation.mjs").Outcome} outcome */
function answer({ payload, error }) {
  if (payload === undefined) return answerError(error?.thrown);
  // A stream that had ended before its handler failed is answered all the same.
  if (error) logError("Invoke Error", error.thrown);
  answerValue(payload);
}

/**
 * Keeps what libraries ask the runtime for beside the context.
 *
 * @param {InvokeMessage} invocation
 */
function tellOf(invocation) {
  requestId = invocation.requestId;
  tenantId = invocation.tenantId;
  process.env._X_AMZN_TRACE_ID = invocation.traceId;
  if (generation.hasInvokeStore) return;
  Object.assign(globalThis, { [REQUEST_ID]: requestId, [TENANT_ID]: tenantId });
}

/**
 * The memory that the text of an answer takes is not the function's.
 *
 * @param {unknown} value
 */
function toText(value) {
  memory.end();
  return serialize(value);
}

/**
 * @param {InvokeMessage} invocation
 * @returns {(chunk: Buffer) => void}
 */
const chunkSender = ({ requestId, streams }) =>
  streams ? (chunk) => channel.send({ type: "chunk", requestId, chunk: chunk.toString("base64") }) : () => {};

/** @param {InvokeMessage} invocation */
async function invoke(invocation) {
  if (!loaded) throw new RuntimeError("NotReady", "An invocation came before the handler was loaded.");
  const current = loaded;
  setClockOffset(invocation.clockOffsetMs);
  tellOf(invocation);
  startedAt = performance.now();
  busyBeforeMs = busyMs();
  channel.release();
  memory.begin();
  const run = () => runHandler(current, invocation, { toText, onChunk: chunkSender(invocation) });
  const outcome = await (store ? store.run(invokeContextOf(invocation), run) : run());
  memory.end();
  channel.hold();
  answer(outcome);
}

/**
 * Runs one after the other. Each begins in a turn of the event loop of its own, as one does that has just come.
 *
 * @param {InvokeMessage} invocation
 */
function take(invocation) {
  if (isRunning) ahead.push({ invocation, cameAt: performance.now() });
  else begin(invocation);
}

/** @param {InvokeMessage} invocation */
function begin(invocation) {
  if (invocation.ticket !== undefined && !channel.claim(invocation.ticket)) return;
  isRunning = true;
  void invoke(invocation).then(() => setImmediate(beginNext));
}

function beginNext() {
  isRunning = false;
  for (let next = ahead.shift(); next; next = isRunning ? undefined : ahead.shift()) {
    const { invocation, cameAt } = next;
    // Its time begins now.
    begin({ ...invocation, deadlineMs: invocation.deadlineMs + Math.floor(performance.now() - cameAt) });
  }
}

/**
 * Ends the isolate with the words of Node.js, as from nodejs24.x on.
 *
 * @param {unknown} error
 */
function crash(error) {
  output.flush();
  const line = `${inspect(error)}\n\nNode.js ${process.version}`;
  channel.sendLast({ type: "log", requestId, level: "ERROR", line, isWhole: true }, EXIT_UNCAUGHT_BY_NODE);
}

/**
 * An error that nobody caught ends the isolate, as it ends Lambda's.
 *
 * @param {string} label
 * @param {unknown} error
 * @param {number} exitCode
 */
function die(label, error, exitCode) {
  logError(label, error);
  output.flush();
  if (requestId === undefined)
    channel.sendLast({ type: "init-error", error: errorPayload(error), retryWithHooks: false }, exitCode);
  else
    channel.sendLast({ type: "error", requestId, error: errorPayload(error), usage: usage(), fatal: true }, exitCode);
}

/**
 * The function's own listeners keep Node.js alive, where the runtime has none.
 *
 * @param {string} event
 */
const isHandled = (event) => !generation.reportsCrashes && process.listenerCount(event) > 1;

process.on("uncaughtException", (error) => {
  if (generation.reportsCrashes) die("Uncaught Exception", error, EXIT_UNCAUGHT_EXCEPTION);
  else if (!isHandled("uncaughtException")) crash(error);
});

/** The function's options may have Node.js go on: it then warns by itself, or says nothing. */
const goesOn = /--unhandled-rejections[= ](?:none|warn)/.test(process.env.NODE_OPTIONS ?? "");

process.on("unhandledRejection", (reason, promise) => {
  const error = new UnhandledPromiseRejection(reason, promise);
  if (generation.reportsCrashes) die("Unhandled Promise Rejection", error, EXIT_UNHANDLED_REJECTION);
  else if (!goesOn && !isHandled("unhandledRejection"))
    crash(reason instanceof Error ? reason : new UncaughtReason(reason));
});

/** Lets debuggers in, by the engine: it holds the code back until they are there. */
function openInspector() {
  inspector.open(0, "127.0.0.1");
  channel.send({ type: "inspector", url: inspector.url() ?? "" });
}

channel.listen((message) => {
  if (message.type === "inspect") openInspector();
  else if (message.type === "init") void init(message);
  else take(message);
});
