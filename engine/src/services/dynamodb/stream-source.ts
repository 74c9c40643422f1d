import type { EventSource, SourceRecord } from "../service.ts";
import { tableNameOf } from "./arns.ts";
import type { Store } from "./store/client.ts";
import type { Item } from "./ttl-sweeper.ts";

/** Where a source begins to read a shard. */
export type StartingPosition = "TRIM_HORIZON" | "LATEST";

export interface StreamSources {
  source(streamArn: string): EventSource;
  /** Announces that an item is about to be deleted for its age: its record then tells so. The answer takes it back. */
  expiring(tableName: string, key: Item): () => void;
  /** To be called after every write: sources look for records then, and need not poll. */
  wake(): void;
}

interface StreamRecord {
  readonly eventName: string;
  readonly dynamodb: { readonly SequenceNumber: string; readonly Keys: Item };
  readonly [member: string]: unknown;
}

/** The streams of a store's tables as event sources of functions. */
export function createStreamSources(store: Store, region: string, startingPosition: StartingPosition): StreamSources {
  let writes = 0;
  const sleepers = new Set<() => void>();
  const expiries = createExpiries();

  function wake(): void {
    writes++;
    for (const awake of [...sleepers]) awake();
  }

  /** Resolves at once when something was written since `seen`, else with the next write or the signal. */
  function nextWrite(seen: number, signal: AbortSignal): Promise<void> {
    if (writes !== seen || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const awake = () => {
        sleepers.delete(awake);
        signal.removeEventListener("abort", awake);
        resolve();
      };
      sleepers.add(awake);
      signal.addEventListener("abort", awake);
    });
  }

  function source(streamArn: string): EventSource {
    const opened = openShards(store, streamArn, startingPosition);
    // A stream that cannot be opened is the receiver's error; until it receives, nobody listens.
    opened.catch(() => undefined);
    const takeExpiry = expiries.open(tableNameOf(streamArn));
    let unacknowledged: SourceRecord[] = [];
    return {
      async receive(max, signal) {
        const readers = await opened;
        while (unacknowledged.length === 0 && !signal.aborted) {
          const seen = writes;
          const batches = await Promise.all(readers.map((read) => read()));
          unacknowledged = batches.flat().map((record) => {
            const expired = record.eventName === "REMOVE" && takeExpiry(record.dynamodb.Keys);
            return toSourceRecord({ ...record, ...(expired && TTL_IDENTITY) }, streamArn, region);
          });
          if (unacknowledged.length === 0) await nextWrite(seen, signal);
        }
        return unacknowledged.slice(0, max);
      },
      acknowledge(records) {
        const done = new Set(records.map(({ itemIdentifier }) => itemIdentifier));
        unacknowledged = unacknowledged.filter(({ itemIdentifier }) => !done.has(itemIdentifier));
      },
    };
  }

  return { source, expiring: expiries.announce, wake };
}

/** Who deleted an item whose time to live was over (DynamoDB guide, "DynamoDB Streams and Time to Live"). */
const TTL_IDENTITY = { userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" } };

/** Keys that are about to be deleted for their age, for each source that has not seen their records yet. */
function createExpiries() {
  const sources: { readonly tableName: string; readonly keys: Set<string> }[] = [];
  return {
    open(tableName: string): (key: Item) => boolean {
      const keys = new Set<string>();
      sources.push({ tableName, keys });
      return (key) => keys.delete(canonical(key));
    },
    announce(tableName: string, key: Item): () => void {
      const concerned = sources.filter((source) => source.tableName === tableName);
      for (const { keys } of concerned) keys.add(canonical(key));
      return () => {
        for (const { keys } of concerned) keys.delete(canonical(key));
      };
    },
  };
}

const canonical = (key: Item) => JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)));

type ShardReader = () => Promise<StreamRecord[]>;

async function openShards(store: Store, streamArn: string, position: StartingPosition): Promise<ShardReader[]> {
  // Stores look at the table's name alone, and wait in vain for their own label otherwise.
  const { Table } = await store.call("DescribeTable", { TableName: tableNameOf(streamArn) });
  const { LatestStreamArn } = Table as { LatestStreamArn: string };
  const { StreamDescription } = await store.call("DescribeStream", { StreamArn: LatestStreamArn });
  const { Shards } = StreamDescription as { Shards: { ShardId: string }[] };
  return Promise.all(Shards.map(({ ShardId }) => openShard(store, LatestStreamArn, ShardId, position)));
}

async function openShard(
  store: Store,
  StreamArn: string,
  ShardId: string,
  ShardIteratorType: StartingPosition,
): Promise<ShardReader> {
  const opened = await store.call("GetShardIterator", { StreamArn, ShardId, ShardIteratorType });
  let iterator = opened.ShardIterator as string | undefined;
  return async () => {
    if (iterator === undefined) return [];
    const { Records, NextShardIterator } = await store.call("GetRecords", { ShardIterator: iterator });
    iterator = NextShardIterator as string | undefined;
    return Records as StreamRecord[];
  };
}

/** A record as Lambda's event has it: with the stream's ARN, and the region that the store does not know. */
function toSourceRecord(record: StreamRecord, eventSourceARN: string, awsRegion: string): SourceRecord {
  return {
    itemIdentifier: record.dynamodb.SequenceNumber,
    record: { ...record, awsRegion, eventSourceARN },
  };
}
