import { presence as definition, messages } from "@portcullis/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entityKey, historyKey, shardPartition, subscriptionKey } from "../../../src/aws/dynamodb/keys.ts";
import { presenceKey, toldKey, watcherPartition } from "../../../src/aws/dynamodb/presence-keys.ts";
import type { Connection } from "../../../src/core/connections/connection.ts";
import { presence } from "../../../src/core/presence/presence.ts";
import { type PresenceChange, tellPresence } from "../../../src/core/presence/presence-change.ts";
import { followPolicy, type PolicyMode } from "../../../src/core/tokens/policy.ts";
import { connectionOf, NOW_MS } from "../../support/fakes.ts";
import { createPresences } from "../../support/presences.ts";
import { createPushWorld } from "../../support/push-world.ts";

const ENTITY = { entityId: "room" };
const ask = (presences: ReturnType<typeof createPresences>, connection: Connection, policy: PolicyMode = "open") =>
  presence({ presences, mayFollow: followPolicy(policy) })(
    connection,
    { action: "presence", entityId: "room", requestId: "1" },
    async () => undefined,
  );

describe("presence", () => {
  it("costs what it finds", async () => {
    const presences = createPresences();
    const ann = connectionOf("a=", { userId: "ann" });
    for (const connection of [ann, connectionOf("b=", { userId: "bob" })]) presences.join(connection, "room");
    const charged: unknown[] = [];
    await presence({ presences, mayFollow: () => true })(
      ann,
      { action: "presence", entityId: "room" },
      async (...work) => {
        charged.push(work);
        return undefined;
      },
    );
    expect(charged).toEqual([["listed", 2]]);
  });

  it("answers with each user once, and has the connection told from now on", async () => {
    const presences = createPresences();
    for (const [connectionId, userId] of [
      ["a=", "ann"],
      ["b=", "bob"],
      ["c=", "bob"],
    ] as const)
      presences.join(connectionOf(connectionId, { userId }), "room");
    const answer = await ask(presences, connectionOf("a=", { userId: "ann" }));
    expect(answer).toEqual({ type: "presence", entityId: "room", users: ["ann", "bob"], total: 2, requestId: "1" });
    expect(messages.fromServer.present.payload.safeParse(answer).success).toBe(true);
    expect((await presences.watchersOf(ENTITY)).map(({ connectionId }) => connectionId)).toEqual(["a="]);
  });

  it("needs a subscription of the very connection", async () => {
    const presences = createPresences();
    presences.join(connectionOf("b="), "room");
    expect(await ask(presences, connectionOf("a="))).toBe("not_subscribed");
  });

  it("needs what subscribe needs, also after the token's permissions changed", async () => {
    const presences = createPresences();
    const connection = connectionOf("a=", { permissions: ["hall"] });
    presences.join(connection, "room");
    expect(await ask(presences, connection, "claims")).toBe("not_authorized");
    expect(await presences.watchersOf(ENTITY)).toEqual([]);
  });

  it("fits one frame of 32 KB whatever the ids are, and says how many there are in truth", async () => {
    const presences = createPresences();
    for (let n = 0; n < 1000; n++)
      presences.join(connectionOf(`${n}`, { userId: `${"\u{1F600}".repeat(60)}"${n}` }), "room");
    const answer = await ask(presences, connectionOf("0", { userId: `${"\u{1F600}".repeat(60)}"0` }));
    expect(answer).toMatchObject({ total: 1000 });
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(32 * 1024);
    expect((answer as { users: string[] }).users.length).toBeGreaterThan(50);
  });

  it("has a definition that refuses an unknown field", () => {
    expect(definition.payload.safeParse({ action: "presence", entityId: "room", x: 1 }).success).toBe(false);
  });
});

describe("a change of presence", () => {
  const CHANGE: PresenceChange = {
    id: "change-1",
    time: new Date(NOW_MS).toISOString(),
    entity: ENTITY,
    userId: "bob",
  };

  async function world() {
    const push = createPushWorld();
    const presences = createPresences();
    const ann = connectionOf("a=", { userId: "ann" });
    presences.join(ann, "room");
    await presences.watch(ann, "room");
    const tell = (id = "change-1") => tellPresence({ ...CHANGE, id }, { ...push.ports, presences });
    const told = () =>
      (push.ports.sockets.delivered["a="] ?? []).map((message) => {
        const { type, id } = message as { type: string; id: string };
        return `${type} ${id}`;
      });
    return { ...push, presences, tell, told };
  }

  const bob = (connectionId: string) => connectionOf(connectionId, { userId: "bob" });

  it("tells of a user's first connection and of the last one, and of none between", async () => {
    const { presences, tell, told } = await world();
    presences.join(bob("1"), "room");
    await tell("1");
    presences.join(bob("2"), "room");
    await tell("2");
    presences.leave(bob("1"), "room");
    await tell("3");
    presences.leave(bob("2"), "room");
    await tell("4");
    expect(told()).toEqual(["presence.joined 1", "presence.left 4"]);
  });

  it("of somebody who stays has it noted again that this was told: a note does not live for ever", async () => {
    const { presences, ports } = await world();
    const notes: unknown[] = [];
    const noting = { ...presences, noteTold: async (...note: unknown[]) => void notes.push(note) };
    presences.join(bob("1"), "room");
    await presences.noteTold(ENTITY, "bob", true);
    await tellPresence(CHANGE, { ...ports, presences: noting });
    expect(notes).toEqual([[ENTITY, "bob", true]]);
  });

  it("says who, where and when", async () => {
    const { presences, tell, ports } = await world();
    presences.join(bob("1"), "room");
    await tell();
    const [message] = ports.sockets.delivered["a="] ?? [];
    expect(message).toEqual({
      type: "presence.joined",
      id: "change-1",
      entityId: "room",
      userId: "bob",
      sentAt: CHANGE.time,
    });
    expect(messages.fromServer.presenceJoined.payload.safeParse(message).success).toBe(true);
  });

  it("is not told when the user is gone again before anybody looked, nor twice when two came at once", async () => {
    const { presences, tell, told } = await world();
    presences.join(bob("1"), "room");
    presences.leave(bob("1"), "room");
    await tell("1");
    await tell("2");
    expect(told()).toEqual([]);
    presences.join(bob("1"), "room");
    presences.join(bob("2"), "room");
    await tell("3");
    await tell("4");
    expect(told()).toEqual(["presence.joined 3"]);
  });

  it("that was lost is made good by the next one", async () => {
    const { presences, tell, told } = await world();
    presences.join(bob("1"), "room");
    presences.join(bob("2"), "room");
    await tell("2");
    expect(told()).toEqual(["presence.joined 2"]);
  });

  it("is told again under the same id when it could not be noted", async () => {
    const { presences, tell, told } = await world();
    presences.join(bob("1"), "room");
    presences.failOnce();
    await expect(tell()).rejects.toThrow();
    await tell();
    expect(told()).toEqual(["presence.joined change-1", "presence.joined change-1"]);
  });

  it("goes to watchers alone, and to no other tenant's", async () => {
    const { presences, tell, ports } = await world();
    const acme = connectionOf("z=", { tenant: "acme" });
    presences.join(acme, "room");
    await presences.watch(acme, "room");
    presences.join(bob("1"), "room");
    await tell();
    expect(Object.keys(ports.sockets.delivered)).toEqual(["a="]);
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
          toldKey(other, other.userId),
        ];
        expect(others.map(text)).not.toContain(text(presenceKey(one)));
        expect(shardPartition(other, number)).not.toBe(watcherPartition(one));
      }),
    );
  });
});
