import * as z from "zod/mini";
import {
  define,
  entityId,
  json,
  messageId,
  offset,
  type PayloadOf,
  reason,
  sequence,
  streamId,
  tenant,
  timestamp,
  tokenId,
  traceparent,
  url,
  userId,
} from "./define.ts";
import { fitsState, STATE_KEYS_MAX_COUNT, STATE_VALUE_MAX_BYTES, stateKey } from "./state.ts";
import { STREAM_MAX_LENGTH, streamError, streamState, streamText } from "./streams.ts";

// Details of EventBridge events. Unknown fields are passed over: publishers put more into an event than one consumer needs.

/** Text for people on the id that a publisher may choose. */
const ID_DESCRIPTION =
  "With an id, a message that is published again is not pushed again: the first one counts, for 15 days. Without one, the id is that of EventBridge, which is another for each attempt.";

export const entityUpdatedEvent = define({
  name: "Entity Updated event",
  title: "An entity was updated",
  summary: "Published with detail-type Entity Updated: pushes the message to everyone who subscribed to the entity.",
  description: ID_DESCRIPTION,
  payload: z.object({ id: z.optional(messageId), entityId, message: json, tenant: z.optional(tenant), traceparent }),
  examples: [
    { entityId: "myEntityId", message: "Status changed from New to In Progress" },
    {
      id: "order-42-paid",
      entityId: "myEntityId",
      message: "Paid",
      traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    },
  ],
});

export const sendUserPushNotificationEvent = define({
  name: "Send User Push Notification event",
  title: "A user is to be notified",
  summary: "Published with detail-type Send User Push Notification: pushes the message to all connections of the user.",
  description: ID_DESCRIPTION,
  payload: z.object({
    id: z.optional(messageId),
    userId,
    message: json,
    callback: z.optional(url),
    tenant: z.optional(tenant),
    traceparent,
  }),
  examples: [{ userId: "myuserid", message: "Your report is ready", callback: "https://example.com/reports/42" }],
});

/** Most updates of one event, so that they fit one invocation. */
const UPDATES_MAX_COUNT = 100;

export const entitiesUpdatedEvent = define({
  name: "Entities Updated event",
  title: "Entities were updated",
  summary: `Published with detail-type Entities Updated: up to ${UPDATES_MAX_COUNT} updates at once, taken in order.`,
  description: ID_DESCRIPTION,
  payload: z.object({
    updates: z
      .array(z.object({ id: z.optional(messageId), entityId, message: json, traceparent }))
      .check(z.minLength(1), z.maxLength(UPDATES_MAX_COUNT)),
    tenant: z.optional(tenant),
    traceparent,
  }),
  examples: [{ updates: [{ entityId: "myEntityId", message: "Status changed from New to In Progress" }] }],
});

export const entityStreamEvent = define({
  name: "Entity Stream event",
  title: "A text of an entity grows",
  summary: "Published with detail-type Entity Stream: opens a stream, appends to it, and ends it or lets it fail.",
  description: `The first event of a streamId opens the stream, one with the state ended or failed closes it. offset is the place of text in the whole text, in UTF-16 code units; a piece that comes again has to be the same. data is for its readers, and counts in the event at offset 0. A stream has ${STREAM_MAX_LENGTH} code units at most.`,
  payload: z
    .object({
      entityId,
      streamId,
      offset,
      text: z.optional(streamText),
      data: z.optional(json),
      state: z.optional(streamState),
      error: z.optional(streamError),
      tenant: z.optional(tenant),
      traceparent,
    })
    .check(
      z.refine(({ offset: start, text = "" }) => start + text.length <= STREAM_MAX_LENGTH, {
        path: ["text"],
        message: `must end within the first ${STREAM_MAX_LENGTH} characters of the stream`,
      }),
      z.refine(({ state, error }) => (state === "failed") === (error !== undefined), {
        path: ["error"],
        message: "must be there when the state is failed, and then alone",
      }),
    ),
  examples: [
    { entityId: "myChat", streamId: "answer-1", offset: 0, data: { author: "assistant" } },
    { entityId: "myChat", streamId: "answer-1", offset: 0, text: "It is " },
    { entityId: "myChat", streamId: "answer-1", offset: 6, text: "on its way.", state: "ended" },
    {
      entityId: "myChat",
      streamId: "answer-2",
      offset: 120,
      state: "failed",
      error: { code: "model_failed", message: "The model did not answer." },
    },
  ],
});

/** Longest life of a value, in seconds: ten years. The deployment may allow less. */
const STATE_LIFE_MAX_SECONDS = 10 * 365 * 24 * 60 * 60;

export const entityStateEvent = define({
  name: "Entity State event",
  title: "The state of an entity changes",
  summary: "Published with detail-type Entity State: sets a key of an entity's state, or deletes it.",
  description: `The last value of each key is kept, for ttlSeconds if they are given. With a version, a number that its publisher lets grow, a change counts only when it is newer than that of the key; without one the change that comes last counts, and its id tells it from one that comes again. An entity has ${STATE_KEYS_MAX_COUNT} keys at most, a value ${STATE_VALUE_MAX_BYTES} bytes.`,
  payload: z
    .object({
      id: z.optional(messageId),
      entityId,
      key: stateKey,
      value: z.optional(json),
      deleted: z.optional(z.literal(true)),
      version: z.optional(sequence),
      ttlSeconds: z.optional(z.int().check(z.minimum(1), z.maximum(STATE_LIFE_MAX_SECONDS))),
      tenant: z.optional(tenant),
      traceparent,
    })
    .check(
      z.refine(({ value, deleted }) => (value === undefined) === (deleted === true), {
        path: ["value"],
        message: "must be there unless deleted is, and then not",
      }),
      z.refine(({ value }) => fitsState(value), {
        path: ["value"],
        message: `must have ${STATE_VALUE_MAX_BYTES} bytes at most`,
      }),
    ),
  examples: [
    { entityId: "myEntityId", key: "status", value: { step: "packed" }, version: 7 },
    { entityId: "myEntityId", key: "cursor:ada", value: { x: 3, y: 4 }, ttlSeconds: 30 },
    { entityId: "myEntityId", key: "status", deleted: true, version: 8 },
  ],
});

export const disconnectUserEvent = define({
  name: "Disconnect User event",
  title: "A user is to be disconnected",
  summary: "Published with detail-type Disconnect User: closes all connections of the user, who may connect again.",
  payload: z.object({ userId, reason: z.optional(reason), tenant: z.optional(tenant), traceparent }),
  examples: [{ userId: "myuserid", reason: "Signed out on another device" }],
});

export const revokeAccessEvent = define({
  name: "Revoke Access event",
  title: "Tokens are no longer to count",
  summary:
    "Published with detail-type Revoke Access: refuses one token by its jti, or a user's tokens issued before a time, and closes what was opened with them.",
  payload: z.union([
    z.object({ jti: tokenId, reason: z.optional(reason), tenant: z.optional(tenant), traceparent }),
    z.object({ userId, issuedBefore: timestamp, reason: z.optional(reason), tenant: z.optional(tenant), traceparent }),
  ]),
  examples: [
    { jti: "5f0e9a1c", reason: "Reported stolen" },
    { userId: "myuserid", issuedBefore: "2026-01-31T12:00:00Z" },
  ],
});

export type EntityUpdatedEvent = PayloadOf<typeof entityUpdatedEvent>;
export type SendUserPushNotificationEvent = PayloadOf<typeof sendUserPushNotificationEvent>;
export type EntitiesUpdatedEvent = PayloadOf<typeof entitiesUpdatedEvent>;
export type EntityStreamEvent = PayloadOf<typeof entityStreamEvent>;
export type EntityStateEvent = PayloadOf<typeof entityStateEvent>;
export type DisconnectUserEvent = PayloadOf<typeof disconnectUserEvent>;
export type RevokeAccessEvent = PayloadOf<typeof revokeAccessEvent>;
