import fc from "fast-check";
import { type ServiceModel, type Shape, shapeOf } from "../../../src/wire/models/model.ts";

/** Names of things that are there, by the member that takes them. */
export type Seeds = Readonly<Record<string, unknown>>;

export interface Values {
  readonly model: ServiceModel;
  readonly seeds: Seeds;
  /** True where the protocol has texts alone. */
  readonly isForm: boolean;
}

const CANDIDATES = ["a", "abc", "abcdefgh", "a1b2c3d4-0000-4000-8000-000000000000", "a".repeat(32), "1"];

/** The least value that a shape's limits allow. */
export function least(shapeName: string, values: Values): unknown {
  const shape = shapeOf(values.model, shapeName);
  const make = LEAST[shape.type];
  return make ? make(shape, values) : text(shape);
}

const LEAST: Readonly<Record<string, (shape: Shape, values: Values) => unknown>> = {
  structure: leastStructure,
  list: ({ member = "", min = 0 }, values) => Array.from({ length: min }, () => least(member, values)),
  map: () => ({}),
  boolean: () => true,
  integer: ({ min = 1 }) => Math.max(min, 1),
  long: ({ min = 1 }) => Math.max(min, 1),
  double: ({ min = 1 }) => Math.max(min, 1),
  float: ({ min = 0, max = 1 }) => Math.min(Math.max(min, 1), max),
  timestamp: () => 1_700_000_000,
  blob: () => "YQ==",
  document: () => ({}),
};

function leastStructure({ members = {}, required = [], union }: Shape, values: Values): Record<string, unknown> {
  const names = union ? Object.keys(members).slice(0, 1) : required;
  return Object.fromEntries(names.map((name) => [name, memberValue(name, members[name] ?? "", values)]));
}

export const memberValue = (name: string, shapeName: string, values: Values): unknown =>
  Object.hasOwn(values.seeds, name) ? values.seeds[name] : least(shapeName, values);

/** Texts that have been found: most patterns are asked for more than once. */
const found = new WeakMap<Shape, string>();

function text(shape: Shape): string {
  const known = found.get(shape) ?? shape.enum?.[0] ?? CANDIDATES.find((each) => fits(each, shape)) ?? matching(shape);
  found.set(shape, known);
  return known;
}

const SAMPLES = 200;

/** Some patterns match nothing by way of a branch without a token, which makes no text. */
const EMPTY_BRANCH = /(?:^|\||\()\$?(?=\||\)|$)/;

function matching(shape: Shape): string {
  const { pattern = "", min = 0 } = shape;
  if (EMPTY_BRANCH.test(pattern)) return "a".repeat(min);
  const texts = fc.sample(fc.stringMatching(new RegExp(`^(?:${pattern})$`)), { numRuns: SAMPLES, seed: 1 });
  return texts.find((each) => fits(each, shape)) ?? "a".repeat(min);
}

/** Tells whether a text is within a shape's limits. A pattern holds for the whole text. */
export function fits(value: string, { min = 0, max = Number.POSITIVE_INFINITY, pattern }: Shape): boolean {
  if (value.length < min || value.length > max) return false;
  return pattern === undefined || regExpOf(pattern).test(value);
}

/** Some patterns name classes of Unicode, and others are none where these are allowed. */
function regExpOf(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, "u");
  } catch {
    return new RegExp(`^(?:${pattern})$`);
  }
}
