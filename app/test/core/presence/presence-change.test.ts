import { messages } from "@portcullis/contract";
import { describe, expect, it } from "vitest";
import { connectionOf, NOW_MS } from "../../support/fakes.ts";
import { createPresenceWorld } from "../../support/presence-world.ts";

const ENTITY = { entityId: "room" };

interface Told {
  readonly type: string;
  readonly id: string;
  readonly userId?: string;
  readonly revision: number;
  readonly count: number;
  readonly members?: {
    readonly since: number;
    readonly changes: readonly { userId: string; left?: true; data?: unknown }[];
  };
}

/** A room in which ann follows. */
async function startWorld(follow?: "members" | "count") {
  const world = createPresenceWorld();
  await world.join("ann");
  await world.ask("ann", follow ? { follow } : {});
  const told = () => world.sentTo("ann") as unknown as readonly Told[];
  const begun = told().length;
  /** Pushes in words: who came, who went, how many there are. */
  const heard = () =>
    told()
      .slice(begun)
      .map(({ type, userId, count, members }) => {
        if (type !== "Entity Presence") return `${type} ${userId}`;
        const changes = members?.changes.map((change) => `${change.left ? "-" : "+"}${change.userId}`) ?? [];
        return [...changes, count].join(" ");
      });
  return { ...world, told: () => told().slice(begun), heard };
}

describe("a change of presence", () => {
  it("tells of a user's first connection and of the last one, and of none between", async () => {
    const { join, leave, tell, heard } = await startWorld("members");
    await tell(await join("1", "bob"));
    await tell(await join("2", "bob"));
    await tell(await leave("1"));
    await tell(await leave("2"));
    expect(heard()).toEqual(["+bob 2", "-bob 1"]);
  });

  it("says who, where and when, and goes on where the last one ended", async () => {
    const { join, tell, told } = await startWorld("members");
    await tell(await join("bob"));
    expect(told()).toEqual([
      {
        type: "Entity Presence",
        id: `presence@${NOW_MS + 1}`,
        entityId: "room",
        revision: NOW_MS + 1,
        count: 2,
        members: { since: NOW_MS, changes: [{ userId: "bob", revision: NOW_MS + 1 }] },
        sentAt: "2026-01-31T12:00:00.000Z",
      },
    ]);
    expect(messages.fromServer.entityPresence.payload.safeParse(told()[0]).success).toBe(true);
  });

  it("that comes with others is told in one message", async () => {
    const { join, leave, tell, heard, ask } = await startWorld("members");
    await tell(await join("carol"));
    await tell(await join("bob"), await leave("carol"), await join("dan"), await ask("dan", { data: 1 }));
    expect(heard()).toEqual(["+carol 2", "+bob -carol +dan 3"]);
  });

  it("is not told when the user is gone again before anybody looked, nor twice when two came at once", async () => {
    const { join, leave, tell, heard } = await startWorld("members");
    const changes = [await join("1", "bob"), await leave("1")];
    for (const change of changes) await tell(change);
    expect(heard()).toEqual([]);
    const both = [await join("2", "bob"), await join("3", "bob")];
    for (const change of both) await tell(change);
    expect(heard()).toEqual(["+bob 2"]);
  });

  it("that was lost is made good by the next one", async () => {
    const { join, tell, heard } = await startWorld("members");
    await join("1", "bob");
    await tell(await join("2", "bob"));
    expect(heard()).toEqual(["+bob 2"]);
  });

  it("is told again when it comes again, with the revision that it had", async () => {
    const { join, tell, told } = await startWorld("members");
    const change = await join("bob");
    await tell(change);
    await tell(change);
    expect(told()).toHaveLength(2);
    expect(told()[1]).toEqual(told()[0]);
  });

  it("that could not be written is told when it comes again", async () => {
    const { join, tell, heard, presences } = await startWorld("members");
    const change = await join("bob");
    presences.failOnce();
    await expect(tell(change)).rejects.toThrow();
    expect(heard()).toEqual([]);
    await tell(change);
    expect(heard()).toEqual(["+bob 2"]);
  });

  it("goes to watchers alone, and to no other tenant's", async () => {
    const { join, tell, ports, presences } = await startWorld("members");
    const acme = connectionOf("z=", { tenant: "acme" });
    presences.join(acme, "room");
    await presences.note(acme, "room", { watch: "members" });
    await tell(await join("bob"));
    expect(Object.keys(ports.sockets.delivered)).toEqual(["ann"]);
  });

  it("is nothing where nobody has asked, and costs no write", async () => {
    const { join, leave, tell, presences, ports } = createPresenceWorld();
    await tell(await join("bob"));
    await tell(await leave("bob"));
    expect(await presences.tallyOf(ENTITY)).toBeUndefined();
    expect(ports.sockets.posts).toEqual([]);
  });
});

describe("what is told of a change", () => {
  it("to who wants ids alone is who came and who went, under an id of its own", async () => {
    const { join, leave, ask, tell, told } = await startWorld();
    await tell(await join("bob"));
    await tell(await ask("bob", { data: "ignored" }));
    await tell(await leave("bob"));
    expect(told()).toEqual([
      { type: "presence.joined", id: "change-3:bob", entityId: "room", userId: "bob", sentAt: expect.any(String) },
      { type: "presence.left", id: "change-5:bob", entityId: "room", userId: "bob", sentAt: expect.any(String) },
    ]);
    expect(messages.fromServer.presenceJoined.payload.safeParse(told()[0]).success).toBe(true);
  });

  it("to who wants the number is the number, and nothing when only data changed", async () => {
    const { join, ask, tell, heard } = await startWorld("count");
    await tell(await join("bob"));
    await tell(await ask("bob", { data: 1 }));
    expect(heard()).toEqual(["2"]);
  });
});

describe("data of a member", () => {
  const dataOf = (told: readonly Told[]) => told.flatMap(({ members }) => members?.changes.map(({ data }) => data));

  it("is told when it is set, changed and taken away, and not when it is the same", async () => {
    const { join, ask, tell, told, advance } = await startWorld("members");
    await tell(await join("bob"));
    for (const data of [{ at: 1 }, { at: 1 }, { at: 2 }, null]) {
      advance(1);
      await tell(await ask("bob", { data }));
    }
    expect(dataOf(told())).toEqual([undefined, { at: 1 }, { at: 2 }, undefined]);
  });

  it("is that of the connection which set it last, and then of the one that is left", async () => {
    const { join, leave, ask, tell, told, advance } = await startWorld("members");
    await tell(await join("phone", "bob"), await ask("phone", { data: "phone" }));
    advance(1);
    await tell(await join("laptop", "bob"), await ask("laptop", { data: "laptop" }));
    await tell(await leave("laptop"));
    expect(dataOf(told())).toEqual(["phone", "laptop", "phone"]);
  });

  it("stays while a user comes back with another connection that says nothing yet", async () => {
    const { join, lose, ask, tell, told } = await startWorld("members");
    await tell(await join("old", "bob"), await ask("old", { data: "here" }));
    await tell(await lose("old"));
    await tell(await join("new", "bob"));
    expect(dataOf(told())).toEqual(["here"]);
  });
});

describe("a user whose last connection is gone", () => {
  it("is told to have left when they do not come back in time", async () => {
    const { join, lose, tell, heard, dueLooks, advance } = await startWorld("members");
    await tell(await join("bob"));
    await tell(await lose("bob"));
    advance(4_000);
    expect(dueLooks()).toEqual([]);
    expect(heard()).toEqual(["+bob 2"]);
    advance(1_000);
    await tell(...dueLooks());
    expect(heard()).toEqual(["+bob 2", "-bob 1"]);
  });

  it("and who comes back in time is told nothing of, like a reload", async () => {
    const { join, lose, tell, heard, dueLooks, advance } = await startWorld("members");
    await tell(await join("bob"));
    await tell(await lose("bob"));
    advance(2_000);
    await tell(await join("again", "bob"));
    advance(10_000);
    await tell(...dueLooks());
    expect(heard()).toEqual(["+bob 2"]);
    // The next time has a time of its own.
    await tell(await lose("again"));
    expect(heard()).toEqual(["+bob 2"]);
  });

  it("because it unsubscribed has left at once", async () => {
    const { join, leave, tell, heard } = await startWorld("members");
    await tell(await join("bob"));
    await tell(await leave("bob"));
    expect(heard()).toEqual(["+bob 2", "-bob 1"]);
  });

  it("is looked at again when a look came too early", async () => {
    const { join, lose, tell, heard, looks, changeOf, advance } = await startWorld("members");
    await tell(await join("bob"));
    await tell(await lose("bob"));
    advance(1_000);
    await tell(changeOf("bob"));
    expect(looks.map(({ dueAtMs }) => dueAtMs - NOW_MS)).toEqual([5_000, 5_000]);
    expect(heard()).toEqual(["+bob 2"]);
  });

  it("leaves no row when it was the last user", async () => {
    const { lose, tell, presences, dueLooks, advance } = await startWorld("members");
    await tell(await lose("ann"));
    advance(5_000);
    await tell(...dueLooks());
    expect(await presences.tallyOf(ENTITY)).toBeUndefined();
    expect(await presences.membersOf(ENTITY)).toEqual([]);
  });

  it("does not end it for somebody who has asked before anybody looked", async () => {
    const { join, leave, ask, tell, presences, sentTo } = await startWorld("members");
    const left = await leave("ann");
    await tell(left);
    const joined = await join("bob");
    presences.join(connectionOf("bob", { userId: "bob" }), "room");
    // Asked while the tally of before was there.
    await presences.note(connectionOf("bob", { userId: "bob" }), "room", { watch: "members" });
    await tell(joined);
    expect(sentTo("bob")).toMatchObject([{ count: 1, members: { changes: [{ userId: "bob" }] } }]);
    await tell(await ask("bob", { data: 1 }));
    expect(sentTo("bob")).toHaveLength(2);
  });
});

describe("a crowd", () => {
  /** A room with so many users beside ann, and bob, who is one too many. */
  async function startCrowd(others: number, follow: "members" | "count" = "members") {
    const world = await startWorld(follow);
    const changes = [];
    for (let n = 0; n < others; n++) changes.push(await world.join(`user-${n}`));
    await world.tell(...changes);
    const heard = world.heard();
    return { ...world, heard: () => world.heard().slice(heard.length), filled: heard };
  }

  it("that comes at once is told in steps of 50 users", async () => {
    const { filled } = await startCrowd(120);
    expect(filled.map((text) => text.split(" ").at(-1))).toEqual(["51", "101", "121"]);
  });

  it("of more than 200 has the others counted, once for all who come within a while", async () => {
    const { join, tell, heard, looks, dueLooks, advance } = await startCrowd(199);
    for (const name of ["bob", "carol", "dan"]) await tell(await join(name));
    expect(heard()).toEqual([]);
    expect(looks.map(({ dueAtMs }) => dueAtMs - NOW_MS)).toEqual([2_000]);
    advance(2_000);
    await tell(...dueLooks());
    expect(heard()).toEqual(["203"]);
  });

  it("is told its number so seldom that it costs a room about 100 posts a second", async () => {
    const { join, tell, looks, dueLooks, advance, ports } = await startCrowd(199, "count");
    const changes = [];
    for (let n = 0; n < 3_000; n++) changes.push(await join(`more-${n}`));
    await tell(...changes);
    advance(2_000);
    await tell(...dueLooks());
    const before = ports.now();
    await tell(await join("one-more"));
    expect(looks.map(({ dueAtMs }) => dueAtMs - before)).toEqual([32_000]);
  });

  it("is not counted again while nobody comes or goes", async () => {
    const { tell, heard, looks, changeOf, advance } = await startCrowd(250);
    advance(10_000);
    await tell(changeOf(undefined));
    await tell(changeOf(undefined));
    expect([looks.splice(0).length, heard()]).toEqual([1, ["251"]]);
    advance(120_000);
    await tell(changeOf(undefined));
    expect([looks, heard()]).toEqual([[], ["251"]]);
  });

  it("lists those who were only counted when there is room again", async () => {
    const { join, leave, tell, heard, dueLooks, advance, presences } = await startCrowd(199);
    await tell(await join("bob"));
    advance(2_000);
    await tell(...dueLooks());
    await tell(await leave("user-7"));
    advance(10_000);
    await tell(...dueLooks());
    expect(heard()).toEqual(["201", "-user-7 200", "+bob 201", "200"]);
    expect(await presences.membersOf(ENTITY)).toHaveLength(200);
  });

  it("has a count that was lost made up for by who comes later", async () => {
    const { join, tell, looks, advance } = await startCrowd(199);
    await tell(await join("bob"));
    looks.splice(0);
    advance(30_000);
    await tell(await join("carol"));
    expect(looks).toEqual([]);
    advance(60_000);
    await tell(await join("dan"));
    expect(looks).toHaveLength(1);
  });
});
