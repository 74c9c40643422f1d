import type { Clock } from "../../../kernel/clock.ts";
import { messageOf } from "../../../kernel/errors.ts";
import type { EventSource, SourceRecord } from "../../contract/event-source.ts";
import type { InvocationResult } from "../../contract/targets.ts";
import { MAX_SYNCHRONOUS_PAYLOAD_BYTES } from "../configuration/quotas.ts";
import { failedItems } from "./batch-response.ts";
import type { BatchTrace, WithinBatch } from "./batch-trace.ts";
import type { RecordFilter } from "./filter.ts";
import { arrivalOf, type DiscardCondition } from "./stream-record.ts";
import { afterFailure, type Batch, type RetryRules } from "./stream-retry.ts";
import { abortAfter, pause } from "./waiting.ts";

/** The result of an invocation for a batch, as far as it took place. */
export type BatchResult = InvocationResult | undefined;

export interface StreamPollerOptions {
  readonly source: EventSource;
  readonly batchSize: number;
  /** The time that a batch may wait to become full. */
  readonly windowMs: number;
  readonly reportsItemFailures: boolean;
  readonly filter: RecordFilter;
  readonly retries: RetryRules;
  /** Records that are older are given up. */
  readonly maxAgeMs: number;
  readonly clock: Clock;
  readonly within: WithinBatch;
  readonly invoke: (payload: string) => Promise<InvocationResult>;
  /** Told of records that are given up, before they are left behind. Must not reject. */
  readonly onDiscard: (batch: Batch, condition: DiscardCondition, result: BatchResult) => Promise<void>;
  readonly record: (type: string, data: Record<string, unknown>) => void;
}

/** A poller that cannot receive tries again after this. */
const RECEIVE_RETRY_MS = 1_000;

/** Lambda backs off exponentially and does not say from where to where: from 1 s, doubled each time, to 1 min. */
const RETRY_DELAY_MS = { first: 1_000, longest: 60_000 } as const;

const identifiersOf = (records: readonly SourceRecord[]) => records.map(({ itemIdentifier }) => itemIdentifier);

/**
 * Reads a stream from where it was left, and gives its records to a function batch by batch and in order, until
 * disposed. What fails holds up all that follows. Records of several shards take turns.
 */
export class StreamPoller implements Disposable {
  readonly #options: StreamPollerOptions;
  readonly #stopping = new AbortController();
  /** Failures in a row. */
  #failures = 0;
  #lastResult: BatchResult;

  constructor(options: StreamPollerOptions) {
    this.#options = options;
    void this.#poll(this.#stopping.signal);
  }

  /** Stops receiving. Work on a batch that has begun goes on; a poller that follows begins after what succeeds. */
  [Symbol.dispose]() {
    this.#stopping.abort();
  }

  async #poll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const records = await this.#collect(signal);
      if (!signal.aborted && records.length > 0) await this.#work({ records, attempts: 0 }, signal);
    }
  }

  async #collect(signal: AbortSignal): Promise<readonly SourceRecord[]> {
    const { batchSize, windowMs, clock } = this.#options;
    let records = await this.#peek(1, signal);
    if (records.length > 0 && windowMs > 0) {
      using window = abortAfter(windowMs, clock, signal);
      while (records.length < batchSize && !window.signal.aborted)
        records = await this.#peek(records.length + 1, window.signal);
    }
    return payloadOf(records);
  }

  /** The stream's next records that the function wants; what the filter leaves out is done with. */
  async #peek(atLeast: number, signal: AbortSignal): Promise<readonly SourceRecord[]> {
    const { source, batchSize, filter, clock, record } = this.#options;
    try {
      const records = await source.receive(batchSize, signal, atLeast);
      source.acknowledge(records.filter((item) => !filter(item)));
      return records.filter(filter);
    } catch (error) {
      record("poll-failed", { message: messageOf(error) });
      await pause(RECEIVE_RETRY_MS, clock, signal);
      return [];
    }
  }

  /** Works on a batch and on what becomes of it; what is not begun when the signal comes stays in the stream. */
  async #work(batch: Batch, signal: AbortSignal): Promise<void> {
    const queue = [batch];
    const { within } = this.#options;
    for (let next = queue.shift(); next && !signal.aborted; next = queue.shift()) {
      const current = await this.#dropExpired(next);
      if (current.records.length > 0)
        queue.unshift(...(await within(current.records, (trace) => this.#attempt(current, trace, signal))));
      if (this.#failures > 0) await pause(this.#retryDelayMs(), this.#options.clock, signal);
    }
  }

  #retryDelayMs(): number {
    return Math.min(RETRY_DELAY_MS.first * 2 ** (this.#failures - 1), RETRY_DELAY_MS.longest);
  }

  async #dropExpired(batch: Batch): Promise<Batch> {
    const { maxAgeMs, clock } = this.#options;
    const isExpired = (item: SourceRecord) => clock.now() - arrivalOf(item) > maxAgeMs;
    const records = batch.records.filter((item) => !isExpired(item));
    if (records.length === batch.records.length) return batch;
    await this.#discard({ ...batch, records: batch.records.filter(isExpired) }, "RecordAgeExceeded");
    return { ...batch, records };
  }

  /** Invokes the function for a batch. Resolves with what is to be tried next, in order. */
  async #attempt(batch: Batch, { resume }: BatchTrace, signal: AbortSignal): Promise<readonly Batch[]> {
    const { source, record, retries } = this.#options;
    const firstFailed = await this.#invoke(batch.records, resume);
    // It could not be invoked at all, which is no attempt.
    if (firstFailed === undefined) return this.#fail([batch]);
    source.acknowledge(batch.records.slice(0, firstFailed));
    const failed = identifiersOf(batch.records.slice(firstFailed));
    // Stopped with its environment, perhaps: whoever polls next tries again before anything is given up.
    if (failed.length > 0 && signal.aborted) return [];
    resume(() => record("batch", { size: batch.records.length, failed }));
    if (failed.length === 0) return this.#succeed();
    const { retry, giveUp } = afterFailure(batch, firstFailed, retries);
    if (!giveUp) return this.#fail(retry);
    await resume(() => this.#discard(giveUp, "RetryAttemptsExhausted"));
    return this.#succeed();
  }

  #fail(retry: readonly Batch[]): readonly Batch[] {
    this.#failures++;
    return retry;
  }

  #succeed(): readonly Batch[] {
    this.#failures = 0;
    this.#lastResult = undefined;
    return [];
  }

  /** Resolves with the place of the first record that is not done; undefined when there was no invocation. */
  async #invoke(records: readonly SourceRecord[], resume: BatchTrace["resume"]): Promise<number | undefined> {
    const { invoke, reportsItemFailures, record } = this.#options;
    try {
      const result = await invoke(JSON.stringify({ Records: records.map((item) => item.record) }));
      this.#lastResult = result;
      if (result.functionError) return 0;
      if (!reportsItemFailures) return records.length;
      const failed = failedItems(result.payload, identifiersOf(records));
      const first = records.findIndex(({ itemIdentifier }) => failed.has(itemIdentifier));
      return first === -1 ? records.length : first;
    } catch (error) {
      resume(() => record("batch-refused", { size: records.length, message: messageOf(error) }));
      return undefined;
    }
  }

  async #discard(batch: Batch, condition: DiscardCondition): Promise<void> {
    const { source, record, onDiscard } = this.#options;
    record("batch-discarded", { condition, discarded: identifiersOf(batch.records) });
    await onDiscard(batch, condition, this.#lastResult);
    source.acknowledge(batch.records);
  }
}

/** As many of the first records as one invocation takes, all of one shard. */
function payloadOf(records: readonly SourceRecord[]): readonly SourceRecord[] {
  let bytes = 0;
  const end = records.findIndex((item, index) => {
    bytes += Buffer.byteLength(JSON.stringify(item.record)) + 1;
    return index > 0 && (item.shardId !== records[0]?.shardId || bytes > MAX_SYNCHRONOUS_PAYLOAD_BYTES);
  });
  return end === -1 ? records : records.slice(0, end);
}
