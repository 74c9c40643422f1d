import { createFakePresence, type FakePresence } from "./fake-presence.ts";
import type { Message, ServerEnd } from "./fake-socket.ts";
import { createFakeStreams, type FakeStreams } from "./fake-streams.ts";
import { createFakeValues, type FakeValues } from "./fake-values.ts";

/** An entity as a server knows it. */
export interface FakeEntity {
  readonly id: string;
  /** Updates that are kept, oldest first. */
  updates: Message[];
  /** Place of the newest update. */
  seq: number;
  readonly subscribers: Set<ServerEnd>;
  readonly presence: FakePresence;
  /** Last values by key. */
  readonly values: FakeValues;
  /** Texts that grow. */
  readonly streams: FakeStreams;
}

/** The entities of a server, each made when it is first asked for. */
export interface FakeEntities {
  of(id: string): FakeEntity;
  all(): readonly FakeEntity[];
  leave(socket: ServerEnd): void;
}

/** Time of all messages. */
export const SENT_AT = "2026-01-31T12:00:00Z";

export function createFakeEntities(userId: string, now: () => number): FakeEntities {
  const entities = new Map<string, FakeEntity>();

  return {
    of(id) {
      const known = entities.get(id);
      if (known) return known;
      const subscribers = new Set<ServerEnd>();
      const complete = (message: Message) => ({ ...message, entityId: id, sentAt: SENT_AT });
      const push = (message: Message) => {
        for (const socket of [...subscribers]) socket.send(complete(message));
      };
      const entity = {
        id,
        updates: [],
        seq: 0,
        subscribers,
        presence: createFakePresence(userId, complete),
        values: createFakeValues(push, now),
        streams: createFakeStreams(push),
      };
      entities.set(id, entity);
      return entity;
    },
    all: () => [...entities.values()],
    leave(socket) {
      for (const { subscribers, presence } of entities.values()) {
        subscribers.delete(socket);
        presence.leave(socket);
      }
    },
  };
}

/** Returns the answer to a subscription, and what is sent again. */
export function resume({ id: entityId, seq, updates }: FakeEntity, since: unknown) {
  if (typeof since !== "number") return { answer: { type: "subscribed", entityId, seq }, missed: [] };
  const missed = updates.filter((update) => Number(update.seq) > since);
  const recovered = missed.length === seq - since;
  return { answer: { type: "subscribed", entityId, seq, recovered }, missed: recovered ? missed : [] };
}
