import type { Connection } from "../../../core/connections/connection.ts";
import { AwsApiError } from "../../http/json-api.ts";

/** Resolves with what a write gives, or with `otherwise` when its condition was not met. Every other error goes on. */
export async function unlessConditionFails<Result, Otherwise>(
  write: Promise<Result>,
  otherwise: Otherwise | ((error: AwsApiError) => Otherwise),
): Promise<Result | Otherwise> {
  try {
    return await write;
  } catch (error) {
    if (!(error instanceof AwsApiError && error.code === "ConditionalCheckFailedException")) throw error;
    return otherwise instanceof Function ? otherwise(error) : otherwise;
  }
}

/** Resolves with false when the condition of a write was not met. */
export const isMet = (write: Promise<unknown>): Promise<boolean> =>
  unlessConditionFails(
    write.then(() => true),
    false,
  );

/**
 * `mayReplace` as a condition on an item that has the `exp` and `iat` of a token. What it names is given with the rest
 * of the update.
 */
export function mayReplaceThere({ iat }: Pick<Connection, "iat">): string {
  if (iat === undefined) return "attribute_not_exists(#iat)";
  return "(attribute_not_exists(#iat) OR #iat < :iat OR (#iat = :iat AND #exp <= :exp))";
}
