import type { Clock } from "../../../kernel/clock.ts";
import { messageOf } from "../../../kernel/errors.ts";
import type { EventSource, SourceRecord } from "../../contract/event-source.ts";
import type { InvocationResult } from "../../contract/targets.ts";
import { createGate } from "../environment/pool/gate.ts";
import { failedItems } from "./batch-response.ts";
import type { BatchTrace, WithinBatch } from "./batch-trace.ts";
import type { RecordFilter } from "./filter.ts";
import { abortAfter, pause } from "./waiting.ts";

export interface QueuePollerOptions {
  readonly source: EventSource;
  readonly batchSize: number;
  /** The time that a batch may wait to become full. */
  readonly windowMs: number;
  /** Batches that are worked on at once. */
  readonly concurrency: number;
  readonly reportsItemFailures: boolean;
  readonly filter: RecordFilter;
  readonly clock: Clock;
  readonly within: WithinBatch;
  readonly invoke: (payload: string) => Promise<InvocationResult>;
  readonly record: (type: string, data: Record<string, unknown>) => void;
}

/** A poller that cannot receive tries again after this. */
const RECEIVE_RETRY_MS = 1_000;

/** Reads a queue, and gives what it holds to a function batch by batch, until disposed. */
export class QueuePoller implements Disposable {
  readonly #options: QueuePollerOptions;
  readonly #stopping = new AbortController();

  constructor(options: QueuePollerOptions) {
    this.#options = options;
    void this.#poll(this.#stopping.signal);
  }

  /** Stops receiving. Work on a batch that has begun goes on; its messages are not deleted unless it succeeds. */
  [Symbol.dispose]() {
    this.#stopping.abort();
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const gate = createGate(this.#options.concurrency);
    while (!signal.aborted) {
      const leave = await gate.enter();
      const batch = await this.#collect(signal);
      if (signal.aborted) return;
      void this.#process(batch).finally(leave);
    }
  }

  async #collect(signal: AbortSignal): Promise<readonly SourceRecord[]> {
    const { batchSize, windowMs } = this.#options;
    const batch = [...(await this.#receive(batchSize, signal))];
    if (batch.length === 0 || windowMs === 0) return batch;
    using window = abortAfter(windowMs, this.#options.clock, signal);
    while (batch.length < batchSize && !window.signal.aborted)
      batch.push(...(await this.#receive(batchSize - batch.length, window.signal)));
    return batch;
  }

  async #receive(max: number, signal: AbortSignal): Promise<readonly SourceRecord[]> {
    try {
      return await this.#options.source.receive(max, signal);
    } catch (error) {
      this.#options.record("poll-failed", { message: messageOf(error) });
      await pause(RECEIVE_RETRY_MS, this.#options.clock, signal);
      return [];
    }
  }

  /** Gives the records that the filter leaves to the function. Never rejects. */
  async #process(batch: readonly SourceRecord[]): Promise<void> {
    const { source, filter } = this.#options;
    const wanted = batch.filter(filter);
    // Lambda deletes what the filter leaves out.
    source.acknowledge(batch.filter((record) => !wanted.includes(record)));
    if (wanted.length === 0) return;
    await this.#options.within(wanted, (trace) => this.#work(wanted, trace));
  }

  async #work(wanted: readonly SourceRecord[], trace: BatchTrace): Promise<void> {
    const failed = await this.#invoke(wanted, trace);
    trace.resume(() => this.#settle(wanted, failed, trace));
  }

  #settle(wanted: readonly SourceRecord[], failed: ReadonlySet<string>, { links }: BatchTrace): void {
    const { source, record } = this.#options;
    source.acknowledge(wanted.filter(({ itemIdentifier }) => !failed.has(itemIdentifier)));
    // What the stop of the engine interrupted has not failed: it stays in the queue.
    const isStopped = failed.size > 0 && this.#stopping.signal.aborted;
    if (!isStopped) record("batch", { size: wanted.length, failed: [...failed], ...(links.length > 0 && { links }) });
  }

  /** Resolves with the identifiers of the records that failed. */
  async #invoke(batch: readonly SourceRecord[], { resume }: BatchTrace): Promise<ReadonlySet<string>> {
    const ids = batch.map(({ itemIdentifier }) => itemIdentifier);
    const { invoke, reportsItemFailures, record } = this.#options;
    try {
      const result = await invoke(JSON.stringify({ Records: batch.map((item) => item.record) }));
      if (result.functionError) return new Set(ids);
      return reportsItemFailures ? failedItems(result.payload, ids) : new Set();
    } catch (error) {
      // Throttled, or the function cannot run: the messages stay in the queue.
      resume(() => record("batch-refused", { size: batch.length, message: messageOf(error) }));
      return new Set(ids);
    }
  }
}
