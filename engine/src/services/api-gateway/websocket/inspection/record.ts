import { isUtf8 } from "node:buffer";
import type { Clock } from "../../../../kernel/clock.ts";
import type { DisconnectCause } from "../connection/close-causes.ts";
import type { ConnectionContext, GatewayRequest } from "../event/request.ts";
import { type FrameFacts, FrameLog, type FrameStore, keptPayload } from "./frame-store.ts";

/** The end of a connection, or of a handshake that was refused. */
export type End = { readonly at: number } & (
  | { readonly state: "closed"; readonly cause: DisconnectCause }
  | { readonly state: "refused"; readonly status: number; readonly reason: string }
);

export interface RecordDependencies {
  readonly clock: Pick<Clock, "now">;
  readonly store: FrameStore;
  /** Keep what is in messages, headers and queries. */
  readonly payloads: boolean;
}

/** Frames and bytes in one direction. */
class Traffic {
  frames = 0;
  bytes = 0;

  add(bytes: number): void {
    this.frames += 1;
    this.bytes += bytes;
  }
}

/** All that is remembered of a connection for who looks at it. */
export class ConnectionRecord {
  readonly context: ConnectionContext;
  /** Of the handshake. */
  readonly requestId: string;
  /** Headers and query as JSON, which takes less memory than objects. */
  readonly handshake: string | undefined;
  readonly in = new Traffic();
  readonly out = new Traffic();
  readonly frames = new FrameLog();
  /** Epoch milliseconds of the last frame, or of the beginning. */
  lastActiveAt: number;
  lastRoute: string | undefined;
  end: End | undefined;
  readonly #dependencies: RecordDependencies;

  constructor({ context, requestId, handshake }: GatewayRequest, dependencies: RecordDependencies) {
    this.context = context;
    this.requestId = requestId;
    this.lastActiveAt = context.connectedAt;
    this.#dependencies = dependencies;
    if (dependencies.payloads)
      this.handshake = JSON.stringify({ headers: handshake?.headers, query: handshake?.query });
  }

  /** A message of the client has come. */
  received(text: string, { route, requestId }: GatewayRequest): void {
    this.lastRoute = route.key;
    this.#add(this.in, text, { source: "client", routeKey: route.key, requestId });
  }

  /** A message has come that no route takes. */
  receivedBinary(data: Buffer): void {
    this.#add(this.in, data, { source: "client" }, "binary");
  }

  sent(data: string | Buffer, facts: FrameFacts): void {
    if (typeof data !== "string" && isUtf8(data)) this.#add(this.out, data.toString(), facts);
    else this.#add(this.out, data, facts, typeof data === "string" ? "text" : "binary");
  }

  #add(traffic: Traffic, data: string | Buffer, facts: FrameFacts, type: "text" | "binary" = "text"): void {
    const { clock, store, payloads } = this.#dependencies;
    const at = clock.now();
    const bytes = Buffer.byteLength(data);
    this.lastActiveAt = at;
    traffic.add(bytes);
    const seq = this.in.frames + this.out.frames;
    const { source, routeKey, requestId } = facts;
    const payload = payloads ? keptPayload(data) : undefined;
    // A spread takes ten times as long.
    store.add(this.frames, { source, routeKey, requestId, seq, at, type, bytes, payload });
  }
}
