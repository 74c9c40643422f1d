import * as z from "zod/mini";
import { define, entityId, type PayloadOf, requestId, sequence, timestamp, traceparent, userId } from "../define.ts";
import { memberChange, presenceRevision } from "./members.ts";

// What the server says of who is there.

export const present = define({
  name: "presence answer",
  title: "Who is there",
  summary: "Users who are subscribed to the entity, each once however many connections they have.",
  description:
    "users may be cut short, total is not. With follow there is no users: members were sent before, as Entity Presence, and total is their number as of revision. Whoever only sets data is told neither.",
  payload: z.object({
    type: z.literal("presence"),
    entityId,
    users: z.optional(z.array(userId)),
    total: z.optional(z.int()),
    revision: z.optional(presenceRevision),
    requestId: z.optional(requestId),
    traceparent,
  }),
  examples: [
    { type: "presence", entityId: "myEntityId", users: ["myuserid"], total: 1 },
    { type: "presence", entityId: "myEntityId", total: 1, revision: 1769860800000, requestId: "42" },
    { type: "presence", entityId: "myEntityId" },
  ],
});

const comingOrGoing = <Type extends "presence.joined" | "presence.left">(type: Type) =>
  z.object({ type: z.literal(type), id: z.string(), entityId, userId, sentAt: timestamp });

export const presenceJoined = define({
  name: "presence.joined",
  title: "A user came",
  summary: "The first connection of a user subscribed to an entity whose presence this connection asked for.",
  description: "Delivered at least once: a repeated push has the same id.",
  payload: comingOrGoing("presence.joined"),
  examples: [
    {
      type: "presence.joined",
      id: "111a0c4e",
      entityId: "myEntityId",
      userId: "myuserid",
      sentAt: "2026-01-31T12:00:00Z",
    },
  ],
});

export const presenceLeft = define({
  name: "presence.left",
  title: "A user went",
  summary: "The last connection of a user is no longer subscribed.",
  description: "Delivered at least once: a repeated push has the same id.",
  payload: comingOrGoing("presence.left"),
  examples: [
    {
      type: "presence.left",
      id: "222b1d5f",
      entityId: "myEntityId",
      userId: "myuserid",
      sentAt: "2026-01-31T12:00:00Z",
    },
  ],
});

export const entityPresence = define({
  name: "Entity Presence",
  title: "Entity presence",
  summary: "Users came to an entity whose presence this connection follows, or went, or have changed their data.",
  description:
    "count is the number of users who are there as of revision, the one with the highest revision counts. members brings changes after the revision since, up to revision; a client that lacks what was before since asks for it. With part, it is one of so many that together are all members as of revision: others of that revision or before are gone. A change counts unless the client has the user in the same revision or a later one; messages may come twice and out of order. At most 200 members are told, others are counted, and their number is told less often the more there are. data is the user's own word.",
  payload: z.object({
    type: z.literal("Entity Presence"),
    id: z.string(),
    entityId,
    revision: presenceRevision,
    count: sequence,
    members: z.optional(
      z.object({
        since: presenceRevision,
        changes: z.array(memberChange),
        part: z.optional(z.object({ number: z.int(), of: z.int() })),
      }),
    ),
    sentAt: timestamp,
    traceparent,
  }),
  examples: [
    {
      type: "Entity Presence",
      id: "presence@1769860800000",
      entityId: "myEntityId",
      revision: 1769860800000,
      count: 1,
      members: {
        since: 0,
        changes: [{ userId: "myuserid", revision: 1769860800000, data: { name: "Ada" } }],
        part: { number: 1, of: 1 },
      },
      sentAt: "2026-01-31T12:00:00Z",
    },
    {
      type: "Entity Presence",
      id: "presence@1769860801000",
      entityId: "myEntityId",
      revision: 1769860801000,
      count: 0,
      members: {
        since: 1769860800000,
        changes: [{ userId: "myuserid", revision: 1769860801000, left: true }],
      },
      sentAt: "2026-01-31T12:00:01Z",
    },
    {
      type: "Entity Presence",
      id: "presence@1769860802000",
      entityId: "myEntityId",
      revision: 1769860802000,
      count: 4711,
      sentAt: "2026-01-31T12:00:02Z",
    },
  ],
});

export type Present = PayloadOf<typeof present>;
export type PresenceJoined = PayloadOf<typeof presenceJoined>;
export type PresenceLeft = PayloadOf<typeof presenceLeft>;
export type EntityPresence = PayloadOf<typeof entityPresence>;
