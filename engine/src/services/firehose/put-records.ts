import { z } from "zod";
import { ServiceError } from "../../kernel/errors.ts";
import { stableId } from "../../kernel/random.ts";
import type { Operation } from "../../wire/http.ts";
import { operation } from "../contract/operation.ts";
import type { ServiceContext } from "../contract/service.ts";

/** A record may have 1,000 KiB before it is encoded. .../firehose/latest/APIReference/API_Record.html */
const LARGEST_RECORD_BYTES = 1000 * 1024;

/** .../firehose/latest/APIReference/API_PutRecordBatch.html: 500 records, 4 MiB. */
const MOST_RECORDS = 500;
const LARGEST_BATCH_BYTES = 4 * 1024 * 1024;

const INVALID = "InvalidArgumentException";

const data = z.base64().transform((text) => Buffer.from(text, "base64"));

const record = z.object({ Data: data });

/** Streams by name, and what they are given. */
export interface DeliveryStreams {
  /** Takes records of a stream; gives their ids. Throws a `ServiceError` for a stream that there is not. */
  accept(streamName: string, records: readonly Buffer[]): readonly string[];
  require(streamName: string): void;
}

export function createDeliveryStreams(
  names: ReadonlySet<string>,
  { stack, random, journal }: Pick<ServiceContext, "stack" | "random" | "journal">,
): DeliveryStreams {
  function requireStream(name: string): void {
    if (names.has(name)) return;
    throw new ServiceError("ResourceNotFoundException", `Firehose ${name} under account ${stack.accountId} not found.`);
  }

  return {
    require: requireStream,
    accept(stream, records) {
      requireStream(stream);
      return records.map((bytes) => {
        const recordId = stableId(random.bytes(16).toString("hex"), RECORD_ID_LENGTH);
        journal.record("firehose", "record", { stream, recordId, bytes: bytes.length });
        return recordId;
      });
    },
  };
}

const RECORD_ID_LENGTH = 224;

export const putRecord = (streams: DeliveryStreams): Operation =>
  operation(z.object({ DeliveryStreamName: z.string(), Record: record }), ({ DeliveryStreamName, Record }) => {
    requireSize(Record.Data);
    const [RecordId] = streams.accept(DeliveryStreamName, [Record.Data]);
    return { RecordId, Encrypted: false };
  });

const batch = z.object({ DeliveryStreamName: z.string(), Records: z.array(record).min(1).max(MOST_RECORDS) });

export const putRecordBatch = (streams: DeliveryStreams): Operation =>
  operation(batch, ({ DeliveryStreamName, Records }) => {
    const records = Records.map(({ Data }) => Data);
    for (const bytes of records) requireSize(bytes);
    const size = records.reduce((sum, bytes) => sum + bytes.length, 0);
    if (size > LARGEST_BATCH_BYTES)
      throw new ServiceError(INVALID, `Records size exceeds ${LARGEST_BATCH_BYTES / 1024 / 1024} MB limit`);
    const ids = streams.accept(DeliveryStreamName, records);
    return { FailedPutCount: 0, Encrypted: false, RequestResponses: ids.map((RecordId) => ({ RecordId })) };
  });

function requireSize(bytes: Buffer): void {
  if (bytes.length > LARGEST_RECORD_BYTES)
    throw new ServiceError(INVALID, `Record size ${bytes.length} exceeds ${LARGEST_RECORD_BYTES} bytes`);
}
