import { MessageTooLargeError } from "@portcullis/contract";
import { GivenUpError, InvalidEventError } from "../../core/errors.ts";
import { parseJson } from "../../core/parse-json.ts";
import type { Log, Metrics } from "../../core/ports.ts";
import { withinTrace } from "../tracing/work.ts";
import type { QueueMessage } from "./events.ts";
import { workOn } from "./traced.ts";

/** The answer that Lambda takes in place of an error, so that only these messages come back. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export interface BatchDependencies<R> {
  /** `json`: the body's, undefined when it is none. */
  readonly process: (record: R, json: unknown) => Promise<void>;
  /** Takes what can never be processed. */
  readonly deadLetter: (record: R) => Promise<void>;
  /** False when too little time is left for one more record. */
  readonly hasTime: () => boolean;
  readonly metrics: Metrics;
  readonly log: Log;
}

/**
 * Processes records in order, each on its own: one that fails comes back alone. Records that were not begun come back
 * too, because a function that runs out of time would make Lambda repeat those that were done.
 */
export async function processBatch<R extends QueueMessage>(
  records: readonly R[],
  dependencies: BatchDependencies<R>,
): Promise<BatchResponse> {
  const failed: string[] = [];
  for (const record of records) {
    const json = parseJson(record.body);
    const isDone = await withinTrace(workOn(record, json), () => processOne(record, json, dependencies));
    if (!isDone) failed.push(record.messageId);
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

async function processOne<R extends QueueMessage>(
  record: R,
  json: unknown,
  dependencies: BatchDependencies<R>,
): Promise<boolean> {
  try {
    if (!dependencies.hasTime()) throw new Error("There is no time left for this message.");
    await processOrDeadLetter(record, json, dependencies);
    return true;
  } catch (error) {
    dependencies.log.error("A message of the queue failed", { sqsMessageId: record.messageId, error });
    return false;
  }
}

/** Puts what is wrong for ever into the dead-letter queue at once: three attempts would only hide it for longer. */
async function processOrDeadLetter<R extends QueueMessage>(
  record: R,
  json: unknown,
  dependencies: BatchDependencies<R>,
): Promise<void> {
  const { process, deadLetter, metrics, log } = dependencies;
  try {
    await process(record, json);
  } catch (error) {
    const cause = whyHopeless(error);
    if (cause === undefined) throw error;
    log.error("An event was refused", { sqsMessageId: record.messageId, cause, error });
    metrics.count("EventsRefused", 1, cause);
    await deadLetter(record);
  }
}

function whyHopeless(error: unknown): "too_large" | "given_up" | "invalid" | undefined {
  if (error instanceof MessageTooLargeError) return "too_large";
  if (error instanceof GivenUpError) return "given_up";
  return error instanceof InvalidEventError ? "invalid" : undefined;
}
