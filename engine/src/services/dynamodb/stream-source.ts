import type { EventSource, SourceRecord } from "../service.ts";
import { tableNameOf } from "./arns.ts";
import type { Store } from "./store/client.ts";

/** Where a source begins to read a shard. */
export type StartingPosition = "TRIM_HORIZON" | "LATEST";

export interface StreamSources {
  source(streamArn: string): EventSource;
  /** To be called after every write: sources look for records then, and need not poll. */
  wake(): void;
}

interface StreamRecord {
  readonly dynamodb: { readonly SequenceNumber: string };
  readonly [member: string]: unknown;
}

/** The streams of a store's tables as event sources of functions. */
export function createStreamSources(store: Store, region: string, startingPosition: StartingPosition): StreamSources {
  let writes = 0;
  const sleepers = new Set<() => void>();

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
    let unacknowledged: SourceRecord[] = [];
    return {
      async receive(max, signal) {
        const readers = await opened;
        while (unacknowledged.length === 0 && !signal.aborted) {
          const seen = writes;
          const batches = await Promise.all(readers.map((read) => read()));
          unacknowledged = batches.flat().map((record) => toSourceRecord(record, streamArn, region));
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

  return { source, wake };
}

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
