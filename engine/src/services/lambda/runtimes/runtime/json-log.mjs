import { format } from "node:util";
import { framesOf, RuntimeError } from "./errors.mjs";
import { generation } from "./generation.mjs";

/** @typedef {{ requestId: string | undefined, tenantId: string | undefined }} LogContext */

/** @param {Error} error */
const typeOf = (error) =>
  error instanceof RuntimeError ? error.className : (error.constructor?.name ?? "UnknownError");

/**
 * @param {Error} error
 * @param {unknown} withoutStack The trace of an error whose `stack` is no text.
 */
function describe(error, withoutStack) {
  const { message, stack } = error;
  const stackTrace = typeof stack === "string" ? framesOf(stack) : withoutStack;
  return { errorType: typeOf(error), errorMessage: message, stackTrace };
}

/**
 * @param {string} _key
 * @param {unknown} value
 */
const withErrorDetails = (_key, value) =>
  value instanceof Error ? { ...describe(value, value.stack), ...value } : value;

/**
 * One value stays what it is, as far as JSON can say it.
 *
 * @param {object} head
 * @param {unknown} message
 */
function ofValue(head, message) {
  try {
    return JSON.stringify({ ...head, message }, withErrorDetails);
  } catch {
    return JSON.stringify({ ...head, message: format(message) });
  }
}

/**
 * One entry of a log in the format JSON, as Lambda's Node.js runtime writes it for a call of `console`.
 *
 * @param {string} level
 * @param {LogContext} context
 * @param {unknown[]} parts The arguments of the call.
 */
export function jsonEntry(level, { requestId, tenantId }, [message, ...others]) {
  const timestamp = new Date().toISOString();
  const head = { timestamp, level, requestId, ...(tenantId !== undefined && { tenantId }) };
  if (others.length === 0) return ofValue(head, message);
  const error = (generation.logsFirstError ? [message, ...others] : others).find((part) => part instanceof Error);
  return JSON.stringify({ ...head, message: format(message, ...others), ...(error && describe(error, [])) });
}
