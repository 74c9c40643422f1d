import { presence as definition, messages, PRESENCE_DATA_MAX_BYTES, type Presence } from "@portcullis/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entityKey, historyKey, shardPartition, subscriptionKey } from "../../../src/aws/dynamodb/keys.ts";
import {
  memberKey,
  presenceKey,
  tallyKey,
  watcherIndexKey,
  watcherOf,
  watcherPartition,
} from "../../../src/aws/dynamodb/presence-keys.ts";
import type { Connection } from "../../../src/core/connections/connection.ts";
import type { Watch } from "../../../src/core/presence/ports.ts";
import { presence } from "../../../src/core/presence/presence.ts";
import { followPolicy, type PolicyMode } from "../../../src/core/tokens/policy.ts";
import { connectionOf, createSockets, NOW_MS } from "../../support/fakes.ts";
import { createPresences } from "../../support/presences.ts";

const ENTITY = { entityId: "room" };

function world({ policy = "open" as PolicyMode } = {}) {
  const presences = createPresences();
  const sockets = createSockets();
  const charged: (readonly [string, number])[] = [];
  const act = presence({
    presences,
    sockets,
    now: () => NOW_MS,
    newId: () => "asked",
    mayFollow: followPolicy(policy),
  });
  const ask = (connection: Connection, fields: Partial<Presence> = {}) =>
    act(connection, { action: "presence", entityId: "room", requestId: "1", ...fields }, async (...work) => {
      charged.push(work);
      return undefined;
    });
  /** Lets users come, each with a connection of that name. */
  const join = (...userIds: string[]) => {
    const connections = userIds.map((userId) => connectionOf(`${userId}=`, { userId }));
    for (const connection of connections) presences.join(connection, "room");
    return connections as [Connection, ...Connection[]];
  };
  const sentTo = (connectionId: string) => sockets.delivered[connectionId] ?? [];
  return { presences, ask, join, charged, sentTo };
}

describe("presence", () => {
  it("costs what it finds", async () => {
    const { ask, join, charged } = world();
    const [ann] = join("ann", "bob");
    await ask(ann);
    // Once to begin with, and once for the list.
    expect(charged).toEqual([
      ["listed", 2],
      ["listed", 2],
    ]);
  });

  it("answers with each user once, and has the connection told from now on", async () => {
    const { presences, ask, join } = world();
    const [ann] = join("ann", "bob");
    presences.join(connectionOf("second=", { userId: "bob" }), "room");
    const answer = await ask(ann);
    expect(answer).toEqual({ type: "presence", entityId: "room", users: ["ann", "bob"], total: 2, requestId: "1" });
    expect(messages.fromServer.present.payload.safeParse(answer).success).toBe(true);
    expect(await presences.watchersOf(ENTITY)).toMatchObject([{ connectionId: "ann=", watches: ["users"] }]);
  });

  it.each<[Watch]>([["users"], ["members"], ["count"]])(
    "for %s needs a subscription of the very connection",
    async (watch) => {
      const { ask, join } = world();
      join("ann");
      const follow = watch === "users" ? {} : { follow: watch };
      expect(await ask(connectionOf("other="), follow)).toBe("not_subscribed");
    },
  );

  it("needs what subscribe needs, also after the token's permissions changed, and notes nothing without it", async () => {
    const { presences, ask } = world({ policy: "claims" });
    const connection = connectionOf("a=", { permissions: ["hall"] });
    presences.join(connection, "room");
    expect(await ask(connection, { follow: "members", data: "seen" })).toBe("not_authorized");
    expect(await presences.watchersOf(ENTITY)).toEqual([]);
    expect(await presences.attendancesOf(ENTITY)).toMatchObject([{ data: undefined }]);
  });

  it("fits one frame of 32 KB whatever the ids are, and says how many there are in truth", async () => {
    const { ask, join } = world();
    const ids = Array.from({ length: 1000 }, (_, n) => `${"\u{1F600}".repeat(60)}"${n}`);
    const [first] = join(ids[0] ?? "", ...ids.slice(1));
    const answer = await ask(first);
    expect(answer).toMatchObject({ total: 1000 });
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(32 * 1024);
    expect((answer as { users: string[] }).users.length).toBeGreaterThan(50);
  });

  it("has a definition that refuses an unknown field", () => {
    expect(definition.payload.safeParse({ action: "presence", entityId: "room", x: 1 }).success).toBe(false);
  });
});

describe("presence with follow", () => {
  it("sends all members with their data before the answer, which says how many there are", async () => {
    const { ask, join, sentTo } = world();
    const [ann, bob] = join("ann", "bob");
    await ask(bob as Connection, { data: { name: "Bob" } });
    const answer = await ask(ann, { follow: "members" });
    expect(answer).toEqual({ type: "presence", entityId: "room", total: 2, revision: NOW_MS, requestId: "1" });
    expect(sentTo("ann=")).toEqual([
      {
        type: "Entity Presence",
        id: `presence@${NOW_MS}/1`,
        entityId: "room",
        revision: NOW_MS,
        count: 2,
        members: {
          since: 0,
          changes: [
            { userId: "ann", revision: NOW_MS },
            { userId: "bob", revision: NOW_MS, data: { name: "Bob" } },
          ],
          part: { number: 1, of: 1 },
        },
        sentAt: "2026-01-31T12:00:00.000Z",
      },
    ]);
    expect(messages.fromServer.entityPresence.payload.safeParse(sentTo("ann=")[0]).success).toBe(true);
  });

  it("sends nothing with a since that is the newest, and all with any other", async () => {
    const { ask, join, sentTo } = world();
    const [ann] = join("ann");
    await ask(ann, { follow: "members", since: NOW_MS });
    expect(sentTo("ann=")).toEqual([]);
    for (const since of [0, NOW_MS - 1, NOW_MS + 1]) await ask(ann, { follow: "members", since });
    expect(sentTo("ann=")).toHaveLength(3);
  });

  it("for the number alone sends nothing but the answer", async () => {
    const { ask, join, sentTo } = world();
    const [ann] = join("ann", "bob", "carol");
    expect(await ask(ann, { follow: "count" })).toMatchObject({ total: 3, revision: NOW_MS });
    expect(sentTo("ann=")).toEqual([]);
  });

  it("sends 200 members with all of their data in parts that fit messages, and counts the others", async () => {
    const { presences, ask, join, sentTo } = world();
    const connections = join("ann", ...Array.from({ length: 250 }, (_, n) => `user-${n}`));
    const data = JSON.stringify("x".repeat(PRESENCE_DATA_MAX_BYTES - 2));
    for (const connection of connections) await presences.note(connection, "room", { data });
    expect(await ask(connections[0], { follow: "members" })).toMatchObject({ total: 251 });
    const parts = sentTo("ann=") as { members: { changes: object[]; part: object } }[];
    expect(parts.length).toBeGreaterThan(1);
    for (const [index, part] of parts.entries()) {
      expect(part.members.part).toEqual({ number: index + 1, of: parts.length });
      expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThan(128 * 1024);
    }
    expect(parts.flatMap(({ members }) => members.changes)).toHaveLength(200);
  });

  it("costs what it sends", async () => {
    const { ask, join, charged } = world();
    const [ann] = join("ann");
    await ask(ann, { follow: "members" });
    expect(charged).toEqual([
      ["listed", 1],
      ["resent", 1],
    ]);
  });

  it("beside another question of the same connection is told of both", async () => {
    const { presences, ask, join } = world();
    const [ann] = join("ann");
    for (const fields of [{ follow: "members" }, { follow: "count" }, {}] as const) await ask(ann, fields);
    expect(await presences.watchersOf(ENTITY)).toMatchObject([{ watches: ["members", "count", "users"] }]);
  });

  it("has those looked at who should have been long ago", async () => {
    const { presences, ask, join } = world();
    const [ann] = join("ann");
    await ask(ann, { follow: "count" });
    const tally = await presences.tallyOf(ENTITY);
    const member = { revision: 1, endsAtMs: NOW_MS + 60_000 };
    const written = [
      { ...member, userId: "lost", leavingAtMs: NOW_MS - 121_000 },
      { ...member, userId: "silent", endsAtMs: NOW_MS - 121_000 },
      { ...member, userId: "reloading", leavingAtMs: NOW_MS - 4_000 },
    ];
    await presences.commit(ENTITY, tally, tally, { written, removed: [] });
    await ask(ann, { follow: "members" });
    expect(presences.nudged).toEqual(["lost", "silent"]);
  });

  it("leaves it to the stream of changes when that is faster", async () => {
    let isFirst = true;
    const presences = createPresences({
      between: async () => {
        if (!isFirst) return;
        isFirst = false;
        const tally = { revision: 1, changedAt: 1, listed: 0, others: 0 };
        await presences.commit(ENTITY, undefined, tally, { written: [], removed: [] });
      },
    });
    const ann = connectionOf("ann=", { userId: "ann" });
    presences.join(ann, "room");
    const act = presence({
      presences,
      sockets: createSockets(),
      now: () => NOW_MS,
      newId: () => "1",
      mayFollow: () => true,
    });
    await act(ann, { action: "presence", entityId: "room", follow: "count" }, async () => undefined);
    expect(presences.nudged).toEqual([undefined]);
  });
});

describe("presence with data", () => {
  it("asks for nothing, and tells nothing of who is there", async () => {
    const { presences, ask, join } = world();
    const [ann] = join("ann");
    expect(await ask(ann, { data: { typing: true } })).toEqual({ type: "presence", entityId: "room", requestId: "1" });
    expect(await presences.tallyOf(ENTITY)).toBeUndefined();
    expect(await presences.attendancesOf(ENTITY)).toMatchObject([{ data: '{"typing":true}', isWatching: false }]);
  });

  it("costs as much as there are members to be told, and nothing where nobody follows", async () => {
    const { ask, join, charged } = world();
    const [ann] = join("ann", "bob", "carol");
    await ask(ann, { data: 1 });
    expect(charged).toEqual([]);
    await ask(ann, { follow: "count" });
    await ask(ann, { data: 2 });
    expect(charged).toEqual([
      ["listed", 3],
      ["told", 3],
    ]);
  });

  it("that is too much for now is not noted", async () => {
    const { presences, ask, join } = world();
    const [ann] = join("ann");
    await ask(ann, { follow: "count" });
    const act = presence({
      presences,
      sockets: createSockets(),
      now: () => NOW_MS,
      newId: () => "1",
      mayFollow: () => true,
    });
    const refused = { refused: "rate_limited", retryAfterMs: 1 } as const;
    const message = { action: "presence", entityId: "room", data: "more" } as const;
    expect(await act(ann, message, async () => refused)).toEqual(refused);
    expect(await presences.attendancesOf(ENTITY)).toMatchObject([{ data: undefined }]);
  });

  it("takes data away with null", async () => {
    const { presences, ask, join } = world();
    const [ann] = join("ann");
    await ask(ann, { data: 1 });
    await ask(ann, { data: null });
    expect(await presences.attendancesOf(ENTITY)).toMatchObject([{ data: undefined, dataAtMs: NOW_MS }]);
  });

  it.each([
    ["as much as there may be", "x".repeat(PRESENCE_DATA_MAX_BYTES - 2), true],
    ["one byte too much", "x".repeat(PRESENCE_DATA_MAX_BYTES - 1), false],
    ["too much in bytes that is not in letters", "\u{1F600}".repeat(300), false],
  ])("that is %s is taken: %s", (_, data, isTaken) => {
    expect(definition.payload.safeParse({ action: "presence", entityId: "room", data }).success).toBe(isTaken);
  });

  it("that looks like somebody else is the data of whose token it is", async () => {
    const { ask, join, sentTo } = world();
    const [ann] = join("ann");
    await ask(ann, { follow: "members", data: { userId: "root", left: true } });
    expect(sentTo("ann=")).toMatchObject([
      { members: { changes: [{ userId: "ann", revision: NOW_MS, data: { userId: "root", left: true } }] } },
    ]);
  });
});

describe("keys of presences", () => {
  const id = fc.string({
    minLength: 1,
    maxLength: 20,
    unit: fc.constantFrom("a", "b", "#", "%", "2", "3", "P", "U", "W"),
  });
  const place = fc.record({ tenant: fc.option(id, { nil: undefined }), entityId: id, userId: id, connectionId: id });
  const text = ({ pk, sk }: { pk: string; sk: string }) => `${pk}\n${sk}`;

  it("are different for different presences", () => {
    fc.assert(
      fc.property(place, place, (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        expect(text(presenceKey(one)) === text(presenceKey(other))).toBe(isSame);
      }),
    );
  });

  it("are never those of anything else", () => {
    fc.assert(
      fc.property(place, place, fc.nat(20), (one, other, number) => {
        const others = [
          entityKey(other),
          historyKey(other, number),
          subscriptionKey(other.connectionId, other.entityId),
          memberKey(other, other.userId),
          tallyKey(other),
        ];
        expect(others.map(text)).not.toContain(text(presenceKey(one)));
        expect(shardPartition(other, number)).not.toBe(watcherPartition(one));
      }),
    );
  });

  it("say what was asked for, and by which connection", () => {
    const watches = fc.shuffledSubarray<Watch>(["users", "members", "count"], { minLength: 1 });
    fc.assert(
      fc.property(place, watches, (presence, asked) => {
        const { connectionId } = presence;
        const found = watcherOf(watcherIndexKey(presence, asked));
        expect({ ...found, watches: found.watches.sort() }).toEqual({ connectionId, watches: [...asked].sort() });
      }),
    );
  });
});
