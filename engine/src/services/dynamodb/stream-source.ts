import type { AdjustableClock } from "../../kernel/clock.ts";
import type { Bookmark, EventSource, SourceRecord, StartingPosition } from "../contract/event-source.ts";
import { tableNameOf } from "./store/arns.ts";
import { createPace } from "./store/pace.ts";
import { checkpointsIn, followProgress } from "./stream-progress.ts";
import {
  findEnd,
  openStream,
  type ShardRecord,
  type StreamReader,
  type StreamRecord,
  type StreamStart,
  type StreamStore,
} from "./stream-reader.ts";
import type { Item } from "./ttl-sweeper.ts";

export interface StreamSources {
  source(streamArn: string, position?: StartingPosition, bookmark?: Bookmark): EventSource;
  /** Announces that an item is about to be deleted for its age: its record then tells so. The answer takes it back. */
  expiring(tableName: string, key: Item): () => void;
  /** Has sources look for records. Called after every write and when the store is back, it spares them polling. */
  wake(): void;
}

export interface StreamDependencies {
  readonly store: StreamStore;
  readonly region: string;
  /** Has readers without a bookmark begin after this start: nobody knows what was seen of the rest. */
  readonly holdsOlderData: boolean;
  readonly clock: Pick<AdjustableClock, "hold" | "offsetMs">;
}

/**
 * A stream is read no sooner again, however much is written: each read costs the store as much as a write. Lambda looks four
 * times a second. https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
const READ_INTERVAL_MS = 20;

/** The streams of a store's tables as event sources of functions. */
export function createStreamSources({ store, region, holdsOlderData, clock }: StreamDependencies): StreamSources {
  const writes = createWrites();
  const expiries = createExpiries();

  function source(
    streamArn: string,
    given: StartingPosition = "TRIM_HORIZON",
    bookmark: Bookmark | undefined = undefined,
  ): EventSource {
    const isUnwritten = writes.count() === 0;
    const { opened, read } = reopening({ store, streamArn, given, bookmark, holdsOlderData, isUnwritten });
    const noted = bookmark ?? createNote();
    const progress = followProgress(noted);
    const takeExpiry = expiries.open(tableNameOf(streamArn));
    const waitForTurn = createPace(READ_INTERVAL_MS);
    /** The count of writes before the last read. */
    let seen = 0;
    let unacknowledged: SourceRecord[] = [];

    async function readInTurn(signal: AbortSignal): Promise<readonly ShardRecord[]> {
      // What may have been written has to come to its function before time is moved on.
      using _unread = clock.hold();
      await waitForTurn(signal);
      if (signal.aborted) return [];
      seen = writes.count();
      return await read();
    }

    function toSourceRecord({ shardId, record }: ShardRecord): SourceRecord {
      const expired = record.eventName === "REMOVE" && takeExpiry(record.dynamodb.Keys);
      const dynamodb = inEngineTime(record.dynamodb, clock.offsetMs);
      // The store knows neither the region nor the stream's ARN.
      const place = { awsRegion: region, eventSourceARN: streamArn };
      return {
        itemIdentifier: dynamodb.SequenceNumber,
        shardId,
        record: { ...record, dynamodb, ...place, ...(expired && TTL_IDENTITY) },
      };
    }

    return {
      opened,
      async receive(max, signal, atLeast = 1) {
        while (unacknowledged.length < atLeast && !signal.aborted) {
          const records = await readInTurn(signal);
          progress.received(records);
          unacknowledged.push(...records.map(toSourceRecord));
          if (records.length === 0) await writes.next(seen, signal);
        }
        return unacknowledged.slice(0, max);
      },
      acknowledge(records) {
        const done = new Set(records.map(({ itemIdentifier }) => itemIdentifier));
        unacknowledged = unacknowledged.filter(({ itemIdentifier }) => !done.has(itemIdentifier));
        progress.acknowledged(records);
      },
      acknowledgedUpTo() {
        const noticed = Object.entries(checkpointsOf(noted));
        return Object.fromEntries(noticed.map(([shardId, { sequenceNumber }]) => [shardId, sequenceNumber]));
      },
    };
  }

  return { source, expiring: expiries.announce, wake: writes.wake };
}

/** The writes to a store, and those who sleep until the next one. */
function createWrites() {
  let count = 0;
  const sleepers = new Set<() => void>();
  return {
    count: () => count,
    wake(): void {
      count++;
      for (const awake of [...sleepers]) awake();
    },
    /** Resolves at once when something was written since `seen`, else with the next write or the signal. */
    next(seen: number, signal: AbortSignal): Promise<void> {
      if (count !== seen || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const awake = () => {
          sleepers.delete(awake);
          signal.removeEventListener("abort", awake);
          resolve();
        };
        sleepers.add(awake);
        signal.addEventListener("abort", awake);
      });
    },
  };
}

interface Reopening {
  readonly store: StreamStore;
  readonly streamArn: string;
  readonly given: StartingPosition;
  readonly bookmark: Bookmark | undefined;
  readonly holdsOlderData: boolean;
  /** True as long as nothing was written to the store. */
  readonly isUnwritten: boolean;
}

/** Opens a stream, again with the next read as long as that fails. */
function reopening({ store, streamArn, given, bookmark, holdsOlderData, isUnwritten }: Reopening) {
  const { incarnation } = store;
  // As long as nothing was written both are the same, and this one misses nothing while shards are opened.
  const fromHere = isUnwritten ? "TRIM_HORIZON" : given;
  const position = holdsOlderData ? "LATEST" : fromHere;

  function start(): StreamStart {
    // A store that kept nothing has only what was written since.
    const isNew = store.incarnation !== incarnation && !holdsOlderData;
    return { position: isNew ? "TRIM_HORIZON" : position };
  }

  function open(): Promise<StreamReader> {
    const opening = bookmark
      ? openAtBookmark(store, streamArn, given, bookmark)
      : openStream(store, streamArn, start());
    // A stream that cannot be opened is the receiver's error; until it receives, nobody listens.
    opening.catch(() => undefined);
    return opening;
  }

  const opening = open();
  // The beginning of a stream is the same place whenever it is asked for.
  const opened = position === "TRIM_HORIZON" && bookmark === undefined ? Promise.resolve() : opening;
  let latest = opening;
  const reader = () =>
    latest.catch((error) => {
      latest = open();
      throw error;
    });
  return { opened, read: async () => (await reader())() };
}

const checkpointsOf = (bookmark: Bookmark) => checkpointsIn(bookmark) ?? {};

/** A bookmark that goes with the engine. */
function createNote(): Bookmark {
  let progress: object | undefined;
  return {
    get progress() {
      return progress;
    },
    note(next) {
      progress = next;
    },
  };
}

/** Goes on after the bookmark. The first time it is put where the position is: records are unseen from then on. */
async function openAtBookmark(store: StreamStore, streamArn: string, position: StartingPosition, bookmark: Bookmark) {
  if (!bookmark.progress) bookmark.note(position === "LATEST" ? await findEnd(store, streamArn) : {});
  const checkpoints = checkpointsOf(bookmark);
  return openStream(store, streamArn, { position: "TRIM_HORIZON", checkpoints });
}

const inEngineTime = (change: StreamRecord["dynamodb"], offsetMs: number): StreamRecord["dynamodb"] =>
  change.ApproximateCreationDateTime === undefined
    ? change
    : { ...change, ApproximateCreationDateTime: change.ApproximateCreationDateTime + Math.round(offsetMs / 1000) };

/** The identity that deletes expired items (DynamoDB guide, "DynamoDB Streams and Time to Live"). */
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
