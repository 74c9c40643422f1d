import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { messageOf } from "../../../../kernel/errors.ts";
import { type Random, uuid } from "../../../../kernel/random.ts";
import { isNumber, JsonNumber, parseExactJson, stringifyExactJson } from "../../../../languages/exact-json.ts";
import { javaText } from "../../../../languages/selection-expression/java-text.ts";
import { isContainer } from "../../../../template/plain-data.ts";
import { predefined, StateError } from "../errors/state-error.ts";

/** Takes the arguments' values. Throws `States.IntrinsicFailure`. */
type IntrinsicFunction = (given: readonly unknown[], random: Random) => unknown;

/** Characters that the encoding and hashing functions take at most (Step Functions guide, "Intrinsic functions"). */
const LONGEST_TEXT = 10_000;
/** Items that `States.ArrayRange` makes at most. */
const LONGEST_RANGE = 1000;

const any = z.unknown();
const array = z.array(any);
const plain = (value: unknown) => (isNumber(value) ? Number(value) : value);
const integer = z.preprocess(plain, z.number().int());
/** The guide of Step Functions: these functions round what is no integer to the nearest. */
const rounded = z.preprocess(plain, z.number()).transform(Math.round);
const text = z.string();
const shortText = z.string().max(LONGEST_TEXT);
const object = z.record(z.string(), any);
const algorithm = z.enum(["MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"]);

function define<S extends z.ZodType>(
  schema: S,
  run: (given: z.output<S>, random: Random) => unknown,
): IntrinsicFunction {
  return (given, random) => {
    const parsed = schema.safeParse(given);
    if (!parsed.success) throw intrinsicFailure(describe(parsed.error.issues));
    try {
      return run(parsed.data, random);
    } catch (error) {
      throw error instanceof StateError ? error : intrinsicFailure(messageOf(error));
    }
  };
}

const intrinsicFailure = (cause: string) => predefined("IntrinsicFailure", cause);

const describe = (issues: readonly z.core.$ZodIssue[]) =>
  issues.map(({ path, message }) => `Argument ${Number(path[0] ?? 0) + 1}: ${message}`).join("; ");

function partition(list: readonly unknown[], size: number): unknown[][] {
  const chunks = Math.ceil(list.length / size);
  return Array.from({ length: chunks }, (_, index) => list.slice(index * size, (index + 1) * size));
}

function range(first: number, last: number, step: number): number[] {
  const count = Math.floor((last - first) / step) + 1;
  if (count > LONGEST_RANGE) throw intrinsicFailure(`The range has more than ${LONGEST_RANGE} items`);
  return Array.from({ length: Math.max(0, count) }, (_, index) => first + index * step);
}

function itemAt(list: readonly unknown[], index: number): unknown {
  if (index < 0 || index >= list.length) throw intrinsicFailure(`The index ${index} is outside of the array`);
  return list[index];
}

/** Fills the `{}` of a template in order. `\{` and `\}` are text; an object is `{a=1}`, as Java prints it. Throws `States.IntrinsicFailure` when the counts differ. */
function format(template: string, values: readonly unknown[]): string {
  let used = 0;
  const filled = template.replace(/\\([{}\\])|\{\}/g, (_match, escaped?: string) =>
    escaped === undefined ? javaText(values[used++]) : escaped,
  );
  if (used === values.length) return filled;
  throw intrinsicFailure(`The template has ${used} placeholders, and there are ${values.length} values`);
}

/** Members of equal value count once, at their first place. */
function unique(list: readonly unknown[]): readonly unknown[] {
  const compared = list.map(comparable);
  return list.filter(
    (_item, index) => compared.findIndex((other) => isDeepStrictEqual(other, compared[index])) === index,
  );
}

const contains = (list: readonly unknown[], value: unknown) =>
  list.some((item) => isDeepStrictEqual(comparable(item), comparable(value)));

/** A value in which 1.0 is 1, and an integer that JavaScript would round is itself. */
function comparable(value: unknown): unknown {
  if (value instanceof JsonNumber) return /^-?\d+$/.test(String(value)) ? BigInt(String(value)) : Number(value);
  if (Array.isArray(value)) return value.map(comparable);
  if (!isContainer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, comparable(member)]));
}

/** Each of the characters separates, and an empty part between two of them is left out. */
const split = (joined: string, separators: string) =>
  joined.split(new RegExp(`[${separators.replace(/[\\\]^-]/g, "\\$&")}]`)).filter((part) => part !== "");

/** A whole number from `first` up to, and without, `end`. */
const randomInteger = (fraction: number, first: number, end: number) => first + Math.floor(fraction * (end - first));

/** A number from 0 up to 1 that depends on the seed alone. AWS's generator is not documented; its promise is only this. */
const seededFraction = (seed: number) => createHash("sha256").update(String(seed)).digest().readUIntBE(0, 6) / 2 ** 48;

const fractionOf = (random: Random) => random.bytes(6).readUIntBE(0, 6) / 2 ** 48;

/** A text's JSON. A blank text is null, and there is no minus zero (both recorded on AWS). */
function readJson(json: string): unknown {
  if (json.trim() === "") return null;
  return json.trim() === "-0" ? 0 : parseExactJson(json);
}

/** Functions by the name after `States.`. https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html */
export const INTRINSIC_FUNCTIONS: Readonly<Record<string, IntrinsicFunction>> = {
  Array: define(array, (items) => items),
  ArrayContains: define(z.tuple([array, any]), ([list, value]) => contains(list, value)),
  ArrayGetItem: define(z.tuple([array, integer]), ([list, index]) => itemAt(list, index)),
  ArrayLength: define(z.tuple([array]), ([list]) => list.length),
  ArrayPartition: define(z.tuple([array, rounded.pipe(z.number().positive())]), ([list, size]) =>
    partition(list, size),
  ),
  ArrayRange: define(
    z.tuple([rounded, rounded, rounded.refine((step) => step !== 0, "The increment is zero")]),
    ([first, last, step]) => range(first, last, step),
  ),
  ArrayUnique: define(z.tuple([array]), ([list]) => unique(list)),
  Base64Decode: define(z.tuple([shortText]), ([encoded]) => Buffer.from(encoded, "base64").toString()),
  Base64Encode: define(z.tuple([shortText]), ([plain]) => Buffer.from(plain).toString("base64")),
  Format: define(z.tuple([text], any), ([template, ...values]) => format(template, values)),
  Hash: define(z.tuple([any, algorithm]), ([value, name]) =>
    createHash(name.replace("SHA-", "sha").toLowerCase())
      .update(typeof value === "string" ? value : stringifyExactJson(value))
      .digest("hex"),
  ),
  JsonMerge: define(z.tuple([object, object, z.literal(false)]), ([first, second]) => ({ ...first, ...second })),
  JsonToString: define(z.tuple([any]), ([value]) => stringifyExactJson(value)),
  MathAdd: define(z.tuple([rounded, rounded]), ([first, second]) => first + second),
  MathRandom: define(z.tuple([rounded, rounded, integer.optional()]), ([first, end, seed], random) =>
    randomInteger(seed === undefined ? fractionOf(random) : seededFraction(seed), first, end),
  ),
  StringSplit: define(z.tuple([text, text]), ([joined, separators]) => split(joined, separators)),
  StringToJson: define(z.tuple([text]), ([json]) => readJson(json)),
  UUID: define(z.tuple([]), (_none, random) => uuid(random)),
};
