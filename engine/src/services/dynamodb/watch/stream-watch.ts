import { ServiceError } from "../../../kernel/errors.ts";
import { maskData } from "../../../kernel/masking.ts";
import type { Control, Controls } from "../../contract/description/control.ts";
import { openStream, type ShardRecord, type StreamReader, type StreamStore } from "../stream-reader.ts";

/** Records of a table's stream that are kept for whoever looks at it; there may be those of a day. */
const KEPT_RECORDS = 500;

export interface StreamWatchDependencies {
  readonly store: StreamStore;
  /** Milliseconds by which the engine's time was ahead of the store's, at a time of the store. */
  readonly offsetAt: (storeTimeMs: number) => number;
  /** False: of an item, its key is shown alone. Default: true. */
  readonly payloads?: boolean | undefined;
}

/** The newest records of streams: reading them with AWS's operations takes a chain of iterators, and tells no engine time. */
export function streamControls({ store, offsetAt, payloads = true }: StreamWatchDependencies): Controls {
  const watches = new Map<string, StreamWatch>();

  const stream: Control = async ({ parameters: { name = "" } }) => {
    await checkStream(store, name);
    const watch = watches.get(name) ?? new StreamWatch(store, name);
    watches.set(name, watch);
    const { records, forgotten } = await watch.look();
    return { table: name, forgotten, payloads, records: records.map((each) => view(each, { offsetAt, payloads })) };
  };

  return { "GET tables/{name}/stream": stream };
}

async function checkStream(store: StreamStore, TableName: string): Promise<void> {
  const { Table } = await store.call("DescribeTable", { TableName });
  if ((Table as { LatestStreamArn?: string }).LatestStreamArn !== undefined) return;
  const message = `${TableName} has no stream: its template gives it none (StreamSpecification).`;
  throw new ServiceError("StreamNotFound", message, { status: 404 });
}

type Viewing = Pick<StreamWatchDependencies, "offsetAt"> & { readonly payloads: boolean };

function view({ shardId, record }: ShardRecord, { offsetAt, payloads }: Viewing): object {
  const { eventName, dynamodb } = record;
  const { SequenceNumber, ApproximateCreationDateTime, ...whole } = dynamodb;
  const change = payloads ? whole : { Keys: whole.Keys };
  const storeTimeMs = (ApproximateCreationDateTime ?? 0) * 1000;
  const at = storeTimeMs + offsetAt(storeTimeMs);
  return { shardId, sequenceNumber: SequenceNumber, eventName, at, ...(maskData(change) as object) };
}

/** A stream that is read on whenever somebody looks. */
class StreamWatch {
  readonly #open: () => Promise<StreamReader>;
  #reader: StreamReader | undefined;
  #records: readonly ShardRecord[] = [];
  #forgotten = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(store: StreamStore, tableName: string) {
    this.#open = () => openStream(store, tableName, { position: "TRIM_HORIZON" });
  }

  /** Looks take turns: each would read the same records otherwise. */
  async look(): Promise<{ readonly records: readonly ShardRecord[]; readonly forgotten: number }> {
    const turn = this.#turn.then(() => this.#readOn());
    this.#turn = turn.catch(() => undefined);
    await turn;
    return { records: this.#records, forgotten: this.#forgotten };
  }

  async #readOn(): Promise<void> {
    this.#reader ??= await this.#open();
    for (let page = await this.#reader(); page.length > 0; page = await this.#reader()) {
      const all = [...this.#records, ...page];
      this.#records = all.slice(-KEPT_RECORDS);
      this.#forgotten += all.length - this.#records.length;
    }
  }
}
