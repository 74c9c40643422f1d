import type { Message, ServerEnd } from "./fake-socket.ts";

/** A user who is there, with what they say of themselves. */
export interface FakeUser {
  readonly userId: string;
  readonly data?: unknown;
}

/** Presence of an entity as a server knows it. */
export interface FakePresence {
  /** Data that the user of the client says of themselves. */
  readonly ownData: unknown;
  /** Says who else is there. `newId` makes the ids of messages. */
  setUsers(users: readonly (string | FakeUser)[], newId: () => string): void;
  /** Says how many there are, of whom those who are listed are a part. */
  setOccupancy(count: number): void;
  /** Answers a question of who is there, after what is sent before that. */
  answer(socket: ServerEnd, question: Message): void;
  leave(socket: ServerEnd): void;
}

type Follow = "users" | "members" | "count";

interface Change extends FakeUser {
  readonly revision: number;
  readonly left?: true;
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** `complete`: adds what all messages of the entity have. */
export function createFakePresence(userId: string, complete: (message: Message) => Message): FakePresence {
  const followers = new Map<ServerEnd, Set<Follow>>();
  let others = new Map<string, Change>();
  let own: Change = { userId, revision: 1 };
  let revision = 1;
  let occupancy = 0;

  const members = () => [...others.values(), own];
  const count = () => Math.max(occupancy, members().length);
  const presence = (fields: Message = {}) =>
    complete({ type: "Entity Presence", id: `presence@${revision}`, revision, count: count(), ...fields });

  function send(follow: Follow, message: Message): void {
    for (const [socket, follows] of followers) if (follows.has(follow)) socket.send(message);
  }

  function push(since: number, changes: readonly Change[]): void {
    send("members", presence(changes.length > 0 ? { members: { since, changes } } : {}));
    send("count", presence());
  }

  function say({ data }: Message): void {
    const since = revision;
    revision += 1;
    own = data === null ? { userId, revision } : { userId, revision, data };
    push(since, [own]);
  }

  return {
    get ownData() {
      return own.data;
    },
    setUsers(users, newId) {
      const since = revision;
      revision += 1;
      const named = users.map((user) => (typeof user === "string" ? { userId: user } : user));
      const next = new Map<string, Change>();
      for (const user of named) {
        const known = others.get(user.userId);
        next.set(user.userId, known && isSame(known.data, user.data) ? known : { ...user, revision });
      }
      const left = [...others.keys()].filter((id) => !next.has(id));
      const joined = [...next.keys()].filter((id) => !others.has(id));
      const gone = left.map((id): Change => ({ userId: id, revision, left: true }));
      others = next;
      push(since, [...[...next.values()].filter((change) => change.revision === revision), ...gone]);
      for (const id of joined) send("users", complete({ type: "presence.joined", id: newId(), userId: id }));
      for (const id of left) send("users", complete({ type: "presence.left", id: newId(), userId: id }));
    },
    setOccupancy(number) {
      occupancy = number;
      revision += 1;
      push(revision, []);
    },
    answer(socket, { follow, since, data, entityId, requestId }) {
      if (data !== undefined) say({ data });
      const answer = { type: "presence", entityId, requestId };
      if (follow === undefined && data !== undefined) return socket.send(answer);
      const follows = followers.get(socket) ?? new Set();
      followers.set(socket, follows.add((follow ?? "users") as Follow));
      const all = members();
      if (follow === "members" && since !== revision)
        socket.send(presence({ members: { since: 0, changes: all, part: { number: 1, of: 1 } } }));
      const ids = follow === undefined ? { users: all.map((user) => user.userId) } : { revision };
      socket.send({ ...answer, ...ids, total: count() });
    },
    leave(socket) {
      followers.delete(socket);
      if (followers.size === 0) own = { userId, revision };
    },
  };
}
