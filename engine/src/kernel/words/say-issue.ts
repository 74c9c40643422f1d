import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/** Kinds of values in words for someone who writes a template. */
const KINDS: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  NaN: "no number",
  null: "nothing",
  number: "a number",
  object: "a map",
  record: "a map",
  string: "text",
  undefined: "nothing",
};

/** The forms of texts that schemas ask for by name. */
const FORMATS: Readonly<Record<string, string>> = {
  date: "a date, such as 2026-01-31",
  datetime: "a date and time, such as 2026-01-31T12:00:00Z",
  email: "an e-mail address",
  url: "a URL",
  uuid: "a UUID",
};

/** The units of what is too long or too short, by the kind of value. */
const UNITS: Readonly<Record<string, string>> = { array: "items", set: "items", string: "characters" };

const kind = (name: string) => KINDS[name] ?? name;

/** The sentence on a text that stands for a number and is none. */
export const NO_NUMBER = "it has to be a number";

/** The sentence on a value that its schema refuses, without the schema library's wording: "it has to be text, and is a list". */
export function sayIssue(issue: Issue): string {
  // A schema's own message knows more than its limits do.
  if (!STANDARD.test(issue.message)) return issue.message;
  if (issue.code === "invalid_union") return sayUnion(issue);
  if (issue.code === "invalid_type") return `it has to be ${kind(issue.expected)}, and is ${received(issue)}`;
  if (issue.code === "invalid_value") return `it has to be ${issue.values.map(String).join(" or ")}`;
  if (issue.code === "too_big") return limited(issue.origin, "at most", issue.maximum);
  if (issue.code === "too_small") return limited(issue.origin, "at least", issue.minimum);
  if (issue.code === "invalid_format") return `it has to be ${FORMATS[issue.format] ?? "of another form"}`;
  if (issue.code === "unrecognized_keys") return `it cannot have ${issue.keys.join(", ")}`;
  if (issue.code === "not_multiple_of") return `it has to be a multiple of ${issue.divisor}`;
  return "it is of another form";
}

/** Messages of the schema library, which no schema of ours has written. */
const STANDARD = /^(Too (big|small)|Invalid |Unrecognized key)/;

const received = ({ message }: Issue) => kind(/received (\w+)/.exec(message)?.[1] ?? "something else");

function limited(origin: string, most: string, limit: number | bigint): string {
  const unit = UNITS[origin];
  return unit === undefined ? `it has to be ${limit} ${most}` : `it takes ${most} ${limit} ${unit}`;
}

/** The place of what `sayIssue` tells of, within a value that fits no branch of a union as well. */
export function placeOf(issue: Issue): readonly PropertyKey[] {
  const branch = issue.code === "invalid_union" ? branchMeant(firstIssues(issue)) : undefined;
  return branch ? [...issue.path, ...placeOf(branch)] : issue.path;
}

type UnionIssue = Extract<Issue, { code: "invalid_union" }>;

const firstIssues = ({ errors }: UnionIssue): readonly Issue[] =>
  errors.map(([first]) => first).filter((first) => first !== undefined);

/** The branch for this kind of value: what is wrong lies within it. */
const branchMeant = (issues: readonly Issue[]) =>
  issues.find(({ code, path }) => code !== "invalid_type" || path.length > 0);

/** All kinds that would do, or what the branch for this kind of value says. */
function sayUnion(issue: UnionIssue): string {
  const issues = firstIssues(issue);
  const meant = branchMeant(issues);
  if (meant) return sayIssue(meant);
  const kinds = [...new Set(issues.map((each) => ("expected" in each ? kind(each.expected) : "")))];
  const [first] = issues;
  return first ? `it has to be ${kinds.join(" or ")}, and is ${received(first)}` : "it is of another form";
}
