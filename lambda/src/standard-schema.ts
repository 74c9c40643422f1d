import { Mistake, type WrongField } from "./frame-error.ts";

/** A schema of any library that follows https://standardschema.dev: zod, valibot, ArkType and others. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    /** Exists for the compiler alone. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Part of a client's field names in an answer: enough to find the mistake, too little to echo a payload. */
const PATH_MAX_LENGTH = 64;
const MESSAGE_MAX_LENGTH = 256;
const FIELDS_MAX_COUNT = 10;

/** Resolves with the value as its schema gives it. Rejects with an `invalid_message` that names the wrong fields. */
export async function parse<Output>(schema: StandardSchema<unknown, Output>, value: unknown): Promise<Output> {
  const result = await schema["~standard"].validate(value);
  if (result.issues === undefined) return result.value;
  throw new Mistake("invalid_message", result.issues.slice(0, FIELDS_MAX_COUNT).map(fieldOf));
}

function fieldOf({ path = [], message }: SchemaIssue): WrongField {
  const keys = path.map((part) => String(typeof part === "object" ? part.key : part));
  return { path: keys.join(".").slice(0, PATH_MAX_LENGTH), message: message.slice(0, MESSAGE_MAX_LENGTH) };
}
