/** An event as rules see it. */
export interface SampleEvent {
  readonly source: string;
  readonly "detail-type": string;
  readonly detail: unknown;
  readonly [member: string]: unknown;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Makes an event that a pattern matches, as far as that can be told from it; without a pattern, any event. */
export function sampleOf(pattern: unknown): SampleEvent {
  const wanted = isObject(pattern) ? sampleObject(pattern) : {};
  return { source: "my.app", "detail-type": "Something Happened", detail: { id: "1" }, ...wanted };
}

function sampleObject(pattern: Json): Json {
  const { $or: alternatives, ...fields } = pattern;
  const first = Array.isArray(alternatives) && isObject(alternatives[0]) ? sampleObject(alternatives[0]) : {};
  const members = Object.entries(fields).flatMap(([name, wanted]) => {
    const value = isObject(wanted) ? sampleObject(wanted) : sampleValue(wanted);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...nested(members), ...first };
}

/** Names with dots are paths. */
function nested(members: readonly (readonly [string, unknown])[]): Json {
  const paths = members.map(([name, value]) =>
    name.split(".").reduceRight((inner, part) => ({ [part]: inner }), value),
  );
  return paths.filter(isObject).reduce(merged, {});
}

function merged(one: Json, other: Json): Json {
  const both = Object.entries(other).map(([name, value]) => {
    const earlier = one[name];
    return [name, isObject(earlier) && isObject(value) ? merged(earlier, value) : value];
  });
  return { ...one, ...Object.fromEntries(both) };
}

/** Values that operators of patterns match. */
const SAMPLES: Readonly<Record<string, (argument: unknown) => unknown>> = {
  prefix: (text) => `${textOf(text)}…`,
  suffix: (text) => `…${textOf(text)}`,
  "equals-ignore-case": (text) => text,
  wildcard: (text) => String(text).replaceAll("*", ""),
  exists: (exists) => (exists === true ? "anything" : undefined),
  "anything-but": () => "something else",
  numeric: sampleNumber,
  cidr: (range) => String(range).split("/")[0],
};

const textOf = (text: unknown) => (isObject(text) ? Object.values(text)[0] : text);

function sampleValue(alternatives: unknown): unknown {
  const [first] = Array.isArray(alternatives) ? alternatives : [];
  if (!isObject(first)) return first;
  const [[operator = "", argument] = []] = Object.entries(first);
  return SAMPLES[operator]?.(argument);
}

function sampleNumber(bounds: unknown): number {
  const [operator, limit] = Array.isArray(bounds) ? bounds : [];
  const steps: Readonly<Record<string, number>> = { ">": 1, "<": -1 };
  return Number(limit ?? 0) + (steps[String(operator)] ?? 0);
}
