import { z } from "zod";
import { parseJson } from "../../../kernel/parse-json.ts";

/** The answer of a function that reports batch item failures; nothing at all means success, as an empty list does. */
const responseSchema = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .or(z.tuple([]).transform(() => null))
  .nullable();

/**
 * The records of a batch that failed, by their identifiers.
 * A response that cannot be understood fails the whole batch, as an identifier that is not in the batch does.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#sqs-batchfailurereporting-conditions
 */
export function failedItems(payload: string, batch: readonly string[]): ReadonlySet<string> {
  const response = responseSchema.safeParse(parseJson(payload));
  if (!response.success) return new Set(batch);
  const reported = (response.data?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return new Set(reported.every((id) => batch.includes(id)) ? reported : batch);
}
