import { ServiceError } from "../../kernel/errors.ts";
import type { StartingPosition } from "../contract/event-source.ts";
import { tableNameOf } from "./store/arns.ts";
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

/** A record of a shard by which its place is found again, whatever became of the store meanwhile. */
export interface Checkpoint {
  readonly sequenceNumber: string;
  /** The time of its writing, by the store's clock: seconds since the epoch. */
  readonly at: number;
}

/** Checkpoints by the id of their shard. */
export type Checkpoints = Readonly<Record<string, Checkpoint>>;

/** Reads on: resolves with what was written since the last time. */
export type StreamReader = () => Promise<ShardRecord[]>;

export type StreamStore = Pick<SupervisedStore, "call" | "incarnation">;

interface Shard {
  readonly shardId: string;
  /** Undefined once the shard is closed and read to its end. */
  readonly iterator: string | undefined;
  /** The number of the last record that was read. */
  readonly lastSequenceNumber?: string | undefined;
  /** Records that are older, by the store's clock, are passed over. */
  readonly since?: number | undefined;
}

/** The place where reading begins. */
export interface StreamStart {
  readonly position: StartingPosition;
  /** Shards that are named here are read on from there instead. */
  readonly checkpoints?: Checkpoints;
}

/** A stream as it stands in one incarnation of the store. */
interface OpenStream {
  /** The store's own, which is another one when the table was created again. */
  readonly arn: string;
  readonly incarnation: number;
  readonly shards: readonly Shard[];
}

/** Opens all shards of a table's stream. Rejects with the store's error. */
export async function openStream(store: StreamStore, streamArn: string, start: StreamStart): Promise<StreamReader> {
  const { position } = start;
  const tableName = tableNameOf(streamArn);
  let stream = await openTable(store, tableName, start);
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

async function openTable(store: StreamStore, tableName: string, start: StreamStart): Promise<OpenStream> {
  const { incarnation } = store;
  const arn = await latestStreamArn(store, tableName);
  return { arn, incarnation, shards: await openShards(store, arn, { ...start, known: [] }) };
}

/** The last record of each shard that there is now. Looks through all of them, for stores do not tell. */
export async function findEnd(store: StreamStore, streamArn: string): Promise<Checkpoints> {
  const read = await openStream(store, streamArn, { position: "TRIM_HORIZON" });
  const end: Record<string, Checkpoint> = {};
  for (let records = await read(); records.length > 0; records = await read())
    for (const { shardId, record } of records) end[shardId] = checkpointOf(record);
  return end;
}

interface Reopening {
  readonly stream: OpenStream;
  readonly position: StartingPosition;
  /** True when the iterators are of no use any more. */
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
  if (arn !== stream.arn) return openTable(store, tableName, { position: "TRIM_HORIZON" });
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
  { position, checkpoints, known }: StreamStart & { known: readonly Shard[] },
): Promise<Shard[]> {
  const { StreamDescription } = await store.call("DescribeStream", { StreamArn });
  const { Shards } = StreamDescription as { Shards: { ShardId: string }[] };
  const unknown = Shards.filter(({ ShardId }) => known.every(({ shardId }) => shardId !== ShardId));
  return Promise.all(
    unknown.map(async ({ ShardId }) => {
      const place = { StreamArn, ShardId };
      const checkpoint = checkpoints?.[ShardId];
      if (checkpoint) return openAfter(store, place, checkpoint);
      return { shardId: ShardId, iterator: await shardIterator(store, { ...place, ShardIteratorType: position }) };
    }),
  );
}

interface Place {
  readonly StreamArn: string;
  readonly ShardId: string;
}

/** Opens a shard after a record; by time where that is gone: trimmed, or lost by the store, which reuses its number. */
async function openAfter(store: StreamStore, place: Place, checkpoint: Checkpoint): Promise<Shard> {
  const { sequenceNumber: SequenceNumber, at } = checkpoint;
  const shardId = place.ShardId;
  if (await holds(store, place, checkpoint)) {
    const input = { ...place, ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber };
    return { shardId, iterator: await shardIterator(store, input), lastSequenceNumber: SequenceNumber };
  }
  return { shardId, iterator: await shardIterator(store, { ...place, ShardIteratorType: "TRIM_HORIZON" }), since: at };
}

export const checkpointOf = ({ dynamodb }: StreamRecord): Checkpoint => ({
  sequenceNumber: dynamodb.SequenceNumber,
  at: dynamodb.ApproximateCreationDateTime ?? 0,
});

async function holds(store: StreamStore, place: Place, checkpoint: Checkpoint): Promise<boolean> {
  const { sequenceNumber: SequenceNumber, at } = checkpoint;
  try {
    const input = { ...place, ShardIteratorType: "AT_SEQUENCE_NUMBER", SequenceNumber };
    const ShardIterator = await shardIterator(store, input);
    const { Records } = await store.call("GetRecords", { ShardIterator, Limit: 1 });
    const [found] = (Records as StreamRecord[]).map(checkpointOf);
    return found?.sequenceNumber === SequenceNumber && found.at === at;
  } catch (error) {
    if (error instanceof ServiceError && NOT_THERE.has(error.code)) return false;
    throw error;
  }
}

const NOT_THERE: ReadonlySet<string> = new Set(["TrimmedDataAccessException", "ValidationException"]);

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
  const { shardId, since = 0 } = shard;
  const wanted = records.filter((record) => checkpointOf(record).at >= since);
  const page = {
    records: wanted.map((record) => ({ shardId, record })),
    shard: {
      ...shard,
      iterator: NextShardIterator as string | undefined,
      lastSequenceNumber: records.at(-1)?.dynamodb.SequenceNumber ?? shard.lastSequenceNumber,
    },
  };
  // No record would mean that there is none for now.
  return records.length > 0 && wanted.length === 0 ? readShard(store, page.shard) : page;
}

/** The shards after these pages: a store closes a shard after some hours, and goes on in another. */
async function followed(store: StreamStore, streamArn: string, pages: readonly Page[]): Promise<readonly Shard[]> {
  const shards = pages.map(({ shard }) => shard);
  const isClosed = shards.some(({ iterator }) => iterator === undefined);
  return isClosed
    ? [...shards, ...(await openShards(store, streamArn, { position: "TRIM_HORIZON", known: shards }))]
    : shards;
}
