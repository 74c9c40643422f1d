import { stableId } from "../../kernel/random.ts";
import type { StackIdentity } from "../model.ts";
import { type PlainObject, textOf } from "../plain-data.ts";

/** A resource to which a template refers. */
export interface Referred {
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly properties: PlainObject;
  readonly stack: StackIdentity;
}

const HEX = "0123456789abcdef";

/** The 17 digits of the ids that EC2 gives: `vpc-0a1b2c3d4e5f67890`. */
export const hexId = (seed: string): string => `0${stableId(seed, 16, HEX)}`;

const uuid = (seed: string) => stableId(seed, 32, HEX).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

/** The alphabets of ids by the word that stands for them in patterns, before their length: `{upper10}`. */
const ALPHABETS: Readonly<Record<string, string>> = {
  base64: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
  lower: "abcdefghijklmnopqrstuvwxyz0123456789",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
  upperHex: "0123456789ABCDEF",
};

function idOf(key: string, seed: string): string | undefined {
  const { word = "", length } = /^(?<word>base64|lower|upperHex|upper)(?<length>\d+)$/.exec(key)?.groups ?? {};
  const alphabet = ALPHABETS[word];
  return alphabet === undefined ? undefined : stableId(seed, Number(length), alphabet);
}

/** A pattern of the coverage tables with its names in place. `name` is the resource's own. */
export function fill(pattern: string, name: string, about: Omit<Referred, "physicalId" | "type">): string {
  const { logicalId, properties, stack } = about;
  const { partition, region, accountId, urlSuffix } = stack;
  const seed = `${stack.id}/${logicalId}`;
  const ids = { hex: hexId(seed), uuid: uuid(seed) };
  const names: PlainObject = { ...properties, name, partition, region, accountId, urlSuffix, ...ids };
  return pattern.replace(
    /\{(\w+)(?:\|([^}]*))?\}/g,
    (_whole, key: string, otherwise = "") => textOf(names[key]) ?? idOf(key, seed) ?? otherwise,
  );
}
