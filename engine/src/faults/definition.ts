import { UserError } from "../kernel/errors.ts";
import { listNames } from "../kernel/words/list-names.ts";
import { nearestName } from "../kernel/words/nearest-name.ts";
import type { FaultMoment, FaultScope } from "../services/contract/faults.ts";
import { type FaultKindName, KIND_NAMES, KINDS, keysOf, MOMENTS, momentsOf, settingKeysOf } from "./kinds.ts";

/** A fault as its user describes it. A key that is absent narrows nothing down; `*` in a text stands for anything. */
export interface FaultDefinition extends FaultScope {
  readonly kind: FaultKindName;
  /** The one moment at which it strikes. Default: all of its kind that know the keys that are there. */
  readonly at?: FaultMoment;
  /** The share of the occasions at which it strikes, from 0 to 1. Default 1. */
  readonly rate?: number;
  /** The number of times that it strikes; it is then gone. Default: no end. */
  readonly count?: number;
  /** Repeats the chances of another run. Default: by chance; it is told with the fault. */
  readonly seed?: number;
  /** Of a `delay`, and of a `clock-skew`, where it may be negative. */
  readonly ms?: number;
  /** Of an `error` of a service. Default 500. */
  readonly status?: 500 | 503;
  /** Of a `function-error`. */
  readonly message?: string;
}

/** Names of resources of the stack and of services, by the key under which a fault has them. */
export type KnownNames = Partial<Readonly<Record<string, readonly string[]>>>;

/** The names that a message lists: those of a large template would fill the screen. */
const MOST_NAMED = 24;

/** The longest delay: that of a function's life. */
const LONGEST_DELAY_MS = 15 * 60 * 1000;

interface ValueRule {
  readonly allowed: string;
  readonly accepts: (value: unknown, kind: FaultKindName) => boolean;
}

const numberBetween = (least: number, most: number) => (value: unknown) =>
  typeof value === "number" && value >= least && value <= most;

const isWhole = (least: number) => (value: unknown) => Number.isSafeInteger(value) && Number(value) >= least;

const TEXT: ValueRule = { allowed: "a text", accepts: (value) => typeof value === "string" && value !== "" };

const NUMBERS: Readonly<Record<string, ValueRule>> = {
  rate: { allowed: "a number from 0 to 1", accepts: numberBetween(0, 1) },
  count: { allowed: "a whole number from 1", accepts: isWhole(1) },
  seed: { allowed: "a whole number from 0", accepts: isWhole(0) },
  status: { allowed: "500 or 503", accepts: (value) => value === 500 || value === 503 },
  ms: {
    allowed: `a number of milliseconds up to ${LONGEST_DELAY_MS} for a delay; of a clock-skew it may be any whole number`,
    accepts: (value, kind) =>
      kind === "delay" ? numberBetween(0, LONGEST_DELAY_MS)(value) : isWhole(Number.MIN_SAFE_INTEGER)(value),
  },
};

/** Of the kinds that mean nothing without it. */
const NEEDS_MS: ReadonlySet<FaultKindName> = new Set(["delay", "clock-skew"]);

/** A setting of a fault, and the words for its values. */
export interface FaultSetting {
  readonly name: string;
  readonly allowed: string;
  readonly required: boolean;
}

/** The keys of a kind that narrow nothing down. */
export const settingsOf = (kind: FaultKindName): readonly FaultSetting[] =>
  settingKeysOf(kind).map((name) => ({
    name,
    allowed: (NUMBERS[name] ?? TEXT).allowed,
    required: name === "ms" && NEEDS_MS.has(kind),
  }));

/** Reads a fault in the command line's form: `throttled:route=send,rate=0.5`. Throws a `UserError`. */
export function parseFault(text: string): Readonly<Record<string, unknown>> {
  const colon = text.indexOf(":");
  const kind = colon < 0 ? text : text.slice(0, colon);
  const pairs = colon < 0 ? [] : text.slice(colon + 1).split(",");
  return { kind, ...Object.fromEntries(pairs.map((pair) => parsePair(pair, text))) };
}

function parsePair(pair: string, text: string): readonly [key: string, value: unknown] {
  const equals = pair.indexOf("=");
  if (equals < 1)
    throw new UserError(`A fault is KIND:KEY=VALUE,…, and "${pair}" in "${text}" is no KEY=VALUE.`, {
      hint: "For example: throttled:route=send,rate=0.5",
    });
  const [key, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
  return [key, Object.hasOwn(NUMBERS, key) && value.trim() !== "" ? numberOr(value) : value];
}

const numberOr = (text: string) => (Number.isNaN(Number(text)) ? text : Number(text));

/** Checks a fault. Throws a `UserError` that names the key and what is allowed there. */
export function readDefinition(given: unknown, names: KnownNames): FaultDefinition {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new UserError('A fault is an object with a kind, e.g. {"kind":"gone"}.');
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  const { kind, ...rest } = Object.fromEntries(present);
  const known = KIND_NAMES.find((name) => name === kind);
  if (!known) throw unknownName("kind", kind, KIND_NAMES);
  for (const [key, value] of Object.entries(rest)) {
    checkKey(known, key);
    if (key === "at") checkMoment(known, value);
    else checkValue(known, key, value);
    checkName(key, value, names);
  }
  if (NEEDS_MS.has(known) && rest.ms === undefined)
    throw new UserError(`The fault ${known} needs ms, e.g. ${known}:ms=500.`);
  const definition = { kind: known, ...rest } as FaultDefinition;
  checkMoments(definition, Object.keys(rest));
  return definition;
}

function checkKey(kind: FaultKindName, key: string): void {
  const keys = keysOf(kind);
  if (keys.includes(key)) return;
  throw new UserError(`The fault ${kind} has no key "${key}".${meant(key, keys)}`, {
    hint: `Its keys are ${keys.join(", ")}.`,
  });
}

function checkValue(kind: FaultKindName, key: string, value: unknown): void {
  const { allowed, accepts } = NUMBERS[key] ?? TEXT;
  if (!accepts(value, kind)) throw new UserError(`${key} of a fault takes ${allowed}, not ${JSON.stringify(value)}.`);
}

function checkMoment(kind: FaultKindName, value: unknown): void {
  const moments: readonly string[] = KINDS[kind].moments;
  if (!moments.includes(String(value))) throw unknownName("at", value, moments, ` of the fault ${kind}`);
}

/** A name with a wildcard may be one of many; any other has to be there, since it would never strike otherwise. */
function checkName(key: string, value: unknown, names: KnownNames): void {
  const known = Object.hasOwn(names, key) ? names[key] : undefined;
  if (!known || String(value).includes("*") || known.includes(String(value))) return;
  throw unknownName(key, value, known, " of a fault");
}

/** No moment may know all keys together, although each of them is known at some. */
function checkMoments({ kind, at }: FaultDefinition, keys: readonly string[]): void {
  if (momentsOf(kind, keys, at).length > 0) return;
  const moments: readonly FaultMoment[] = at === undefined ? KINDS[kind].moments : [at];
  const narrowing = keys.filter((key) => momentsOf(kind, [key], at).length < moments.length).join(" and ");
  const reason = at === undefined ? `no moment knows ${narrowing} together` : `${at} does not know ${narrowing}`;
  throw new UserError(`The fault ${kind} would never strike: ${reason}.`, {
    hint: `${moments.map((moment) => `${moment} knows ${MOMENTS[moment].join(", ")}`).join("; ")}.`,
  });
}

function unknownName(key: string, value: unknown, allowed: readonly string[], of = " of a fault"): UserError {
  const names = allowed.length > 0 ? `takes ${listNames(allowed, MOST_NAMED)}` : "has nothing to name here";
  return new UserError(`${key}${of} ${names}, not ${JSON.stringify(value ?? null)}.${meant(String(value), allowed)}`);
}

function meant(given: string, allowed: readonly string[]): string {
  const probably = nearestName(given, allowed);
  return probably === undefined ? "" : ` Did you mean ${probably}?`;
}
