import { describe, expect, it } from "vitest";
import { ServiceError } from "../../../src/kernel/errors.ts";
import type { Bookmark } from "../../../src/services/contract/event-source.ts";
import { followProgress } from "../../../src/services/dynamodb/stream-progress.ts";
import { openStream, type ShardRecord, type StreamStore } from "../../../src/services/dynamodb/stream-reader.ts";

const recordOf = (number: number, at = 100 + number) => ({
  eventName: "INSERT",
  dynamodb: { SequenceNumber: String(number), Keys: {}, ApproximateCreationDateTime: at },
});

describe("the progress of a stream", () => {
  const received = (shardId: string, ...numbers: number[]): ShardRecord[] =>
    numbers.map((number) => ({ shardId, record: recordOf(number) }));
  const acknowledged = (shardId: string, ...numbers: number[]) =>
    numbers.map((number) => ({ shardId, itemIdentifier: String(number), record: {} }));

  it("is in each shard the last record before the first that is not acknowledged", () => {
    let noted: object | undefined = { gone: { sequenceNumber: "9", at: 9 } };
    const bookmark: Bookmark = {
      get progress() {
        return noted;
      },
      note(progress) {
        noted = progress;
      },
    };
    const before = noted;
    const progress = followProgress(bookmark);
    progress.received([...received("a", 1, 2, 3), ...received("b", 7)]);
    progress.acknowledged(acknowledged("a", 2));
    expect(noted).toBe(before);
    progress.acknowledged(acknowledged("a", 1));
    expect(noted).toEqual({ ...before, a: { sequenceNumber: "2", at: 102 } });
    progress.received(received("a", 4));
    progress.acknowledged([...acknowledged("a", 4, 3), ...acknowledged("b", 7)]);
    expect(noted).toEqual({ ...before, a: { sequenceNumber: "4", at: 104 }, b: { sequenceNumber: "7", at: 107 } });
  });
});

/** A store of one shard, which gives two records a page. Its iterators are places among the records. */
function storeOf(records: readonly ReturnType<typeof recordOf>[], isTrimmed = false): StreamStore {
  const place = (type: string, number: string) => {
    const index = records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === number);
    if (type === "TRIM_HORIZON") return 0;
    if (isTrimmed) throw new ServiceError("TrimmedDataAccessException", "trimmed");
    if (index === -1) return records.length;
    return type === "AFTER_SEQUENCE_NUMBER" ? index + 1 : index;
  };
  const answers: Record<string, (input: Record<string, string>) => Record<string, unknown>> = {
    DescribeTable: () => ({ Table: { LatestStreamArn: "stream" } }),
    DescribeStream: () => ({ StreamDescription: { Shards: [{ ShardId: "a" }] } }),
    GetShardIterator: ({ ShardIteratorType = "", SequenceNumber = "" }) => ({
      ShardIterator: String(place(ShardIteratorType, SequenceNumber)),
    }),
    GetRecords: ({ ShardIterator }) => {
      const start = Number(ShardIterator);
      const Records = records.slice(start, start + 2);
      return { Records, NextShardIterator: String(start + Records.length) };
    },
  };
  return {
    incarnation: 1,
    call: async (operation, input) => answers[operation]?.(input as Record<string, string>) ?? {},
  };
}

async function readAll(store: StreamStore, sequenceNumber: string, at: number): Promise<string[]> {
  const checkpoints = { a: { sequenceNumber, at } };
  const read = await openStream(store, "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/s", {
    position: "TRIM_HORIZON",
    checkpoints,
  });
  const numbers: string[] = [];
  for (let records = await read(); records.length > 0; records = await read())
    numbers.push(...records.map(({ record }) => record.dynamodb.SequenceNumber));
  return numbers;
}

describe("a stream that is read on from a checkpoint", () => {
  const records = [1, 2, 3, 4, 5].map((number) => recordOf(number));

  it("begins after its record", async () => {
    expect(await readAll(storeOf(records), "3", 103)).toEqual(["4", "5"]);
  });

  it("begins by time when the store has lost that record, and others have its number", async () => {
    expect(await readAll(storeOf(records), "2", 104)).toEqual(["4", "5"]);
    expect(await readAll(storeOf(records), "8", 105)).toEqual(["5"]);
  });

  it("begins with what is left when that record has been trimmed", async () => {
    expect(await readAll(storeOf(records, true), "0", 90)).toEqual(["1", "2", "3", "4", "5"]);
  });
});
