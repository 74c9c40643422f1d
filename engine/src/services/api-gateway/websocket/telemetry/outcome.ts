import type { Checks } from "../authorizer/checks.ts";

/** What is to be told of an integration that has run. */
export interface IntegrationOutcome {
  readonly latencyMs: number;
  /** Undefined when it failed. */
  readonly status: number | undefined;
  readonly error: string | undefined;
  /** The backend's own id of the call, where it gave one. */
  readonly requestId: string | undefined;
}

/** How a request ended. */
export interface RequestOutcome {
  /** Of the handshake; for a message, what its error frame stands for, or 200. */
  readonly status: number;
  /** What API Gateway itself said to the client. */
  readonly error?: string | undefined;
  /** What is wrong with a message by its model. */
  readonly validationError?: string | undefined;
  /** Of a handshake. */
  readonly checks?: Checks | undefined;
  /** Absent when the request did not come as far. */
  readonly integration?: IntegrationOutcome | undefined;
}
