import { isNativeError } from "node:util/types";
import { shortened } from "./bounds.mjs";

/** @typedef {import("../../environment/protocol.ts").ErrorPayload} ErrorPayload */

/** An error of Lambda's runtime rather than of the function's code: `errorType` is `Runtime.{kind}`. */
export class RuntimeError extends Error {
  /**
   * @param {string} kind
   * @param {unknown} message A text, or the error that this one stands for.
   */
  constructor(kind, message) {
    super(String(message), message instanceof Error ? { cause: message } : undefined);
    this.name = `Runtime.${kind}`;
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

export const promiseNeverSettled = () =>
  new RuntimeError(
    "NodeJsExit",
    "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes",
  );

/**
 * An error, whichever realm it came from.
 *
 * @param {unknown} value
 * @returns {value is Error}
 */
const isError = (value) => value instanceof Error || isNativeError(value);

const OWN_FOLDER = import.meta.url.slice(0, import.meta.url.lastIndexOf("/") + 1);

/**
 * The stack down to the function's first frame: what called it is the engine's, and nobody's concern.
 *
 * @param {Error} error
 */
function framesOf({ stack }) {
  const lines = shortened(String(stack)).split("\n");
  const end = lines.findIndex((line) => line.includes(OWN_FOLDER));
  return end === -1 ? lines : lines.slice(0, end);
}

/**
 * The answer of Lambda's Node.js runtime to what was thrown.
 *
 * @param {unknown} error
 * @returns {ErrorPayload}
 */
export function errorPayload(error) {
  if (!isError(error)) return { errorType: typeof error, errorMessage: shortened(String(error)), trace: [] };
  const { name, message } = error;
  return { errorType: String(name), errorMessage: shortened(String(message)), trace: framesOf(error) };
}

/**
 * @param {string} _key
 * @param {unknown} value
 */
function withErrorDetails(_key, value) {
  if (!(value instanceof Error)) return value;
  const { name, message } = value;
  const code = "code" in value ? value.code : undefined;
  return { errorType: name, errorMessage: shortened(String(message)), code, ...value, stack: framesOf(value) };
}

/**
 * The text that Lambda's runtime logs beside an error: JSON after a tab.
 *
 * @param {unknown} thrown
 */
export function loggedError(thrown) {
  const error = isError(thrown) ? thrown : new Error(String(thrown));
  try {
    return `\t${JSON.stringify(error, withErrorDetails)}`;
  } catch {
    // A property of the error is circular; the payload's three fields are not.
    return `\t${JSON.stringify(errorPayload(error))}`;
  }
}
