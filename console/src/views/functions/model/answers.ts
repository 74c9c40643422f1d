/** The work of a function since the start, as `GET /_portcullis/functions` answers. */
export interface FunctionActivity {
  readonly logicalId: string;
  readonly functionName: string;
  readonly invocations: number;
  readonly errors: number;
  readonly throttles: number;
  readonly coldStarts: number;
  readonly running: number;
  readonly environments: number;
  readonly idleEnvironments: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly maxMemoryMb?: number;
  /** Engine time, epoch milliseconds. */
  readonly lastAt?: number;
}

export interface Activities {
  readonly functions: readonly FunctionActivity[];
}

export type Outcome = "running" | "success" | "error" | "timeout" | "stopped";

export interface InvocationError {
  readonly errorType: string;
  readonly errorMessage: string;
  /** Absent in lists. */
  readonly trace?: readonly string[];
  readonly location?: string;
}

/** An invocation in the list of a function's. */
export interface Invocation {
  readonly logicalId: string;
  readonly functionName: string;
  readonly requestId: string;
  readonly traceId?: string;
  readonly source?: string;
  readonly startedAt: number;
  readonly outcome: Outcome;
  readonly durationMs?: number;
  readonly billedMs?: number;
  readonly maxMemoryMb?: number;
  readonly initMs?: number;
  readonly error?: InvocationError;
}

/** JSON text without its secrets. */
export interface Payload {
  readonly text: string;
  readonly characters: number;
  readonly isCut: boolean;
}

/** One invocation with what it took and gave, as far as the engine remembers it. */
export interface InvocationDetail extends Invocation {
  readonly event?: Payload;
  readonly result?: Payload;
}

/** Attempts of one event have the same request id. */
export const keyOf = ({ requestId, startedAt }: Invocation): string => `${requestId}@${startedAt}`;

/** A statement of a policy as it is written, with every list as one. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Condition?: object;
  /** Absent for what is not of the template. */
  readonly location?: string;
}

/** A call that the role does not allow. */
export interface Denial {
  readonly at: number;
  readonly action: string;
  readonly resource: string;
  readonly decision: "implicitDeny" | "explicitDeny";
  /** The least that would allow it. */
  readonly leastPolicy?: object;
  readonly location?: string;
  readonly enforced: boolean;
}

/** The role of a function, as `GET /_portcullis/functions/{id}/role` answers. */
export interface Role {
  readonly mode: "enforce" | "warn" | "off";
  readonly roleArn: string;
  readonly logicalId?: string;
  readonly location?: string;
  readonly statements: readonly Statement[];
  readonly boundary?: readonly Statement[];
  readonly unknownPolicies: readonly string[];
  readonly denied: readonly Denial[];
}

export interface SampleKind {
  readonly kind: string;
  readonly summary: string;
}
