import { TARGETS_PER_DELIVERY } from "../src/core/push/delivery.ts";
import { POSTS_AT_ONCE } from "../src/core/push/pace.ts";
import type { Assumptions } from "./assumptions.ts";
import { QUOTAS } from "./constants.ts";

/** Usage of something each time that it happens. */
export interface Usage {
  readonly invocations: number;
  readonly lambdaMs: number;
  readonly writeUnits: number;
  readonly readUnits: number;
}

/** Time that a post takes. Measured elsewhere: 10 to 30 ms. */
export const POST_MS = 20;

/** Durations of a warm function. An assumption: your own is on the dashboard. */
const AUTHORIZER_MS = 5;
const HANDLER_MS = 20;

/** A write unit is 1 KB, a read unit 4 KB, half as much when the read may lag. A transaction costs twice. */
const kilobytes = (bytes: number) => Math.ceil(bytes / 1024);
const TRANSACTED = 2;
const INDEX_ROW_BYTES = 200;
const READ_BYTES = 4096;
const LAGGING_READ_BYTES = 2 * READ_BYTES;
const indexReads = (subscribers: number) => Math.ceil((subscribers * INDEX_ROW_BYTES) / LAGGING_READ_BYTES);

/** Each message of a client is counted, on its connection and on its user. */
const SENDER_WRITES = 2;
/** A connection: its row, and those of the indexes by user and by token. */
const CONNECTION_WRITES = 3;
/** A subscription: its row, that of the index, and its user's presence. */
const SUBSCRIPTION_WRITES = 3;

/** Changes of presence are read from the table's stream, some at a time. The number is an assumption. */
const CHANGES_PER_INVOCATION = 10;
/** Reads of whether somebody asked, and of the user's connections. What is told where somebody did is not in it. */
const CHANGE_READS = 2;
const presenceChanges = (count: number) => ({
  invocations: count / CHANGES_PER_INVOCATION,
  lambdaMs: (count / CHANGES_PER_INVOCATION) * HANDLER_MS,
  readUnits: count * CHANGE_READS,
});

export interface Operations {
  readonly connect: Usage;
  readonly disconnect: Usage;
  readonly subscribe: Usage;
  readonly refresh: Usage;
  /** A heartbeat: API Gateway counts it on the connection's row and answers by itself. */
  readonly ping: Usage;
  readonly publish: Usage;
  readonly notify: Usage;
  /** A piece of a text that grows: one event of its publisher's. */
  readonly piece: Usage;
  /** A change of a state. */
  readonly change: Usage;
  /** A `subscribe` that asks for a state. */
  readonly stateAsk: Usage;
  /** An `inbox` of a client. */
  readonly inboxAsk: Usage;
  /** A chunk of an entity's subscribers that waited in the queue. */
  readonly deliver: Usage;
}

/** Usage of each thing that the app does, in its code's own steps. */
export function operationsOf(given: Assumptions): Operations {
  const { subscriptions } = given;
  const subscribers = given["subscribers-per-entity"];
  const readers = given["subscribers-per-stream"];
  const size = kilobytes(given["message-bytes"]);
  const [come, leave] = [presenceChanges(1), presenceChanges(subscriptions)];
  // The entity before and after; in one transaction the connection, the subscription and the presence.
  const subscribe: Usage = {
    invocations: 1 + come.invocations,
    lambdaMs: HANDLER_MS + come.lambdaMs,
    writeUnits: SENDER_WRITES + 3 * TRANSACTED + 1,
    readUnits: 2 + come.readUnits,
  };
  return {
    // Authorizer and $connect: whether the token was revoked, a place among the user's, and the connection.
    connect: {
      invocations: 2,
      lambdaMs: AUTHORIZER_MS + HANDLER_MS,
      writeUnits: 1 + CONNECTION_WRITES,
      readUnits: 1,
    },
    // All of that deleted, with its subscriptions.
    disconnect: {
      invocations: 1 + leave.invocations,
      lambdaMs: HANDLER_MS + leave.lambdaMs,
      writeUnits: 1 + CONNECTION_WRITES + SUBSCRIPTION_WRITES * subscriptions,
      readUnits: 1 + leave.readUnits,
    },
    subscribe,
    // Whether the token was revoked; then all that carries the time at which it expires.
    refresh: {
      invocations: 1,
      lambdaMs: HANDLER_MS,
      writeUnits: SENDER_WRITES + 1 + CONNECTION_WRITES + SUBSCRIPTION_WRITES * subscriptions,
      readUnits: 3,
    },
    ping: { invocations: 0, lambdaMs: 0, writeUnits: 1, readUnits: 0 },
    // A place in the entity's sequence, the event and the kept update in one transaction; then the index is read.
    publish: {
      invocations: 1,
      lambdaMs: HANDLER_MS + postingMs(isDirect(subscribers) ? subscribers : 0),
      writeUnits: TRANSACTED * (2 + size) + 1,
      readUnits: 1 + indexReads(subscribers),
    },
    // Whether it was made already, the inbox's number and the connections; in one transaction the number, the id and the
    // notification, and the one that is too many; that it is made now.
    notify: { invocations: 1, lambdaMs: HANDLER_MS + POST_MS, writeUnits: TRANSACTED * (3 + size) + 1, readUnits: 3 },
    // The revision, the key and the entity; in one transaction the revision, the value and the id; the index is read.
    change: {
      invocations: 1,
      lambdaMs: HANDLER_MS + postingMs(isDirect(subscribers) ? subscribers : 0),
      writeUnits: stateWritesOf(given),
      readUnits: 3 + indexReads(subscribers),
    },
    // As a subscription, whose transaction finds it there, which costs the same; then the revision, and all keys.
    stateAsk: {
      invocations: 1,
      lambdaMs: HANDLER_MS + POST_MS,
      writeUnits: SENDER_WRITES + 3 * TRANSACTED,
      readUnits: 3 + Math.ceil((given["state-keys"] * given["message-bytes"]) / READ_BYTES),
    },
    // The number and the mark, which moves on; those that are kept.
    inboxAsk: {
      invocations: 1,
      lambdaMs: HANDLER_MS + POST_MS * given["unread-notifications"],
      writeUnits: SENDER_WRITES + 1,
      readUnits: 1 + Math.ceil((given["unread-notifications"] * given["message-bytes"]) / READ_BYTES),
    },
    // The piece, and the stream claimed and given back; what was kept, twice, and the entity; then the index is read.
    piece: {
      invocations: 1,
      lambdaMs: HANDLER_MS + ROUND_MS + postingMs(Math.min(readers, TARGETS_PER_DELIVERY)),
      writeUnits: 3,
      readUnits: 3 + indexReads(readers),
    },
    // Whether it was made already, and that it is made now.
    deliver: { invocations: 1, lambdaMs: HANDLER_MS + postingMs(TARGETS_PER_DELIVERY), writeUnits: 1, readUnits: 1 },
  };
}

/** Write units of a change without a version; one with a version needs no note of its id. */
const stateWritesOf = (given: Assumptions) => TRANSACTED * (2 + kilobytes(given["message-bytes"]));

/** Time of a change until the next one of the same entity gets its turn: two reads and a transaction. An assumption. */
const CHANGE_MS = 25;

/** Changes a second of one entity's state at most: they take turns, and are in one partition. */
export const mostChangesOf = (given: Assumptions) =>
  Math.min(1000 / CHANGE_MS, QUOTAS.partitionWriteUnits.value / stateWritesOf(given));

/** Time between two pushes of a stream beside the posts: reads and a write. An assumption. */
const ROUND_MS = 20;

/** Pieces and pushes a second of a text that grows, and the pushes with one for each token. */
export interface StreamRates {
  readonly pieces: number;
  readonly pushes: number;
  readonly naive: number;
}

/** A step begins with a token and takes those that follow within it; one push at a time takes all that is there. */
export function streamRatesOf(given: Assumptions): StreamRates {
  const naive = given["tokens-per-second"];
  const pieces = naive / Math.ceil((given["stream-step-ms"] * naive) / 1000);
  const roundMs = ROUND_MS + postingMs(Math.min(given["subscribers-per-stream"], TARGETS_PER_DELIVERY));
  return { pieces, pushes: Math.min(pieces, 1000 / roundMs), naive };
}

/** True where the publisher posts by itself; it hands deliveries to the queue otherwise. */
export const isDirect = (subscribers: number) => subscribers <= TARGETS_PER_DELIVERY;

export const deliveriesOf = (subscribers: number) => Math.ceil(subscribers / TARGETS_PER_DELIVERY);

const postingMs = (posts: number) => Math.ceil(posts / POSTS_AT_ONCE) * POST_MS;
