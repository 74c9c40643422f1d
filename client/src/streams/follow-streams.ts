import type { Abortable } from "../abort.ts";
import type { Client } from "../client.ts";
import { type Clock, systemClock } from "../clock.ts";
import type { OtherMessage } from "../messages.ts";
import { createPatience } from "../patience.ts";
import type { Subscription } from "../subscriptions/subscription.ts";
import { createAssembly, type Stream, type StreamPiece } from "./assembly.ts";

type Timer = Pick<Clock, "after">;

export interface FollowStreamsOptions extends Abortable {
  /** Time, for tests that move it. Default: the client's own, where it has any. */
  readonly clock?: Timer;
}

/** The part that is used of a client, whatever its protocol. */
export interface StreamClient {
  /** Time of a client that has its own, as a test's has. */
  readonly clock?: Timer;
  subscribe(entityId: never): object;
  request(action: never, payload: never): Promise<unknown>;
  onMessage(type: never, handler: never): () => void;
}

/**
 * Subscribes to an entity and calls `handler` whenever one of its streams opens, grows, ends or fails, with all of its
 * text. Streams that were open before, or ended lately, come whole. Ends with the subscription that it returns.
 */
export function followStreams<Data = unknown>(
  streamClient: StreamClient,
  entityId: string,
  handler: (stream: Stream<Data>) => void,
  { signal, clock = streamClient.clock ?? systemClock }: FollowStreamsOptions = {},
): Subscription {
  // A protocol types what teams send of their own; what is sent here is the contract's.
  const client = streamClient as Client;
  const assembly = createAssembly();
  const over = new AbortController();
  const patience = createPatience(clock, ask);
  /** True once the server has told on this connection which streams there are. */
  let isTold = false;

  async function ask(): Promise<void> {
    await client.request("subscribe", { entityId, streams: assembly.places() });
    isTold = true;
    rest();
  }

  function rest(): void {
    if (isTold && !assembly.isOpen) patience.end();
  }

  function receive(message: OtherMessage): void {
    if (!isPiece(message) || message.entityId !== entityId) return;
    const changed = assembly.take(message);
    if (!changed) return;
    patience.begin();
    rest();
    handler(changed as Stream<Data>);
  }

  const subscription = client.subscribe(entityId, undefined, signal && { signal });
  subscription.on("subscribed", () => {
    isTold = false;
    patience.now();
  });
  subscription.on("unsubscribed", () => {
    patience.end();
    over.abort();
  });
  if (subscription.state !== "unsubscribed") client.onMessage("Entity Stream", receive, over);
  return subscription;
}

/** Tells whether a message is what it says to be. */
function isPiece(message: OtherMessage): message is OtherMessage & StreamPiece {
  const { streamId, offset, text, state } = message;
  return typeof streamId === "string" && Number.isInteger(offset) && typeof text === "string" && isState(state);
}

const isState = (state: unknown): boolean => ["open", "ended", "failed"].includes(String(state));
