import type { SpanParent } from "../../kernel/tracing.ts";

/** One record of a queue or stream in the shape that Lambda's event has under `Records`. */
export interface SourceRecord {
  /** The id that `batchItemFailures` names: a message id or a sequence number. */
  readonly itemIdentifier: string;
  /** The part of a stream within which records are in order. */
  readonly shardId?: string;
  readonly record: Readonly<Record<string, unknown>>;
  /** The work that it came of, where that is known. */
  readonly trace?: SpanParent | undefined;
}

/** The place in a stream at which a mapping begins to read. */
export type StartingPosition = "TRIM_HORIZON" | "LATEST";

/** A mapping's note of how far its stream is acknowledged, so that the engine's next start goes on there. */
export interface Bookmark {
  /** Plain data that only the stream's service understands; undefined: this is the mapping's first start. */
  readonly progress: object | undefined;
  note(progress: object): void;
}

/**
 * A queue or stream as its event source mapping sees it. Records that are not acknowledged come back: from a queue when
 * their visibility timeout ends, from a stream at once and before all that follow.
 */
export interface EventSource {
  /**
   * Resolves with 1 to `max` records as soon as there are any, or with none once `signal` is aborted. A stream waits
   * until it has `atLeast` as many (default 1), and gives those that it has once `signal` is aborted.
   */
  receive(max: number, signal: AbortSignal, atLeast?: number): Promise<readonly SourceRecord[]>;
  acknowledge(records: readonly SourceRecord[]): void;
  /** The last record of each shard of a stream up to which all are acknowledged, by the shard's id. */
  acknowledgedUpTo?(): Readonly<Record<string, string>>;
  /** Resolves once a stream's position is fixed: what is written from then on is received. Rejects as `receive` does. */
  readonly opened?: Promise<unknown>;
}
