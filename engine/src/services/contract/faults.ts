/**
 * The moments at which something may go wrong on purpose, and the kinds of faults that can strike there. A service asks
 * at its moments and does what the answer says; which faults are set, and whom they are meant for, it does not know.
 */
export interface FaultKinds {
  readonly handshake: "throttled" | "error" | "dropped";
  /** A connection has opened, or is open while a fault is set. */
  readonly connection: "dropped" | "half-open";
  readonly message: "throttled" | "error" | "dropped" | "half-open";
  readonly disconnect: "lost-disconnect";
  readonly "@connections": "gone" | "throttled" | "error";
  /** A request to an HTTP API, a REST API or a function's URL. */
  readonly request: "throttled" | "error";
  /** A call of a service's operation. */
  readonly call: "throttled" | "error";
  readonly invoke: "throttled" | "function-error" | "function-timeout";
  /** A function that is about to run reads the time. */
  readonly clock: "clock-skew";
  /** A message of a standard queue was received and is deleted. */
  readonly queue: "duplicate";
  /** A rule sends an event to one of its targets. */
  readonly bus: "duplicate";
}

export type FaultMoment = keyof FaultKinds;

/** Moments that cannot wait, so that no delay strikes there. */
export type InstantMoment = "connection" | "clock" | "queue" | "bus";

export type WaitingMoment = Exclude<FaultMoment, InstantMoment>;

/** Facts that are known at a moment, by which a fault may be meant for some and not for others. */
export interface FaultScope {
  readonly api?: string;
  readonly stage?: string;
  readonly route?: string;
  readonly function?: string;
  readonly service?: string;
  readonly operation?: string;
  /** The `principalId` of a connection. */
  readonly user?: string;
  readonly connection?: string;
  readonly queue?: string;
  readonly bus?: string;
  readonly rule?: string;
}

export interface FaultFacts extends FaultScope {
  /** Ids by which the journal's other entries of the same trip are found. */
  readonly trace?: Readonly<Record<string, string | undefined>>;
}

export interface Fault<K extends string = string> {
  readonly kind: K;
  /** Of an `error` of a service: 500 or 503. */
  readonly status?: number;
  /** Of a `clock-skew`: negative when the clock is late. */
  readonly ms?: number;
  /** Of a `function-error`. */
  readonly message?: string;
}

/** The faults that are set. Both questions are undefined as long as there are none, so that asking costs one look. */
export interface Faults {
  /** The fault that strikes now. */
  readonly take: TakeFault | undefined;
  /** The fault that strikes once the delays that strike are over. */
  readonly meet: (<M extends WaitingMoment>(moment: M, facts: FaultFacts) => Promise<StrikingFault<M>>) | undefined;
  /** Calls `listener` for each fault that is added, with the question about this one alone, until disposed. */
  onAdded(listener: (take: TakeFault) => void): Disposable;
}

export type TakeFault = <M extends InstantMoment>(moment: M, facts: FaultFacts) => StrikingFault<M>;

export type StrikingFault<M extends FaultMoment> = Fault<FaultKinds[M]> | undefined;
