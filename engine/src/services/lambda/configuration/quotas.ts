/**
 * Lambda's limits. Unless said otherwise:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */

const MEBIBYTE = 1024 * 1024;

/** 6 MB: a larger synchronous request is answered 413. */
export const MAX_SYNCHRONOUS_PAYLOAD_BYTES = 6 * MEBIBYTE;

/** 1 MB: a larger asynchronous request is answered 413. */
export const MAX_ASYNCHRONOUS_PAYLOAD_BYTES = MEBIBYTE;

/** 6 MB and a little for its wrapping, as the error text has it: a larger answer is a function error. */
export const MAX_RESPONSE_BYTES = 6_291_556;

/**
 * 250 MB, as the error text has it: a deployment package may not hold more when it is unpacked, its layers included.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#function-configuration-deployment-and-execution
 */
export const MAX_UNZIPPED_BYTES = 262_144_000;

/** 10 s for loading a function's code; then the environment is stopped. .../dg/lambda-runtime-environment.html */
export const INIT_TIMEOUT_MS = 10_000;

/** 4 KB of log come back with `LogType: Tail`. .../api/API_Invoke.html */
export const LOG_TAIL_BYTES = 4096;

/** An asynchronous event is tried again twice, unless `MaximumRetryAttempts` says less. .../dg/invocation-async.html */
export const DEFAULT_RETRY_ATTEMPTS = 2;

/** 6 h: an older asynchronous event is given up. */
export const DEFAULT_EVENT_AGE_S = 21_600;

/** After a function error: 1 min before the first retry, 2 min before the second. */
export const FUNCTION_ERROR_RETRY_DELAYS_MS: readonly number[] = [60_000, 120_000];

/** After throttling or a system error: from 1 s, doubled each time, to 5 min. */
export const THROTTLE_RETRY_DELAY_MS = { first: 1_000, longest: 300_000 } as const;

/**
 * Lambda keeps idle environments for some minutes; it does not say how many. Here they take the memory of one machine,
 * so that all but one go sooner.
 */
export const IDLE_ENVIRONMENT_MS = 30_000;

/** AWS's is the account's concurrency (1 000); here each environment is a thread of one machine. The rest waits. */
export const MAX_ENVIRONMENTS_PER_FUNCTION = 100;

/**
 * 128 MB for the events of one function's invocations that run or wait; beyond, the function is throttled (429). AWS
 * counts invocations (1,000 of an account at once); here as many may wait as the machine has room for.
 */
export const MAX_CONCURRENT_PAYLOAD_BYTES = 128 * MEBIBYTE;

/** The same for events that were accepted and wait for a retry. AWS's queue has a bound that it does not publish. */
export const MAX_QUEUED_PAYLOAD_BYTES = 128 * MEBIBYTE;
