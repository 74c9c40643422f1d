import { isNumber, JsonNumber, type NumberValue } from "../exact-json.ts";

/** A function at the end of a path, applied to what the path found. Undefined: there is nothing to apply it to. */
export type PathFunction = (value: unknown, argument: number) => unknown;

const lengthOf: PathFunction = (value) => {
  if (Array.isArray(value)) return value.length;
  if (value instanceof Map) return value.size;
  return typeof value === "object" && value !== null && !isNumber(value) ? Object.keys(value).length : undefined;
};

/** Calculates with the numbers of a list; the result is a double, which prints its point. */
const aggregate =
  (calculate: (numbers: readonly number[]) => number): PathFunction =>
  (value) => {
    const numbers = (Array.isArray(value) ? value : [])
      .filter((item): item is NumberValue => isNumber(item))
      .map(Number);
    if (numbers.length === 0) return undefined;
    const result = calculate(numbers);
    return Number.isInteger(result) ? new JsonNumber(`${result}.0`) : result;
  };

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const mean = (numbers: readonly number[]) => sum(numbers) / numbers.length;
const deviation = (numbers: readonly number[]) => {
  const middle = mean(numbers);
  return Math.sqrt(mean(numbers.map((number) => (number - middle) ** 2)));
};

const itemAt: PathFunction = (value, at) => (Array.isArray(value) ? value.at(at) : undefined);

/** Functions by name, as json-path has them [5.4/json-path]; `concat` and `append` are not among them. */
export const FUNCTIONS: Readonly<Record<string, PathFunction>> = {
  length: lengthOf,
  size: lengthOf,
  min: aggregate((numbers) => numbers.reduce((a, b) => Math.min(a, b))),
  max: aggregate((numbers) => numbers.reduce((a, b) => Math.max(a, b))),
  sum: aggregate(sum),
  avg: aggregate(mean),
  stddev: aggregate(deviation),
  first: (value) => itemAt(value, 0),
  last: (value) => itemAt(value, -1),
  index: itemAt,
  keys: (value) => {
    if (value instanceof Map) return [...value.keys()];
    return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : undefined;
  },
};
