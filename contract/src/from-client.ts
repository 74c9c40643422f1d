import * as z from "zod/mini";
import {
  define,
  entityId,
  offset,
  type PayloadOf,
  requestId,
  sequence,
  streamId,
  token,
  traceparent,
} from "./define.ts";
import { presenceData, presenceRevision } from "./presence/members.ts";
import { revision } from "./state.ts";

// Client to server, routed on `action`. Unknown fields are refused: a misspelt option must not look as if it had worked.

/** Most streams that a client can ask after at once. */
const STREAMS_MAX_COUNT = 100;

export const subscribe = define({
  name: "subscribe",
  title: "Subscribe to an entity",
  summary: "Asks for every update of an entity from now on, or from a place in its sequence on.",
  description:
    "Subscribing twice is the same as once. A subscription ends with its connection. With since, the seq of the last update that the client has, those after it are sent again if they are still kept. With streams, those that the client has and how much of each, the rest of these is sent, unless they are done, and all of others that are open or ended lately. With state, the entity's state is sent first: all of it, or with since, the revision up to which the client has it, what has changed after that.",
  payload: z.strictObject(
    {
      action: z.literal("subscribe"),
      entityId,
      since: z.optional(sequence),
      streams: z.optional(
        z
          .array(z.strictObject({ streamId, offset, done: z.optional(z.boolean()) }))
          .check(z.maxLength(STREAMS_MAX_COUNT)),
      ),
      state: z.optional(z.union([z.literal(true), z.strictObject({ since: revision })])),
      requestId: z.optional(requestId),
      traceparent,
    },
    "must be an object",
  ),
  examples: [
    { action: "subscribe", entityId: "myEntityId" },
    { action: "subscribe", entityId: "myEntityId", since: 41, requestId: "42" },
    { action: "subscribe", entityId: "myChat", streams: [{ streamId: "answer-1", offset: 6 }], requestId: "43" },
    { action: "subscribe", entityId: "myEntityId", state: true },
    { action: "subscribe", entityId: "myEntityId", state: { since: 1769860800000 }, requestId: "44" },
  ],
});

export const unsubscribe = define({
  name: "unsubscribe",
  title: "Unsubscribe from an entity",
  summary: "Asks for no more updates of an entity.",
  description: "Unsubscribing from an entity that was never subscribed to is no error.",
  payload: z.strictObject(
    { action: z.literal("unsubscribe"), entityId, requestId: z.optional(requestId), traceparent },
    "must be an object",
  ),
  examples: [{ action: "unsubscribe", entityId: "myEntityId" }],
});

export const ping = define({
  name: "ping",
  title: "Ping",
  summary: "Keeps the connection from being closed as idle, which API Gateway does after 10 minutes.",
  description: "Fewer than 100 a minute are answered with pong, the others with an error.",
  payload: z.strictObject({ action: z.literal("ping") }, "must be an object"),
  examples: [{ action: "ping" }],
});

export const authenticate = define({
  name: "authenticate",
  title: "Authenticate anew",
  summary: "Brings a newer token for this connection, which then lives on until that one expires.",
  description:
    "The token must be of the same sub and tenant; another one's closes the connection. The one that was issued last counts, whichever comes last; an older one is answered with token_refused.",
  payload: z.strictObject(
    { action: z.literal("authenticate"), token, requestId: z.optional(requestId), traceparent },
    "must be an object",
  ),
  examples: [{ action: "authenticate", token: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzdWIifQ.c2lnbmF0dXJl" }],
});

export const presence = define({
  name: "presence",
  title: "Who is there",
  summary: "Asks who is subscribed to an entity, and to be told from now on who comes and goes.",
  description:
    "Needs a subscription of this connection to the entity, and ends with it. With follow, members or count, that is told by Entity Presence: first everybody who is there, unless since, the revision that the client has, is the newest, then changes; or their number alone. data is what this user says of themselves to all who follow, null takes it away; alone, it asks for nothing. Of several connections of a user the data counts that was set last.",
  payload: z.strictObject(
    {
      action: z.literal("presence"),
      entityId,
      follow: z.optional(z.enum(["members", "count"])),
      since: z.optional(presenceRevision),
      data: z.optional(presenceData),
      requestId: z.optional(requestId),
      traceparent,
    },
    "must be an object",
  ),
  examples: [
    { action: "presence", entityId: "myEntityId" },
    { action: "presence", entityId: "myEntityId", follow: "members", data: { name: "Ada", typing: true } },
    { action: "presence", entityId: "myEntityId", follow: "members", since: 1769860800000, requestId: "42" },
    { action: "presence", entityId: "myEntityId", follow: "count", requestId: "43" },
    { action: "presence", entityId: "myEntityId", data: null },
  ],
});

export const inbox = define({
  name: "inbox",
  title: "Notifications that are kept",
  summary: "Asks for the notifications of the user that are kept, and notes which of them were read.",
  description:
    "With since, the seq of the last notification that the client has, those after it are sent again; without it those that are not read. read is the seq up to which all are read from now on, on all devices.",
  payload: z.strictObject(
    {
      action: z.literal("inbox"),
      since: z.optional(sequence),
      read: z.optional(sequence),
      requestId: z.optional(requestId),
      traceparent,
    },
    "must be an object",
  ),
  examples: [{ action: "inbox" }, { action: "inbox", since: 41, read: 40, requestId: "42" }],
});

export type Subscribe = PayloadOf<typeof subscribe>;
export type Unsubscribe = PayloadOf<typeof unsubscribe>;
export type Authenticate = PayloadOf<typeof authenticate>;
export type Presence = PayloadOf<typeof presence>;
export type Inbox = PayloadOf<typeof inbox>;
export type Ping = PayloadOf<typeof ping>;
export type ClientMessage = Subscribe | Unsubscribe | Authenticate | Presence | Inbox | Ping;
