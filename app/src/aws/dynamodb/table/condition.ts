import { AwsApiError } from "../../http/json-api.ts";

/** What a write comes to, or `otherwise` when its condition was not met. Every other error goes on. */
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

/** Whether a write was made. */
export const isMet = (write: Promise<unknown>): Promise<boolean> =>
  unlessConditionFails(
    write.then(() => true),
    false,
  );
