import type { DisconnectCause } from "../connection/close-causes.ts";
import type { GatewayRequest } from "../event/request.ts";
import { FrameStore } from "./frame-store.ts";
import { ConnectionRecord, type End, type RecordDependencies } from "./record.ts";

/** Connections and refused handshakes that are remembered after their end. */
const MOST_ENDED = 1_000;

/** Remembers every open connection, and the last that have ended or were refused. */
export interface Records {
  readonly open: Iterable<ConnectionRecord>;
  /** Oldest first. */
  readonly ended: Iterable<ConnectionRecord>;
  find(connectionId: string): ConnectionRecord | undefined;
  opened(request: GatewayRequest): ConnectionRecord;
  closed(connectionId: string, cause: DisconnectCause): void;
  refused(request: GatewayRequest, status: number, reason: string): void;
}

export function createRecords({ clock, payloads }: Omit<RecordDependencies, "store">): Records {
  const store = new FrameStore();
  const open = new Map<string, ConnectionRecord>();
  const ended = new Map<string, ConnectionRecord>();
  const create = (request: GatewayRequest) => new ConnectionRecord(request, { clock, store, payloads });

  function finish(record: ConnectionRecord, end: End): void {
    const { connectionId } = record.context;
    open.delete(connectionId);
    record.end = end;
    ended.set(connectionId, record);
    for (const [id, oldest] of ended) {
      if (ended.size <= MOST_ENDED) return;
      ended.delete(id);
      store.clear(oldest.frames);
    }
  }

  return {
    open: { [Symbol.iterator]: () => open.values() },
    ended: { [Symbol.iterator]: () => ended.values() },
    find: (connectionId) => open.get(connectionId) ?? ended.get(connectionId),
    opened(request) {
      const record = create(request);
      open.set(request.context.connectionId, record);
      return record;
    },
    closed(connectionId, cause) {
      const record = open.get(connectionId);
      if (record) finish(record, { at: clock.now(), state: "closed", cause });
    },
    refused: (request, status, reason) =>
      finish(create(request), { at: clock.now(), state: "refused", status, reason }),
  };
}
