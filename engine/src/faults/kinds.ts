import type { FaultKinds, FaultMoment, FaultScope, WaitingMoment } from "../services/contract/faults.ts";

export type ScopeKey = keyof FaultScope;
type Parameter = "ms" | "status" | "message";

/** Moments at which services ask about faults, and the facts that each of them knows. */
export const MOMENTS: Readonly<Record<FaultMoment, readonly ScopeKey[]>> = {
  handshake: ["api", "stage", "route"],
  connection: ["api", "stage", "user", "connection"],
  message: ["api", "stage", "route", "user", "connection"],
  disconnect: ["api", "stage", "route", "user", "connection"],
  "@connections": ["api", "stage", "operation", "user", "connection"],
  request: ["api", "stage", "route"],
  call: ["service", "operation", "function"],
  invoke: ["function"],
  clock: ["function"],
  queue: ["queue"],
  bus: ["bus", "rule"],
};

export type FaultKindName = FaultKinds[FaultMoment] | "delay";

/** The moments of a kind: the compiler holds the table to what services can do. */
type MomentOf<K extends FaultKindName> = K extends "delay"
  ? WaitingMoment
  : { readonly [M in FaultMoment]: K extends FaultKinds[M] ? M : never }[FaultMoment];

interface FaultKind<K extends FaultKindName> {
  readonly moments: readonly MomentOf<K>[];
  /** Keys of its own. */
  readonly parameters?: readonly Parameter[];
  readonly effect: string;
}

export const KINDS: { readonly [K in FaultKindName]: FaultKind<K> } = {
  gone: { moments: ["@connections"], effect: "@connections answers 410 GoneException" },
  throttled: {
    moments: ["handshake", "message", "@connections", "request", "call", "invoke"],
    effect: "what is called answers that there is too much (429, or the service's own error)",
  },
  error: {
    moments: ["handshake", "message", "@connections", "request", "call"],
    parameters: ["status"],
    effect: "what is called answers that it has failed (500; status=503 of a service)",
  },
  delay: {
    moments: ["handshake", "message", "disconnect", "@connections", "request", "call", "invoke"],
    parameters: ["ms"],
    effect: "it takes ms milliseconds longer",
  },
  dropped: {
    moments: ["connection", "message", "handshake"],
    effect: "the TCP connection ends without a close frame; connections that are open, at once",
  },
  "half-open": {
    moments: ["connection", "message"],
    effect: "the connection stays open, and nothing is read or written any more",
  },
  "lost-disconnect": { moments: ["disconnect"], effect: "the function of $disconnect is not invoked" },
  duplicate: {
    moments: ["queue", "bus"],
    effect: "a message comes once more after it was deleted; a target gets an event twice",
  },
  "function-timeout": { moments: ["invoke"], effect: "the function is not run, and times out" },
  "function-error": {
    moments: ["invoke"],
    parameters: ["message"],
    effect: "the function is not run, and throws an Error (message)",
  },
  "clock-skew": {
    moments: ["clock"],
    parameters: ["ms"],
    effect: "the function's clock is ms ahead (negative: behind); functions of Node.js",
  },
};

export const KIND_NAMES = Object.keys(KINDS) as readonly FaultKindName[];

/** Moments at which an error may have another status than 500. */
const WITH_STATUS: readonly FaultMoment[] = ["call"];

/** Keys that a fault of any kind takes. */
const COMMON_KEYS = ["at", "rate", "count", "seed"] as const;

/** Tells whether a key narrows the moments down, rather than being a setting of the fault. */
const knowsKey = (moment: FaultMoment, key: string) =>
  (MOMENTS[moment] as readonly string[]).includes(key) || (key === "status" && WITH_STATUS.includes(moment));

/** All keys that a kind takes besides `kind`. */
export function keysOf(kind: FaultKindName): readonly string[] {
  const { moments, parameters = [] }: FaultKind<FaultKindName> = KINDS[kind];
  return [...new Set([...moments.flatMap((moment) => MOMENTS[moment]), ...parameters, ...COMMON_KEYS])];
}

/** The keys of a kind that say how it strikes, and not whom. */
export const settingKeysOf = (kind: FaultKindName): readonly string[] => {
  const { parameters = [] }: FaultKind<FaultKindName> = KINDS[kind];
  return [...parameters, ...COMMON_KEYS.filter((key) => key !== "at")];
};

/** The moments of a kind that know all of `keys`. */
export function momentsOf(kind: FaultKindName, keys: readonly string[], at?: FaultMoment): readonly FaultMoment[] {
  const { moments, parameters = [] }: FaultKind<FaultKindName> = KINDS[kind];
  const settings: readonly string[] = [...parameters.filter((name) => name !== "status"), ...COMMON_KEYS];
  const scope = keys.filter((key) => !settings.includes(key));
  return (moments as readonly FaultMoment[]).filter(
    (moment) => (at === undefined || moment === at) && scope.every((key) => knowsKey(moment, key)),
  );
}
