import type { z } from "zod";
import { ServiceError } from "../../kernel/errors.ts";
import type { ApiCall, Operation } from "../../wire/http.ts";

/**
 * An operation that sees its input checked by `schema`. Input that does not fit is refused the way most AWS services
 * word it: an error (`ValidationException` unless the service calls it otherwise) that names each member.
 */
export function operation<S extends z.ZodType>(
  schema: S,
  run: (input: z.output<S>, call: ApiCall, signal: AbortSignal) => unknown,
  errorCode = "ValidationException",
): Operation {
  return (call, signal) => {
    const parsed = schema.safeParse(call.input);
    if (!parsed.success) throw new ServiceError(errorCode, describeIssues(parsed.error.issues));
    return run(parsed.data, call, signal);
  };
}

function describeIssues(issues: readonly z.core.$ZodIssue[]): string {
  const each = issues.map(
    ({ path, message }) => `Value at '${path.join(".")}' failed to satisfy constraint: ${message}`,
  );
  return `${issues.length} validation error${issues.length > 1 ? "s" : ""} detected: ${each.join("; ")}`;
}
