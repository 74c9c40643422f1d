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
    super(String(message), message instanceof Error ? { cause: message } : undefined);
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

/**
 * The stack down to the function's first frame: what called it is the engine's, and nobody's concern.
 *
 * @param {string} stack
 */
export function framesOf(stack) {
  const lines = shortened(stack).split("\n");
  const end = lines.findIndex((line) => line.includes(OWN_FOLDER));
  return end === -1 ? lines : lines.slice(0, end);
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
  if (typeof stack !== "string" && generation.reportsCrashes) throw new TypeError("There is no stack.");
  return {
    errorType: withoutDelete(name),
    errorMessage: withoutDelete(shortened(message)),
    trace: typeof stack === "string" ? framesOf(withoutDelete(stack)) : [],
  };
}

/**
 * The answer of Lambda's Node.js runtime to what was thrown.
 *
 * @param {unknown} thrown
 * @returns {ErrorPayload}
 */
export function errorPayload(thrown) {
  try {
    if (generation.isError(thrown)) return readError(/** @type {Error} */ (thrown));
    return { errorType: typeof thrown, errorMessage: shortened(String(thrown)), trace: [] };
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
