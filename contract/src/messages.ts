import * as z from "zod/mini";
import { ERROR_CODES, type ErrorCode } from "./codes.ts";
import { define, entityId, json, type PayloadOf, requestId, timestamp, url, userId } from "./define.ts";

// ── Client to server, routed on `action` ─────────────────────────────────────────────────────────────────────────────
// Unknown fields are refused: a misspelt option must not look as if it had worked.

export const subscribe = define({
  name: "subscribe",
  title: "Subscribe to an entity",
  summary: "Asks for every update of an entity from now on.",
  description: "Subscribing twice is the same as once. A subscription ends with its connection.",
  payload: z.strictObject(
    { action: z.literal("subscribe"), entityId, requestId: z.optional(requestId) },
    "must be an object",
  ),
  examples: [{ action: "subscribe", entityId: "myEntityId" }],
});

export const unsubscribe = define({
  name: "unsubscribe",
  title: "Unsubscribe from an entity",
  summary: "Asks for no more updates of an entity.",
  description: "Unsubscribing from an entity that was never subscribed to is no error.",
  payload: z.strictObject(
    { action: z.literal("unsubscribe"), entityId, requestId: z.optional(requestId) },
    "must be an object",
  ),
  examples: [{ action: "unsubscribe", entityId: "myEntityId" }],
});

export const ping = define({
  name: "ping",
  title: "Ping",
  summary: "Keeps the connection from being closed as idle, which API Gateway does after 10 minutes.",
  payload: z.strictObject({ action: z.literal("ping") }, "must be an object"),
  examples: [{ action: "ping" }],
});

// ── Server to client, told apart by `type` ───────────────────────────────────────────────────────────────────────────

export const subscribed = define({
  name: "subscribed",
  title: "Subscribed",
  summary: "Updates of the entity will be pushed.",
  description:
    "The index that pushes read follows within milliseconds, not at once: an update published in the same instant may be missed.",
  payload: z.object({ type: z.literal("subscribed"), entityId, requestId: z.optional(requestId) }),
  examples: [{ type: "subscribed", entityId: "myEntityId" }],
});

export const unsubscribed = define({
  name: "unsubscribed",
  title: "Unsubscribed",
  summary: "Updates of the entity will no longer be pushed.",
  payload: z.object({ type: z.literal("unsubscribed"), entityId, requestId: z.optional(requestId) }),
  examples: [{ type: "unsubscribed", entityId: "myEntityId" }],
});

export const pong = define({
  name: "pong",
  title: "Pong",
  summary: "Answers ping.",
  payload: z.object({ type: z.literal("pong") }),
  examples: [{ type: "pong" }],
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
  description: "Delivered at least once: a repeated push has the same id.",
  payload: z.object({ type: z.literal("Entity Updated"), id: z.string(), entityId, message: json, sentAt: timestamp }),
  examples: [
    {
      type: "Entity Updated",
      id: "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
      entityId: "myEntityId",
      message: "Status changed from New to In Progress",
      sentAt: "2026-01-31T12:00:00Z",
    },
  ],
});

export const userPushNotification = define({
  name: "User Push Notification",
  title: "User push notification",
  summary: "Something was sent to the user of this connection. No subscription is needed.",
  description: "Sent to every connection of the user. Delivered at least once: a repeated push has the same id.",
  payload: z.object({
    type: z.literal("User Push Notification"),
    id: z.string(),
    message: json,
    callback: z.optional(url),
    sentAt: timestamp,
  }),
  examples: [
    {
      type: "User Push Notification",
      id: "17793124-05d4-b198-2fde-7ededc63b103",
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

// ── Details of EventBridge events ────────────────────────────────────────────────────────────────────────────────────
// Unknown fields are passed over: publishers put more into an event than one consumer needs.

export const entityUpdatedEvent = define({
  name: "Entity Updated event",
  title: "An entity was updated",
  summary: "Published with detail-type Entity Updated: pushes the message to everyone who subscribed to the entity.",
  payload: z.object({ entityId, message: json }),
  examples: [{ entityId: "myEntityId", message: "Status changed from New to In Progress" }],
});

export const sendUserPushNotificationEvent = define({
  name: "Send User Push Notification event",
  title: "A user is to be notified",
  summary: "Published with detail-type Send User Push Notification: pushes the message to all connections of the user.",
  payload: z.object({ userId, message: json, callback: z.optional(url) }),
  examples: [{ userId: "myuserid", message: "Your report is ready", callback: "https://example.com/reports/42" }],
});

/** All of them. What is not listed here is in no document and no test. */
export const messages = {
  fromClient: { subscribe, unsubscribe, ping },
  fromServer: { subscribed, unsubscribed, pong, error, gatewayError, entityUpdated, userPushNotification },
  events: { entityUpdatedEvent, sendUserPushNotificationEvent },
} as const;

export type Subscribe = PayloadOf<typeof subscribe>;
export type Unsubscribe = PayloadOf<typeof unsubscribe>;
export type Ping = PayloadOf<typeof ping>;
export type ClientMessage = Subscribe | Unsubscribe | Ping;

export type Subscribed = PayloadOf<typeof subscribed>;
export type Unsubscribed = PayloadOf<typeof unsubscribed>;
export type Pong = PayloadOf<typeof pong>;
export type ErrorMessage = PayloadOf<typeof error>;
export type EntityUpdated = PayloadOf<typeof entityUpdated>;
export type UserPushNotification = PayloadOf<typeof userPushNotification>;
export type GatewayError = PayloadOf<typeof gatewayError>;
/** Everything with a `type`. */
export type ServerMessage = Subscribed | Unsubscribed | Pong | ErrorMessage | EntityUpdated | UserPushNotification;

export type EntityUpdatedEvent = PayloadOf<typeof entityUpdatedEvent>;
export type SendUserPushNotificationEvent = PayloadOf<typeof sendUserPushNotificationEvent>;
