import { isNativeError } from "node:util/types";
import { runtimeMajor } from "./modules.mjs";

/**
 * The differences between Lambda's Node.js runtimes, as their interface clients show them: aws-lambda-ric 3 up to
 * nodejs22.x, 4 from nodejs24.x on. They follow the function's `Runtime`, whatever Node.js runs it here.
 *
 * @typedef {object} Generation
 * @property {boolean} promisesOnly Handlers with a callback are refused, and the context has no older ways to end.
 * @property {boolean} importsAll Every module is imported, so that a default export counts too.
 * @property {boolean} hasInvokeStore
 * @property {boolean} reportsCrashes What nobody caught becomes the answer; otherwise it ends Node.js as it does anywhere.
 * @property {string} initErrorLabel
 * @property {string | undefined} noRequestId Stands for the request's id before the first one.
 * @property {string} stringifyErrorKind Of an answer that is no JSON; "" for an ordinary error.
 * @property {boolean} logsFirstError The first of several things to log is looked at for an error, too.
 * @property {boolean} showsErrorNames The runtime's own errors have an enumerable `name`.
 * @property {(value: unknown) => boolean} isError
 * @property {(thrown: unknown) => Error} toError Makes the error to log of what is none.
 */

/** @param {unknown} value */
const isText = (value) => typeof value === "string" && value !== "";

/** @param {unknown} value */
function looksLikeError(value) {
  if (typeof value !== "object" || value === null) return false;
  const { name, message, stack } = /** @type {Record<string, unknown>} */ (value);
  return [name, message, stack].every(isText);
}

/** @type {Generation} */
const UP_TO_22 = {
  promisesOnly: false,
  importsAll: false,
  hasInvokeStore: false,
  reportsCrashes: true,
  initErrorLabel: "Uncaught Exception",
  noRequestId: undefined,
  stringifyErrorKind: "",
  logsFirstError: true,
  showsErrorNames: false,
  isError: (value) => isNativeError(value) || looksLikeError(value),
  toError: (thrown) => new Error(/** @type {string} */ (thrown)),
};

/** @type {Generation} */
const FROM_24_ON = {
  promisesOnly: true,
  importsAll: true,
  hasInvokeStore: true,
  reportsCrashes: false,
  initErrorLabel: "Init Error",
  noRequestId: "-",
  stringifyErrorKind: "JSONStringifyError",
  logsFirstError: false,
  showsErrorNames: true,
  isError: (value) => value instanceof Error,
  toError: (thrown) => new Error(String(thrown)),
};

/** The first runtime with version 4 of the interface client. */
const FIRST_OF_VERSION_4 = 24;

const name = (process.env.AWS_EXECUTION_ENV ?? "").replace("AWS_Lambda_", "");

export const generation = runtimeMajor(name) >= FIRST_OF_VERSION_4 ? FROM_24_ON : UP_TO_22;
