import { ServiceError } from "../../kernel/errors.ts";
import type { StartingPosition } from "../service.ts";
import { tableNameOf } from "./arns.ts";
import type { SupervisedStore } from "./store/supervisor.ts";
import type { Item } from "./ttl-sweeper.ts";

/** A change of an item, as the streams API gives it. */
export interface StreamRecord {
  readonly eventName: string;
  readonly dynamodb: {
    readonly SequenceNumber: string;
    readonly Keys: Item;
    /** Seconds since the epoch. */
    readonly ApproximateCreationDateTime?: number;
  };
  readonly [member: string]: unknown;
}

export interface ShardRecord {
  readonly shardId: string;
  readonly record: StreamRecord;
}

/** Reads on: resolves with what was written since the last time. */
export type StreamReader = () => Promise<ShardRecord[]>;

export type StreamStore = Pick<SupervisedStore, "call" | "incarnation">;

interface Shard {
  readonly shardId: string;
  /** Undefined once the shard is closed and read to its end. */
  readonly iterator: string | undefined;
  /** Of the last record that was read. */
  readonly lastSequenceNumber?: string | undefined;
}

/** A stream as it stands in one incarnation of the store. */
interface OpenStream {
  /** The store's own, which is another one when the table was created again. */
  readonly arn: string;
  readonly incarnation: number;
  readonly shards: readonly Shard[];
}

/** Opens all shards of a table's stream at `position`. Rejects with the store's error. */
export async function openStream(
  store: StreamStore,
  streamArn: string,
  position: StartingPosition,
): Promise<StreamReader> {
  const tableName = tableNameOf(streamArn);
  let stream = await openTable(store, tableName, position);
  let isStale = false;

  async function read(): Promise<ShardRecord[]> {
    if (isStale || stream.incarnation !== store.incarnation)
      stream = await reopen(store, tableName, { stream, position, isStale });
    isStale = false;
    const pages = await Promise.all(stream.shards.map((shard) => readShard(store, shard)));
    // A position in the stream of a store that is gone says nothing in that of its successor.
    if (stream.incarnation !== store.incarnation) return read();
    // Not before all are read: with one shard's error, what others gave would be lost.
    stream = { ...stream, shards: await followed(store, stream.arn, pages) };
    return pages.flatMap(({ records }) => records);
  }

  return async () => {
    try {
      return await read();
    } catch (error) {
      // Iterators expire, and some stores forget theirs when they end.
      isStale = error instanceof ServiceError && error.status < 500;
      throw error;
    }
  };
}

async function openTable(store: StreamStore, tableName: string, position: StartingPosition): Promise<OpenStream> {
  const { incarnation } = store;
  const arn = await latestStreamArn(store, tableName);
  return { arn, incarnation, shards: await openShards(store, arn, { position, known: [] }) };
}

interface Reopening {
  readonly stream: OpenStream;
  readonly position: StartingPosition;
  /** Whether the iterators are of no use any more. */
  readonly isStale: boolean;
}

/** Goes on after what was read; a stream that is new is read from its beginning. */
async function reopen(
  store: StreamStore,
  tableName: string,
  { stream, position, isStale }: Reopening,
): Promise<OpenStream> {
  const { incarnation } = store;
  const arn = await latestStreamArn(store, tableName);
  if (arn !== stream.arn) return openTable(store, tableName, "TRIM_HORIZON");
  const resumed = async (shard: Shard): Promise<Shard> => {
    if (shard.iterator === undefined || (shard.lastSequenceNumber === undefined && !isStale)) return shard;
    return { ...shard, iterator: await iteratorAfter(store, arn, { shard, position }) };
  };
  return { arn, incarnation, shards: await Promise.all(stream.shards.map(resumed)) };
}

/** Stores look at the table's name alone, and wait in vain for their own label otherwise. */
async function latestStreamArn(store: StreamStore, tableName: string): Promise<string> {
  const { Table } = await store.call("DescribeTable", { TableName: tableName });
  return (Table as { LatestStreamArn: string }).LatestStreamArn;
}

async function openShards(
  store: StreamStore,
  StreamArn: string,
  { position, known }: { position: StartingPosition; known: readonly Shard[] },
): Promise<Shard[]> {
  const { StreamDescription } = await store.call("DescribeStream", { StreamArn });
  const { Shards } = StreamDescription as { Shards: { ShardId: string }[] };
  const unknown = Shards.filter(({ ShardId }) => known.every(({ shardId }) => shardId !== ShardId));
  return Promise.all(
    unknown.map(async ({ ShardId }) => {
      const input = { StreamArn, ShardId, ShardIteratorType: position };
      return { shardId: ShardId, iterator: await shardIterator(store, input) };
    }),
  );
}

async function iteratorAfter(
  store: StreamStore,
  StreamArn: string,
  { shard, position }: { shard: Shard; position: StartingPosition },
): Promise<string | undefined> {
  const { shardId: ShardId, lastSequenceNumber: SequenceNumber } = shard;
  const place = { StreamArn, ShardId };
  if (SequenceNumber === undefined) return shardIterator(store, { ...place, ShardIteratorType: position });
  try {
    return await shardIterator(store, { ...place, ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber });
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === "TrimmedDataAccessException")) throw error;
    return shardIterator(store, { ...place, ShardIteratorType: "TRIM_HORIZON" });
  }
}

async function shardIterator(store: StreamStore, input: Record<string, unknown>): Promise<string | undefined> {
  return (await store.call("GetShardIterator", input)).ShardIterator as string | undefined;
}

interface Page {
  readonly records: readonly ShardRecord[];
  /** The shard as it stands after them. */
  readonly shard: Shard;
}

async function readShard(store: StreamStore, shard: Shard): Promise<Page> {
  if (shard.iterator === undefined) return { records: [], shard };
  const { Records, NextShardIterator } = await store.call("GetRecords", { ShardIterator: shard.iterator });
  const records = Records as StreamRecord[];
  return {
    records: records.map((record) => ({ shardId: shard.shardId, record })),
    shard: {
      shardId: shard.shardId,
      iterator: NextShardIterator as string | undefined,
      lastSequenceNumber: records.at(-1)?.dynamodb.SequenceNumber ?? shard.lastSequenceNumber,
    },
  };
}

/** The shards after these pages: a store closes a shard after some hours, and goes on in another. */
async function followed(store: StreamStore, streamArn: string, pages: readonly Page[]): Promise<readonly Shard[]> {
  const shards = pages.map(({ shard }) => shard);
  const isClosed = shards.some(({ iterator }) => iterator === undefined);
  return isClosed
    ? [...shards, ...(await openShards(store, streamArn, { position: "TRIM_HORIZON", known: shards }))]
    : shards;
}
