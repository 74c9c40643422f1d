/** The keys of `@aws/lambda-invoke-store`, which libraries share with the runtime. */
const KEYS = {
  requestId: Symbol.for("_AWS_LAMBDA_REQUEST_ID"),
  xRayTraceId: Symbol.for("_AWS_LAMBDA_X_RAY_TRACE_ID"),
  tenantId: Symbol.for("_AWS_LAMBDA_TENANT_ID"),
};

/** @type {ReadonlySet<string | symbol>} */
const PROTECTED = new Set(Object.values(KEYS));

/** @typedef {Record<string | symbol, unknown>} InvokeContext */

/** Store of what belongs to the invocation under way: `awslambda.InvokeStore`, for libraries such as SDKs and loggers. */
export class InvokeStore {
  /** @type {InvokeContext | undefined} */
  #context;

  getContext() {
    return this.#context;
  }

  hasContext() {
    return this.#context !== undefined;
  }

  /** @param {string | symbol} key */
  get(key) {
    return this.#context?.[key];
  }

  /**
   * @param {string | symbol} key
   * @param {unknown} value
   */
  set(key, value) {
    if (this.isProtectedKey(key)) throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
    this.#context ??= {};
    this.#context[key] = value;
  }

  /**
   * @template T
   * @param {InvokeContext} context
   * @param {() => T} task
   */
  run(context, task) {
    this.#context = context;
    return task();
  }

  /** @param {string | symbol} key */
  isProtectedKey(key) {
    return PROTECTED.has(key);
  }

  getRequestId() {
    return this.get(KEYS.requestId) ?? "-";
  }

  getXRayTraceId() {
    return this.get(KEYS.xRayTraceId);
  }

  getTenantId() {
    return this.get(KEYS.tenantId);
  }
}

/** @param {{ requestId: string, traceId: string }} invocation */
export const invokeContextOf = ({ requestId, traceId }) => ({
  [KEYS.requestId]: requestId,
  [KEYS.xRayTraceId]: traceId,
});
