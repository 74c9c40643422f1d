import { UserError } from "../../kernel/errors.ts";
import type { Stack } from "../../template/model.ts";

/** Runs `work`, and says of its `UserError` where in the template it comes from. */
export function located<T>(stack: Stack, logicalId: string, property: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw withPlace(error, stack, logicalId, property);
  }
}

/** The same for work that takes time. */
export const locatedAsync = <T>(stack: Stack, logicalId: string, property: string, work: () => Promise<T>) =>
  work().catch((error: unknown) => {
    throw withPlace(error, stack, logicalId, property);
  });

function withPlace(error: unknown, stack: Stack, logicalId: string, property: string): unknown {
  if (!(error instanceof UserError) || error.location) return error;
  const location = stack.locate(logicalId, ["Properties", property]);
  return new UserError(`${logicalId}: ${error.message}`, {
    location,
    cause: error,
    ...(error.hint && { hint: error.hint }),
  });
}
