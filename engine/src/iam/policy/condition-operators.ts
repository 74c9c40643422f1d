import { BlockList, isIP } from "node:net";
import { type Comparison, plainText } from "./expected.ts";
import { like, likeArn } from "./patterns.ts";
import { malformed } from "./schema.ts";

export interface ConditionOperator {
  readonly comparison: Comparison;
  /** Holds when none of the expected values matches, and when the key is missing. */
  readonly negated: boolean;
  /** True when its values may hold policy variables. */
  readonly variables: boolean;
}

const equals: Comparison = (expected) => {
  const wanted = plainText(expected);
  return (actual) => actual === wanted;
};

const equalsIgnoreCase: Comparison = (expected) => {
  const wanted = plainText(expected).toLowerCase();
  return (actual) => actual.toLowerCase() === wanted;
};

type Order = (actual: number, expected: number) => boolean;

const same: Order = (actual, expected) => actual === expected;

const ORDERS: Readonly<Record<string, Order>> = {
  Equals: same,
  LessThan: (actual, expected) => actual < expected,
  LessThanEquals: (actual, expected) => actual <= expected,
  GreaterThan: (actual, expected) => actual > expected,
  GreaterThanEquals: (actual, expected) => actual >= expected,
};

const ordered =
  (parse: (text: string) => number, kind: string) =>
  (order: Order): Comparison =>
  (expected) => {
    const text = plainText(expected);
    const wanted = parse(text);
    if (Number.isNaN(wanted)) throw malformed(`The value "${text}" is not a ${kind}.`);
    return (actual) => order(parse(actual), wanted);
  };

const parseNumber = (text: string) => (text.trim() === "" ? Number.NaN : Number(text));

/** ISO 8601, or seconds since the epoch. */
const parseDate = (text: string) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text));

const bool: Comparison = (expected) => {
  const wanted = plainText(expected).toLowerCase();
  if (wanted !== "true" && wanted !== "false") throw malformed(`The value "${wanted}" is not a Boolean.`);
  return (actual) => actual.toLowerCase() === wanted;
};

/** An address, or a network as `203.0.113.0/24`. */
const ipAddress: Comparison = (expected) => {
  const text = plainText(expected);
  const [address = "", bits] = text.split("/");
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  if (version === 0 || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most)))
    throw malformed(`The value "${text}" is not an IP address or network.`);
  const network = new BlockList();
  network.addSubnet(address, Number(bits ?? most), family(version));
  return (actual) => isIP(actual) === version && network.check(actual, family(version));
};

const family = (version: number) => (version === 4 ? "ipv4" : "ipv6");

const row = (comparison: Comparison, options: Partial<ConditionOperator> = {}): ConditionOperator => ({
  comparison,
  negated: false,
  variables: false,
  ...options,
});

const text = (comparison: Comparison, negated = false) => row(comparison, { variables: true, negated });

function orders(prefix: string, kind: string, parse: (text: string) => number): Record<string, ConditionOperator> {
  const compare = ordered(parse, kind);
  const rows = Object.entries(ORDERS).map(([name, order]) => [prefix + name, row(compare(order))]);
  return { ...Object.fromEntries(rows), [`${prefix}NotEquals`]: row(compare(same), { negated: true }) };
}

/** Every operator but `Null`, which asks whether a key is there. */
export const CONDITION_OPERATORS: Readonly<Record<string, ConditionOperator>> = {
  StringEquals: text(equals),
  StringNotEquals: text(equals, true),
  StringEqualsIgnoreCase: text(equalsIgnoreCase),
  StringNotEqualsIgnoreCase: text(equalsIgnoreCase, true),
  StringLike: text(like),
  StringNotLike: text(like, true),
  ArnEquals: text(likeArn),
  ArnNotEquals: text(likeArn, true),
  ArnLike: text(likeArn),
  ArnNotLike: text(likeArn, true),
  ...orders("Numeric", "number", parseNumber),
  ...orders("Date", "date", parseDate),
  Bool: row(bool),
  BinaryEquals: row(equals),
  IpAddress: row(ipAddress),
  NotIpAddress: row(ipAddress, { negated: true }),
};
