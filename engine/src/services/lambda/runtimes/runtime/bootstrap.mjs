/**
 * Runs inside a function's own thread or process: loads its handler, then serves one invocation after the other as
 * Lambda's Node.js runtime does. Plain JavaScript, since Node.js starts it as it is.
 */
import { getHeapStatistics } from "node:v8";
import { asFarAsTaken } from "./bounds.mjs";
import { channel } from "./channel.mjs";
import { setClockOffset } from "./clock.mjs";
import { errorPayload, loggedError, RuntimeError, UnhandledPromiseRejection } from "./errors.mjs";
import { runHandler } from "./invocation.mjs";
import { loadHandler } from "./load.mjs";
import { keepMemoryBounded } from "./memory.mjs";
import { isRuntimeSdk, missingModule, provideModules } from "./modules.mjs";
import { leadOutgoingCalls } from "./outgoing/calls.mjs";
import { captureOutput } from "./output.mjs";
import { watchChildren } from "./sandbox/children.mjs";
import { keepSignalsInside } from "./sandbox/signals.mjs";
import { enterTaskRoot } from "./working-directory.mjs";

/** @typedef {import("../../environment/protocol.ts").InitMessage} InitMessage */
/** @typedef {import("../../environment/protocol.ts").InvokeMessage} InvokeMessage */

const EXIT_UNHANDLED_REJECTION = 128;
const EXIT_UNCAUGHT_EXCEPTION = 129;
const BYTES_PER_MB = 1024 * 1024;

/** @type {string | undefined} */
let requestId;
let startedAt = 0;
/** @type {Awaited<ReturnType<typeof loadHandler>> | undefined} */
let loaded;

const output = captureOutput((level, line) => channel.send({ type: "log", requestId, level, line }));

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

function usage() {
  const { total_heap_size: heap, external_memory: external } = getHeapStatistics();
  return { durationMs: performance.now() - startedAt, maxMemoryUsedMb: Math.ceil((heap + external) / BYTES_PER_MB) };
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
    if (!retryWithHooks) console.error("Init Error", loggedError(error));
    channel.send({ type: "init-error", error: errorPayload(error), retryWithHooks });
  }
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function serialize(value) {
  try {
    return JSON.stringify(value === undefined ? null : value) ?? "null";
  } catch {
    throw new Error("Unable to stringify response body");
  }
}

/** @param {unknown} error */
function answerError(error) {
  console.error("Invoke Error", loggedError(error));
  reportError(errorPayload(error));
}

/** @param {import("../../environment/protocol.ts").ErrorPayload} error */
function reportError(error) {
  if (requestId === undefined) return;
  output.flush();
  channel.send({ type: "error", requestId, error, usage: usage(), fatal: false });
}

/** @param {unknown} value */
function answerValue(value) {
  if (requestId === undefined) return;
  try {
    const payload = asFarAsTaken(serialize(value));
    output.flush();
    channel.send({ type: "result", requestId, payload, usage: usage() });
  } catch (error) {
    answerError(error);
  }
}

/** @param {InvokeMessage} invocation */
async function invoke(invocation) {
  if (!loaded) throw new RuntimeError("NotReady", "An invocation came before the handler was loaded.");
  setClockOffset(invocation.clockOffsetMs);
  requestId = invocation.requestId;
  startedAt = performance.now();
  channel.release();
  memory.begin();
  const outcome = await runHandler(loaded, invocation);
  memory.end();
  channel.hold();
  if ("error" in outcome) answerError(outcome.error);
  else answerValue(outcome.value);
}

/**
 * An error that nobody caught ends the isolate, as it ends Lambda's.
 *
 * @param {string} label
 * @param {unknown} error
 * @param {number} exitCode
 */
function die(label, error, exitCode) {
  console.error(label, loggedError(error));
  output.flush();
  if (requestId === undefined)
    channel.sendLast({ type: "init-error", error: errorPayload(error), retryWithHooks: false }, exitCode);
  else
    channel.sendLast({ type: "error", requestId, error: errorPayload(error), usage: usage(), fatal: true }, exitCode);
}

process.on("uncaughtException", (error) => die("Uncaught Exception", error, EXIT_UNCAUGHT_EXCEPTION));
process.on("unhandledRejection", (reason, promise) =>
  die("Unhandled Promise Rejection", new UnhandledPromiseRejection(reason, promise), EXIT_UNHANDLED_REJECTION),
);

Object.assign(globalThis, {
  awslambda: {
    streamifyResponse() {
      throw new RuntimeError("StreamingNotSupported", "Response streaming does not run here.");
    },
  },
});

channel.listen((message) => (message.type === "init" ? init(message) : invoke(message)));
