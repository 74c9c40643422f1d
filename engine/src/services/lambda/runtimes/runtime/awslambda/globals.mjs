import { generation } from "../generation.mjs";
import { InvokeStore } from "./invoke-store.mjs";
import { HttpResponseStream } from "./response-stream.mjs";

const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
const HIGH_WATER_MARK = Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark");

/** Marks the handlers that answer as a stream. */
export const RESPONSE = "response";

/**
 * @param {object} handler
 * @returns {unknown}
 */
export const streamingMark = (handler) => /** @type {Record<symbol, unknown>} */ (handler)[STREAMING];

/**
 * @param {object} handler
 * @param {{ highWaterMark?: unknown }} [options]
 */
function streamifyResponse(handler, options) {
  Object.assign(handler, { [STREAMING]: RESPONSE });
  if (typeof options?.highWaterMark === "number")
    Object.assign(handler, { [HIGH_WATER_MARK]: Math.trunc(options.highWaterMark) });
  return handler;
}

const isUnwanted = ["1", "true"].includes(process.env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA ?? "");

/**
 * Gives code the global `awslambda` of Lambda's Node.js runtime.
 *
 * @returns {InvokeStore | undefined} The store of what belongs to an invocation, where the runtime has one.
 */
export function provideAwslambda() {
  const store = generation.hasInvokeStore ? new InvokeStore() : undefined;
  if (isUnwanted) return store;
  const awslambda = { streamifyResponse, HttpResponseStream, ...(store && { InvokeStore: store }) };
  Object.assign(globalThis, { awslambda });
  return store;
}
