import type { StartingPosition } from "../service.ts";
import { tableNameOf } from "./arns.ts";
import type { Store } from "./store/client.ts";
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

interface Shard {
  readonly shardId: string;
  /** Undefined once the shard is closed and read to its end. */
  iterator: string | undefined;
}

/** Opens all shards of a table's stream at `position`. Rejects with the store's error. */
export async function openStream(store: Store, streamArn: string, position: StartingPosition): Promise<StreamReader> {
  // Stores look at the table's name alone, and wait in vain for their own label otherwise.
  const { Table } = await store.call("DescribeTable", { TableName: tableNameOf(streamArn) });
  const { LatestStreamArn } = Table as { LatestStreamArn: string };
  const shards = await openShards(store, LatestStreamArn, { position, known: [] });
  return async () => {
    const records = await Promise.all(shards.map((shard) => readShard(store, shard)));
    // A store closes a shard after some hours, and goes on in another.
    const isClosed = shards.some(({ iterator }) => iterator === undefined);
    if (isClosed)
      shards.push(...(await openShards(store, LatestStreamArn, { position: "TRIM_HORIZON", known: shards })));
    return records.flat();
  };
}

async function openShards(
  store: Store,
  StreamArn: string,
  { position, known }: { position: StartingPosition; known: readonly Shard[] },
): Promise<Shard[]> {
  const { StreamDescription } = await store.call("DescribeStream", { StreamArn });
  const { Shards } = StreamDescription as { Shards: { ShardId: string }[] };
  const unknown = Shards.filter(({ ShardId }) => known.every(({ shardId }) => shardId !== ShardId));
  return Promise.all(
    unknown.map(async ({ ShardId }) => {
      const opened = await store.call("GetShardIterator", { StreamArn, ShardId, ShardIteratorType: position });
      return { shardId: ShardId, iterator: opened.ShardIterator as string | undefined };
    }),
  );
}

async function readShard(store: Store, shard: Shard): Promise<ShardRecord[]> {
  if (shard.iterator === undefined) return [];
  const { Records, NextShardIterator } = await store.call("GetRecords", { ShardIterator: shard.iterator });
  shard.iterator = NextShardIterator as string | undefined;
  return (Records as StreamRecord[]).map((record) => ({ shardId: shard.shardId, record }));
}
