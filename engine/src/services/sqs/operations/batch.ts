import { z } from "zod";
import { ServiceError } from "../../../kernel/errors.ts";
import { sqsError } from "../queues/errors.ts";
import { read } from "./input.ts";

/** SQS quotas: a batch has at most 10 entries. */
const MOST_ENTRIES = 10;

const ENTRY_ID = /^[\w-]{1,80}$/;

/** The entries of a batch operation, each still to be read. */
export const batch = z.object({
  QueueUrl: z.string().min(1),
  Entries: z.array(z.looseObject({ Id: z.string() })).default([]),
});

type Entry = z.output<typeof batch>["Entries"][number];

/** Reads and runs each entry by itself: one that fails leaves the others alone. Throws when the batch itself is wrong. */
export function runBatch<S extends z.ZodType>(
  entries: readonly Entry[],
  schema: S,
  run: (entry: z.output<S>) => Readonly<Record<string, unknown>>,
): { Successful: object[]; Failed?: object[] } {
  checkEntries(entries);
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(read(schema, entry)) });
    } catch (error) {
      Failed.push(failure(entry, error));
    }
  }
  return Failed.length > 0 ? { Successful, Failed } : { Successful };
}

function failure({ Id }: Entry, error: unknown): object {
  if (!(error instanceof ServiceError)) throw error;
  // Recorded on AWS: of an entry they cannot be validated, and of a call they are invalid.
  const Message = error.message.replace(
    /^One or more parameters are invalid\./,
    "One or more parameters cannot be validated.",
  );
  return { Id, SenderFault: error.status < 500, Code: error.queryCode ?? error.code, Message };
}

function checkEntries(entries: readonly Entry[]): void {
  const ids = new Set(entries.map(({ Id }) => Id));
  if (entries.length === 0)
    throw sqsError("EmptyBatchRequest", "There should be at least one SendMessageBatchRequestEntry in the request.");
  if (entries.length > MOST_ENTRIES)
    throw sqsError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${MOST_ENTRIES}. You have sent ${entries.length}.`,
    );
  for (const id of ids) {
    if (!ENTRY_ID.test(id))
      throw sqsError(
        "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
      );
  }
  if (ids.size < entries.length) throw sqsError("BatchEntryIdsNotDistinct", `Id ${repeated(entries)} repeated.`);
}

const repeated = (entries: readonly Entry[]) =>
  entries.find(({ Id }, index) => entries.slice(0, index).some((earlier) => earlier.Id === Id))?.Id;
