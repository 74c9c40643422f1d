import { z } from "zod";
import { sayIssue } from "../../../kernel/words/say-issue.ts";
import type { ApiCall, Operation } from "../../../wire/http.ts";
import { withoutNulls } from "../../contract/operation.ts";
import { invalidParameter, sqsError } from "../queues/errors.ts";

/** An operation whose input is checked by `schema` first; input that does not fit is refused in SQS's words. */
export function sqsOperation<S extends z.ZodType>(
  schema: S,
  run: (input: z.output<S>, call: ApiCall, signal: AbortSignal) => unknown,
): Operation {
  return (call, signal) => run(read(schema, withoutNulls({ ...queueUrlOf(call), ...call.input })), call, signal);
}

/** Callers of the Query protocol may name the queue by the path they post to alone. */
function queueUrlOf({ http }: ApiCall): { QueueUrl?: string } {
  return /^\/\d{12}\/[^/]+$/.test(http.rawPath) ? { QueueUrl: http.rawPath } : {};
}

/** Reads `input` by `schema`; throws the errors of SQS. */
export function read<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = (issue?.path ?? []).map(String);
  const value = path.reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], input);
  if (value === undefined)
    throw sqsError("MissingRequiredParameterException", `The request must contain the parameter ${path.join(".")}.`);
  throw invalidParameter(path.join("."), value, issue ? sayIssue(issue) : "");
}

/** A whole number within AWS's limits; the Query protocol sends it as text. */
export function wholeNumber(
  min: number,
  max: number,
  message: string = `Must be between ${min} and ${max}, if provided.`,
) {
  return z.coerce.number(message).int(message).min(min, message).max(max, message);
}

export const queueUrl = z.object({ QueueUrl: z.string().min(1) });

export const names = z.array(z.string()).optional();

/** Seconds: at most 12 hours (SQS quotas). */
export const visibilityTimeout = wholeNumber(0, 12 * 60 * 60);
