import { fileURLToPath } from "node:url";
import { shortened } from "./bounds.mjs";
import { generation } from "./generation.mjs";

/** @typedef {import("../../environment/protocol.ts").ErrorPayload} ErrorPayload */

/** Errors of version 4 whose classes do not end in `Error`, as all the others do. */
const NAMED_AS_KINDS = new Set(["InvalidStreamingOperation", "MalformedStreamingHandler"]);

/** @param {string} kind */
const classNameOf = (kind) =>
  !generation.showsErrorNames || kind.endsWith("Error") || NAMED_AS_KINDS.has(kind) ? kind : `${kind}Error`;

/** An error of Lambda's runtime rather than of the function's code: `errorType` is `Runtime.{kind}`. */
export class RuntimeError extends Error {
  /** The name of its class on Lambda, which is its type in a JSON log. */
  #className;

  /**
   * @param {string} kind
   * @param {unknown} message A text, or the error that this one stands for.
   */
  constructor(kind, message) {
    super(
      message === undefined ? undefined : String(message),
      message instanceof Error ? { cause: message } : undefined,
    );
    this.#className = classNameOf(kind);
    const value = `Runtime.${kind}`;
    Object.defineProperty(this, "name", {
      value,
      enumerable: generation.showsErrorNames,
      writable: true,
      configurable: true,
    });
    this.stack = this.stack?.replace(/^Error/, value);
  }

  get className() {
    return this.#className;
  }
}

export class UnhandledPromiseRejection extends RuntimeError {
  /**
   * @param {unknown} reason
   * @param {Promise<unknown>} promise
   */
  constructor(reason, promise) {
    super("UnhandledPromiseRejection", reason);
    this.reason = reason;
    this.promise = promise;
  }
}

/** The error that Node.js makes of a rejection with what is no error. */
export class UncaughtReason extends Error {
  /** @param {unknown} reason */
  constructor(reason) {
    super(
      `This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "${String(reason)}".`,
    );
    this.name = "UnhandledPromiseRejection";
  }
}

export const promiseNeverSettled = () =>
  new RuntimeError(
    "NodeJsExit",
    "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes",
  );

const OWN_FOLDER = import.meta.url.slice(0, import.meta.url.lastIndexOf("/") + 1);
/** CommonJS is named by its path. */
const OWN_PATH = fileURLToPath(OWN_FOLDER);

/** A frame with a file, which is no part of Node.js. */
const FRAME_IN_FILE = /^\s+at (?!.*\bnode:).*[/\\]/;

/** @param {string} line */
const isOwn = (line) => line.includes(OWN_FOLDER) || line.includes(OWN_PATH);

/**
 * The stack down to the function's first frame, without the engine's: what called it, or stands in for a part of Node.js
 * between its frames, is nobody's concern.
 *
 * @param {string} stack
 */
export function framesOf(stack) {
  const lines = shortened(stack).split("\n");
  if (!lines.some(isOwn)) return lines;
  const first = lines.findIndex((line) => /^\s+at /.test(line));
  const last = lines.findLastIndex((line) => FRAME_IN_FILE.test(line) && !isOwn(line));
  return lines.slice(0, Math.max(first, last + 1)).filter((line) => !isOwn(line));
}

/**
 * The runtime sends errors in headers too, which cannot carry this character.
 *
 * @param {string} text
 */
const withoutDelete = (text) => text.replaceAll("\x7F", "%7F");

const UNREADABLE = {
  errorType: "handled",
  errorMessage:
    "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack",
};

/**
 * Throws where the runtime's own reading does.
 *
 * @param {Error} error
 * @returns {ErrorPayload}
 */
function readError({ name, message, stack }) {
  const isMissing = stack === undefined || stack === null;
  if (typeof stack !== "string" && (generation.reportsCrashes || !isMissing))
    throw new TypeError("The stack is no text.");
  return {
    errorType: withoutDelete(name),
    errorMessage: withoutDelete(shortened(message)),
    trace: typeof stack === "string" ? framesOf(withoutDelete(stack)) : [],
  };
}

/**
 * Up to nodejs22.x nothing has no text.
 *
 * @param {unknown} thrown
 */
const textOf = (thrown) => (generation.reportsCrashes ? /** @type {object} */ (thrown).toString() : String(thrown));

/**
 * The answer of Lambda's Node.js runtime to what was thrown.
 *
 * @param {unknown} thrown
 * @returns {ErrorPayload}
 */
export function errorPayload(thrown) {
  try {
    if (generation.isError(thrown)) return readError(/** @type {Error} */ (thrown));
    return { errorType: typeof thrown, errorMessage: shortened(textOf(thrown)), trace: [] };
  } catch {
    return generation.reportsCrashes ? UNREADABLE : { ...UNREADABLE, trace: [] };
  }
}

/**
 * @param {string} _key
 * @param {unknown} value
 */
function withErrorDetails(_key, value) {
  if (!(value instanceof Error)) return value;
  const { name, message, stack } = value;
  const code = "code" in value ? value.code : undefined;
  const frames = typeof stack === "string" ? { stack: framesOf(stack) } : {};
  return { errorType: name, errorMessage: shortened(String(message)), code, ...value, ...frames };
}

/**
 * The error that the runtime logs for what was thrown. Throws for what has no text.
 *
 * @param {unknown} thrown
 */
export const asError = (thrown) => (thrown instanceof Error ? thrown : generation.toError(thrown));

/**
 * The text that Lambda's runtime logs beside an error: JSON after a tab.
 *
 * @param {Error} error
 */
export function loggedError(error) {
  try {
    return `\t${JSON.stringify(error, withErrorDetails)}`;
  } catch {
    // A property of the error is circular; the payload's three fields are not.
    return `\t${JSON.stringify(errorPayload(error))}`;
  }
}
