/** What a backend answered, after its mapping. */
export interface IntegrationAnswer {
  readonly status: number;
  /** Names in lower case. Only the handshake has a use for them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined is an empty message, if the route has a response. */
  readonly body: string | Buffer | undefined;
  /** The backend's own id of the call. */
  readonly requestId?: string | undefined;
}

export type FailureKind =
  /** The backend could not be called: it does not exist or API Gateway may not. */
  | "unreachable"
  /** It failed, or its answer makes no sense. */
  | "fault"
  | "timeout"
  /** No request template fits, and passing it on is forbidden. */
  | "unsupported"
  /** The backend answered, and no integration response fits its answer. */
  | "unmapped";

export interface IntegrationFailure {
  readonly failure: FailureKind;
  /** For the journal: it says what happened without quoting what was sent. */
  readonly detail: string;
  /** What the backend answered, where it did. */
  readonly backendStatus?: number;
  readonly requestId?: string | undefined;
}

export type IntegrationResult = IntegrationAnswer | IntegrationFailure;

export const isFailure = (result: object): result is IntegrationFailure => "failure" in result;

interface FailurePresentation {
  /** Of the refused handshake, and in the access log. */
  readonly status: number;
  /** What the client of an open connection is told (§4.3). */
  readonly message: string;
}

export const FAILURES: Readonly<Record<FailureKind, FailurePresentation>> = {
  unreachable: { status: 500, message: "Internal server error" },
  fault: { status: 502, message: "Internal server error" },
  timeout: { status: 504, message: "Endpoint request timed out" },
  unsupported: { status: 415, message: "Unsupported Media Type" },
  unmapped: { status: 500, message: "Internal server error" },
};
