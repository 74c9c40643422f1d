import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";

/** What a write comes to, or `otherwise` when its condition was not met. Every other error goes on. */
export async function unlessConditionFails<Result, Otherwise>(
  write: Promise<Result>,
  otherwise: Otherwise | ((error: ConditionalCheckFailedException) => Otherwise),
): Promise<Result | Otherwise> {
  try {
    return await write;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return otherwise instanceof Function ? otherwise(error) : otherwise;
  }
}
