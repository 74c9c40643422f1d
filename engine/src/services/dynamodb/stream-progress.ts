import type { Bookmark, SourceRecord } from "../contract/event-source.ts";
import { type Checkpoint, type Checkpoints, checkpointOf, type ShardRecord } from "./stream-reader.ts";

/** Notes how far a stream is acknowledged: in each shard up to the first record that is not. */
export interface StreamProgress {
  received(records: readonly ShardRecord[]): void;
  acknowledged(records: readonly SourceRecord[]): void;
}

interface Received {
  readonly checkpoint: Checkpoint;
  acknowledged: boolean;
}

export const checkpointsIn = ({ progress }: Bookmark) => progress as Checkpoints | undefined;

export function followProgress(bookmark: Bookmark): StreamProgress {
  const shards = new Map<string, Received[]>();

  function acknowledge({ shardId = "", itemIdentifier }: SourceRecord): void {
    const found = shards.get(shardId)?.find(({ checkpoint }) => checkpoint.sequenceNumber === itemIdentifier);
    if (found) found.acknowledged = true;
  }

  return {
    received(records) {
      for (const { shardId, record } of records) {
        const shard = shards.get(shardId) ?? [];
        shards.set(shardId, shard);
        shard.push({ checkpoint: checkpointOf(record), acknowledged: false });
      }
    },
    acknowledged(records) {
      for (const record of records) acknowledge(record);
      const moved = [...shards].flatMap(([shardId, shard]) => {
        const last = takeAcknowledged(shard).at(-1);
        return last ? [[shardId, last.checkpoint] as const] : [];
      });
      if (moved.length > 0) bookmark.note({ ...bookmark.progress, ...Object.fromEntries(moved) });
    },
  };
}

/** Removes and returns those before the first that is not acknowledged. */
function takeAcknowledged(shard: Received[]): readonly Received[] {
  const first = shard.findIndex(({ acknowledged }) => !acknowledged);
  return shard.splice(0, first === -1 ? shard.length : first);
}
