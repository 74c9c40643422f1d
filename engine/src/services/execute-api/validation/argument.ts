import { z } from "zod";
import { UserError } from "../../../kernel/errors.ts";

/** The argument of a keyword as it must be. Throws a `UserError`. */
export function argument<T>(keyword: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UserError(`The value of "${keyword}" in the model's schema is not valid.`);
}

export const count = z.number().int().min(0);
export const names = z.array(z.string());
export const schemaList = z.array(z.record(z.string(), z.unknown())).min(1);
export const schemaMap = z.record(z.string(), z.unknown());

/** A pattern of ECMA 262, as the specification asks for. */
export function pattern(keyword: string, value: unknown): RegExp {
  const source = argument(keyword, z.string(), value);
  try {
    return new RegExp(source, "u");
  } catch {
    return lenient(keyword, source);
  }
}

/** Escapes that mean nothing are an error with the flag `u`, and common in schemas. */
function lenient(keyword: string, source: string): RegExp {
  try {
    return new RegExp(source);
  } catch {
    throw new UserError(`"${source}" in "${keyword}" of the model's schema is no regular expression.`);
  }
}
