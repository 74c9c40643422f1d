import type { Message, ServerEnd } from "./fake-socket.ts";

/** An entity as a server knows it. */
export interface FakeEntity {
  readonly id: string;
  /** Updates that are kept, oldest first. */
  updates: Message[];
  /** Place of the newest update. */
  seq: number;
  readonly subscribers: Set<ServerEnd>;
  /** Subscribers who have asked who is there. */
  readonly watchers: Set<ServerEnd>;
  users: readonly string[];
}

/** The entities of a server, each made when it is first asked for. */
export interface FakeEntities {
  of(id: string): FakeEntity;
  all(): readonly FakeEntity[];
  leave(socket: ServerEnd): void;
}

export function createFakeEntities(): FakeEntities {
  const entities = new Map<string, FakeEntity>();

  return {
    of(id) {
      const known = entities.get(id);
      if (known) return known;
      const entity = {
        id,
        updates: [],
        seq: 0,
        subscribers: new Set<ServerEnd>(),
        watchers: new Set<ServerEnd>(),
        users: [],
      };
      entities.set(id, entity);
      return entity;
    },
    all: () => [...entities.values()],
    leave(socket) {
      for (const { subscribers, watchers } of entities.values()) {
        subscribers.delete(socket);
        watchers.delete(socket);
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
