import type { z } from "zod";
import { ServiceError } from "../../kernel/errors.ts";
import { NO_NUMBER, sayIssue } from "../../kernel/words/say-issue.ts";
import type { ApiCall, Operation } from "../../wire/http.ts";
import {
  atLeast,
  atMost,
  enumConstraint,
  NOT_NULL,
  patternConstraint,
  sayViolation,
  sayViolations,
} from "../../wire/models/words.ts";

type Issue = z.core.$ZodIssue;

/**
 * An operation that sees its input checked by `schema`. Input that does not fit is refused the way most AWS services
 * word it: an error (`ValidationException` unless the service calls it otherwise) that names each member. A member that
 * is null is none.
 */
export function operation<S extends z.ZodType>(
  schema: S,
  run: (input: z.output<S>, call: ApiCall, signal: AbortSignal) => unknown,
  errorCode = "ValidationException",
): Operation {
  return (call, signal) => {
    const input = withoutNulls(call.input);
    const parsed = schema.safeParse(input);
    if (!parsed.success) throw refusalOf(parsed.error.issues, input, errorCode);
    return run(parsed.data, call, signal);
  };
}

/** An input without members that are null. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isPlain(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)]));
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Members whose values AWS's models call sensitive: their refusal does not quote them. */
const SENSITIVE = /^(?:secret(?:string|binary)|password|input|output|cause|error|definition|value)$/i;

/**
 * The error for input that does not fit. AWS reads the whole input first, and a value of another type is a
 * `SerializationException`; then all that its model does not allow is told at once.
 */
function refusalOf(issues: readonly Issue[], input: unknown, errorCode: string): ServiceError {
  const unread = issues.map((issue) => serializationProblem(issue, input)).find((problem) => problem !== undefined);
  if (unread !== undefined) return new ServiceError("SerializationException", unread);
  const each = issues.map((issue) =>
    sayViolation(issue.path, valueAt(input, issue.path), constraint(issue, input), isSensitive(issue.path)),
  );
  return new ServiceError(errorCode, sayViolations(each));
}

const isSensitive = (path: Issue["path"]) => SENSITIVE.test(String(path.at(-1)));

const valueAt = (input: unknown, path: Issue["path"]): unknown =>
  path.reduce<unknown>(
    (value, step) => (typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined),
    input,
  );

/** Sentences of AWS's own for what its models limit; a schema's own sentence where it has one. */
function constraint(issue: Issue, input: unknown): string {
  if (valueAt(input, issue.path) === undefined) return NOT_NULL;
  if (issue.message.endsWith("NaN")) return NO_NUMBER;
  if (!/^(?:Too (?:big|small)|Invalid )/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "too_small":
      return atLeast(measure(issue.origin), issue.minimum);
    case "too_big":
      return atMost(measure(issue.origin), issue.maximum);
    case "invalid_value":
      return enumConstraint(issue.values);
    case "invalid_format":
      if (issue.format === "regex") return patternConstraint(unanchored(issue.pattern));
  }
  return sayIssue(issue);
}

const measure = (origin: string) => (origin === "string" || origin === "array" ? "length" : "value");

const unanchored = (pattern = "") => pattern.replace(/^\/\^?|\$?\/[a-z]*$/g, "");

/** Types as AWS's parser names them. */
const TYPES: Readonly<Record<string, string>> = {
  string: "a String",
  number: "an Integer",
  int: "an Integer",
  boolean: "a Boolean",
};

/** Words of AWS's parser for a value of another type; undefined where the type is right, or nothing is there. */
function serializationProblem(issue: Issue, input: unknown): string | undefined {
  const value = valueAt(input, issue.path);
  if (issue.code !== "invalid_type" || value === undefined) return undefined;
  if (Array.isArray(value)) return "Start of list found where not expected";
  if (typeof value === "object") return "Start of structure or map found where not expected";
  if (issue.expected === "array") return "Expected list or null";
  const type = TYPES[issue.expected];
  if (type === undefined) return "Expected null";
  // A form has texts alone: one that is no number is a wrong value, not one of another type.
  return issue.message.endsWith("NaN") ? undefined : `${tokenOf(value)} can not be converted to ${type}`;
}

function tokenOf(value: unknown): string {
  if (typeof value === "boolean") return value ? "TRUE_VALUE" : "FALSE_VALUE";
  if (typeof value === "string") return "STRING_VALUE";
  return Number.isInteger(value) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
}
