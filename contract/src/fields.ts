import type * as z from "zod/mini";

/** Mistake in a field, and the field's path. */
export interface WrongField {
  readonly path: string;
  readonly message: string;
}

/** Part of a client's field names in an answer: enough to find the mistake, too little to echo a payload. */
const PATH_MAX_LENGTH = 64;
const FIELDS_MAX_COUNT = 10;

/** Returns the first mistakes in `what` (a word for it), for whoever sent it. */
export function wrongFields(error: z.core.$ZodError, what: string): WrongField[] {
  return error.issues.flatMap((issue) => fieldsOf(issue, what)).slice(0, FIELDS_MAX_COUNT);
}

function fieldsOf(issue: z.core.$ZodIssue, what: string): WrongField[] {
  if (issue.code !== "unrecognized_keys") return [wrongField(issue.path, issue.message)];
  return issue.keys.map((key) => wrongField([...issue.path, key], `is not a field of this ${what}`));
}

export function wrongField(path: readonly PropertyKey[], message: string): WrongField {
  return { path: path.map(String).join(".").slice(0, PATH_MAX_LENGTH), message };
}
