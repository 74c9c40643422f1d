import * as z from "zod/mini";
import { DISCONNECT_CODES, type DisconnectCode, ERROR_CODES, type ErrorCode } from "./codes.ts";
import {
  define,
  entityId,
  json,
  offset,
  type PayloadOf,
  requestId,
  sequence,
  streamId,
  timestamp,
  traceparent,
  url,
} from "./define.ts";
import type { EntityPresence, PresenceJoined, PresenceLeft, Present } from "./presence/messages.ts";
import { revision, stateChange, stateKey } from "./state.ts";
import { streamError, streamState } from "./streams.ts";

// Server to client, told apart by `type`.

export * from "./presence/messages.ts";

export const subscribed = define({
  name: "subscribed",
  title: "Subscribed",
  summary: "Updates of the entity will be pushed.",
  description:
    "seq is that of the entity's newest update. recovered answers since: true if every update after it is sent again (before or after this answer), false if some are no longer kept.",
  payload: z.object({
    type: z.literal("subscribed"),
    entityId,
    seq: sequence,
    recovered: z.optional(z.boolean()),
    requestId: z.optional(requestId),
    traceparent,
  }),
  examples: [
    { type: "subscribed", entityId: "myEntityId", seq: 0 },
    { type: "subscribed", entityId: "myEntityId", seq: 44, recovered: true, requestId: "42" },
  ],
});

export const unsubscribed = define({
  name: "unsubscribed",
  title: "Unsubscribed",
  summary: "Updates of the entity will no longer be pushed.",
  payload: z.object({ type: z.literal("unsubscribed"), entityId, requestId: z.optional(requestId), traceparent }),
  examples: [{ type: "unsubscribed", entityId: "myEntityId" }],
});

export const pong = define({
  name: "pong",
  title: "Pong",
  summary: "Answers ping.",
  payload: z.object({ type: z.literal("pong") }),
  examples: [{ type: "pong" }],
});

export const authenticated = define({
  name: "authenticated",
  title: "Authenticated",
  summary: "The newer token counts from now on.",
  description:
    "expiresAt is that of the token that counts. ended names the entities that it does not allow any more, up to 100; all their subscriptions are gone.",
  payload: z.object({
    type: z.literal("authenticated"),
    expiresAt: timestamp,
    ended: z.optional(z.array(entityId)),
    requestId: z.optional(requestId),
    traceparent,
  }),
  examples: [
    { type: "authenticated", expiresAt: "2026-01-31T13:00:00Z" },
    { type: "authenticated", expiresAt: "2026-01-31T13:00:00Z", ended: ["myEntityId"], requestId: "42" },
  ],
});

export const inboxAnswer = define({
  name: "inbox answer",
  title: "Notifications that are kept",
  summary: "Notifications were sent again, before this answer.",
  description:
    "seq is that of the user's newest notification, last that of the last one which was sent: when it is smaller, ask again with it as since. recovered is false when some are no longer kept. read is the seq up to which all are read.",
  payload: z.object({
    type: z.literal("inbox"),
    seq: sequence,
    last: sequence,
    read: sequence,
    recovered: z.boolean(),
    requestId: z.optional(requestId),
    traceparent,
  }),
  examples: [{ type: "inbox", seq: 44, last: 44, read: 40, recovered: true, requestId: "42" }],
});

export const disconnect = define({
  name: "disconnect",
  title: "Disconnect",
  summary: "The server closes this connection next. API Gateway always closes with 1000, so the cause is told here.",
  payload: z.object({
    type: z.literal("disconnect"),
    code: z.enum(Object.keys(DISCONNECT_CODES) as [DisconnectCode, ...DisconnectCode[]]),
    reason: z.string(),
    reconnect: z.boolean(),
  }),
  examples: [
    { type: "disconnect", code: "kicked", reason: DISCONNECT_CODES.kicked.summary, reconnect: false },
    { type: "disconnect", code: "token_expired", reason: DISCONNECT_CODES.token_expired.summary, reconnect: true },
  ],
});

export const error = define({
  name: "error",
  title: "Error",
  summary: "A message could not be acted on. The connection stays open.",
  payload: z.object({
    type: z.literal("error"),
    code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
    message: z.string(),
    requestId: z.optional(requestId),
    traceparent,
    retryAfterMs: z.optional(z.int()),
    fields: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
  }),
  examples: [
    {
      type: "error",
      code: "invalid_message",
      message: ERROR_CODES.invalid_message.summary,
      requestId: "42",
      fields: [{ path: "entityId", message: "must be text of 1 to 256 characters, without control characters" }],
    },
  ],
});

export const entityUpdated = define({
  name: "Entity Updated",
  title: "Entity updated",
  summary: "Something was published about an entity that this connection subscribed to.",
  description:
    "Delivered at least once: a repeated push has the same id. seq counts the updates of the entity from 1 without a hole; pushes may come out of its order.",
  payload: z.object({
    type: z.literal("Entity Updated"),
    id: z.string(),
    entityId,
    seq: sequence,
    message: json,
    sentAt: timestamp,
    traceparent,
  }),
  examples: [
    {
      type: "Entity Updated",
      id: "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
      entityId: "myEntityId",
      seq: 1,
      message: "Status changed from New to In Progress",
      sentAt: "2026-01-31T12:00:00Z",
      traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-53995c3f42cd8ad8-01",
    },
  ],
});

export const entityStream = define({
  name: "Entity Stream",
  title: "Entity stream",
  summary: "A piece of a text that grows, of an entity that this connection subscribed to.",
  description:
    "offset is the place of text in the whole text, in UTF-16 code units. Pieces may come twice, overlap and come out of order; a state that is not open says that the text ends with this piece. data comes with the piece at offset 0. A stream that was asked after and is no longer kept has failed, with the code stream_unknown.",
  payload: z.object({
    type: z.literal("Entity Stream"),
    id: z.string(),
    entityId,
    streamId,
    offset,
    text: z.string(),
    state: streamState,
    data: z.optional(json),
    error: z.optional(streamError),
    sentAt: timestamp,
    traceparent,
  }),
  examples: [
    {
      type: "Entity Stream",
      id: "answer-1@0",
      entityId: "myChat",
      streamId: "answer-1",
      offset: 0,
      text: "It is ",
      state: "open",
      data: { author: "assistant" },
      sentAt: "2026-01-31T12:00:00Z",
    },
    {
      type: "Entity Stream",
      id: "answer-1@6",
      entityId: "myChat",
      streamId: "answer-1",
      offset: 6,
      text: "on its way.",
      state: "ended",
      sentAt: "2026-01-31T12:00:01Z",
    },
  ],
});

export const entityState = define({
  name: "Entity State",
  title: "Entity state",
  summary: "Changes of the state of an entity that this connection subscribed to.",
  description:
    "Brings the keys that have changed after the revision since, up to revision; a client that lacks what was before since asks for it. With keys, these are all that there were at revision: others of that revision or before are gone, and who lacks one of them asks again. A change counts unless the client has the key in the same revision or a later one; messages may come twice and out of order. A value ends at expiresAt.",
  payload: z.object({
    type: z.literal("Entity State"),
    id: z.string(),
    entityId,
    since: revision,
    revision,
    keys: z.optional(z.array(z.object({ key: stateKey, revision }))),
    changes: z.array(stateChange),
    sentAt: timestamp,
    traceparent,
  }),
  examples: [
    {
      type: "Entity State",
      id: "state@1769860800000",
      entityId: "myEntityId",
      since: 0,
      revision: 1769860800000,
      keys: [{ key: "status", revision: 1769860800000 }],
      changes: [
        { key: "status", revision: 1769860800000, value: { step: "packed" }, expiresAt: "2026-05-01T12:00:00Z" },
      ],
      sentAt: "2026-01-31T12:00:00Z",
    },
    {
      type: "Entity State",
      id: "state@1769860801000",
      entityId: "myEntityId",
      since: 1769860800000,
      revision: 1769860801000,
      changes: [{ key: "status", revision: 1769860801000, deleted: true }],
      sentAt: "2026-01-31T12:00:01Z",
    },
  ],
});

export const userPushNotification = define({
  name: "User Push Notification",
  title: "User push notification",
  summary: "Something was sent to the user of this connection. No subscription is needed.",
  description:
    "Sent to every connection of the user, and kept for a while. Delivered at least once: a repeated push has the same id. seq counts the notifications of the user from 1.",
  payload: z.object({
    type: z.literal("User Push Notification"),
    id: z.string(),
    seq: sequence,
    message: json,
    callback: z.optional(url),
    sentAt: timestamp,
    traceparent,
  }),
  examples: [
    {
      type: "User Push Notification",
      id: "17793124-05d4-b198-2fde-7ededc63b103",
      seq: 1,
      message: "Your report is ready",
      callback: "https://example.com/reports/42",
      sentAt: "2026-01-31T12:00:00Z",
    },
  ],
});

export const gatewayError = define({
  name: "gatewayError",
  title: "Gateway error",
  summary: "API Gateway itself could not get an answer. The connection stays open; the message may be sent again.",
  description: "The only message without a type. Its requestId is API Gateway's, not the client's.",
  payload: z.object({ message: z.string(), connectionId: z.string(), requestId: z.string() }),
  examples: [{ message: "Internal server error", connectionId: "XDmENcnwIE0CFEQ=", requestId: "XDmGEE2RoE0FRdQ=" }],
});

export type Subscribed = PayloadOf<typeof subscribed>;
export type Unsubscribed = PayloadOf<typeof unsubscribed>;
export type Authenticated = PayloadOf<typeof authenticated>;
export type InboxAnswer = PayloadOf<typeof inboxAnswer>;
export type Disconnect = PayloadOf<typeof disconnect>;
export type Pong = PayloadOf<typeof pong>;
export type ErrorMessage = PayloadOf<typeof error>;
export type EntityUpdated = PayloadOf<typeof entityUpdated>;
export type EntityStream = PayloadOf<typeof entityStream>;
export type EntityState = PayloadOf<typeof entityState>;
export type UserPushNotification = PayloadOf<typeof userPushNotification>;
export type GatewayError = PayloadOf<typeof gatewayError>;
/** Every message with a `type`. */
export type ServerMessage =
  | Subscribed
  | Unsubscribed
  | Authenticated
  | Present
  | InboxAnswer
  | Pong
  | ErrorMessage
  | EntityUpdated
  | EntityStream
  | EntityState
  | EntityPresence
  | UserPushNotification
  | PresenceJoined
  | PresenceLeft
  | Disconnect;
