/** One look at a client before its `$connect` runs, as access logs tell of it (§8). */
export interface Check {
  /** 200 when it passed, otherwise that of the refusal. */
  readonly status: number;
  /** The refusal's message. */
  readonly error?: string | undefined;
  /** Milliseconds; absent when nothing had to be asked. */
  readonly latency?: number | undefined;
}

/** The call of an authorizer's function. */
export interface AuthorizerCheck extends Check {
  /** Of the Lambda service, which answers 200 whatever becomes of the function. */
  readonly integrationStatus?: number | undefined;
  /** The invocation's. */
  readonly requestId?: string | undefined;
}

/** The checks that a handshake came as far as: who it is, what the authorizer says, whether the policy allows it. */
export interface Checks {
  readonly authenticate?: Check;
  readonly authorizer?: AuthorizerCheck;
  readonly authorize?: Check;
}

export const PASSED = 200;
