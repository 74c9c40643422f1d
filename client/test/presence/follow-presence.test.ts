import { PRESENCE_DATA_MAX_BYTES } from "@portcullis/contract";
import { describe, expect, it } from "vitest";
import { followOccupancy, followPresence, type PresenceView } from "../../src/presence/index.ts";
import { settled } from "../support/fake-clock.ts";
import type { FakeSocket, Message } from "../support/fake-socket.ts";
import { createHarness } from "../support/harness.ts";
import { confirm, reconnect } from "../support/order.ts";

const message = (revision: number, count: number, fields: object = {}) => ({
  type: "Entity Presence",
  id: `presence@${revision}`,
  entityId: "order",
  revision,
  count,
  sentAt: "2026-01-31T12:00:00Z",
  ...fields,
});
const ada = { userId: "ada", revision: 5 };
const whole = (number = 1, of = 1, changes: readonly object[] = [ada]) => ({
  members: { since: 0, changes, part: { number, of } },
});
const step = (since: number, ...changes: readonly object[]) => ({ members: { since, changes } });

async function answer(socket: FakeSocket, fields: Message = {}): Promise<void> {
  socket.answer("presence", { type: "presence", entityId: "order", ...fields });
  await settled();
}

const questionsOf = (sockets: readonly FakeSocket[]) =>
  sockets.flatMap(({ sent }) =>
    sent.flatMap(({ action, requestId, entityId, ...fields }) => (action === "presence" ? [fields] : [])),
  );

function follow(options: { data?: unknown } = {}) {
  const harness = createHarness();
  const views: PresenceView[] = [];
  const { client, clock, sockets } = harness;
  const presence = followPresence(client, "order", (view) => views.push(view), { clock, ...options });
  /** Views in words: who is there, and how many. */
  const heard = () => views.map(({ members, count }) => [...members.map(({ userId }) => userId), count].join(" "));
  /** Connects, and lets the server say who is there. */
  async function begin() {
    const socket = await harness.open();
    await confirm(socket, { seq: 0 });
    socket.receive(message(5, 1, whole()));
    await answer(socket, { total: 1, revision: 5 });
    return socket;
  }
  return { ...harness, harness, presence, views, heard, begin, questions: () => questionsOf(sockets) };
}

describe("followPresence", () => {
  it("asks who is there once it is subscribed, and then hears who comes and goes, of its entity alone", async () => {
    const { begin, heard, questions } = follow();
    const socket = await begin();
    expect([questions(), heard()]).toEqual([[{ follow: "members" }], ["ada 1"]]);
    socket.receive(message(6, 2, step(5, { userId: "bob", revision: 6 })));
    socket.receive({ ...message(7, 3, step(6, { userId: "eve", revision: 7 })), entityId: "other" });
    socket.receive(message(7, 1, step(6, { userId: "ada", revision: 7, left: true })));
    expect(heard().slice(1)).toEqual(["ada bob 2", "bob 1"]);
  });

  it("tells the data of a member as it is said, under no other name", async () => {
    const { begin, views } = follow();
    const socket = await begin();
    const data = { userId: "root", typing: true };
    socket.receive(message(6, 1, step(5, { ...ada, revision: 6, data })));
    expect(views.at(-1)?.members).toEqual([{ userId: "ada", data }]);
    socket.receive(message(7, 1, step(6, { ...ada, revision: 7 })));
    expect(views.at(-1)?.members).toEqual([{ userId: "ada" }]);
  });

  it("tells nothing before it knows all, of however many parts in whichever order", async () => {
    const { open, heard } = follow();
    const socket = await open();
    await confirm(socket, { seq: 0 });
    socket.receive(message(6, 3, step(5, { userId: "carol", revision: 6 })));
    socket.receive(message(5, 2, whole(2, 2, [{ userId: "bob", revision: 4 }])));
    expect(heard()).toEqual([]);
    socket.receive(message(5, 2, whole(1, 2)));
    expect(heard()).toEqual(["carol bob ada 3"]);
  });

  it("begins anew with the parts of a later answer", async () => {
    const { open, heard } = follow();
    const socket = await open();
    await confirm(socket, { seq: 0 });
    socket.receive(message(5, 2, whole(1, 2)));
    socket.receive(message(6, 1, whole(2, 2, [{ userId: "bob", revision: 6 }])));
    expect(heard()).toEqual([]);
    socket.receive(message(6, 1, whole(1, 2, [])));
    expect(heard()).toEqual(["bob 1"]);
  });

  it("counts those who are not listed, and takes no older number", async () => {
    const { begin, heard } = follow();
    const socket = await begin();
    socket.receive(message(9, 4711));
    socket.receive(message(8, 4000));
    expect(heard()).toEqual(["ada 1", "ada 4711"]);
  });

  it("asks once more after 5 s, and then no more", async () => {
    const { begin, questions, clock } = follow();
    const socket = await begin();
    await clock.advance(5_000);
    expect(questions()).toEqual([{ follow: "members" }, { follow: "members", since: 5 }]);
    await answer(socket, { total: 1, revision: 5 });
    await clock.advance(3_600_000);
    expect(questions()).toHaveLength(2);
  });

  it("asks for what is missing after 5 s, but not when it comes late", async () => {
    const { begin, questions, heard, clock } = follow();
    const socket = await begin();
    await clock.advance(5_000);
    await answer(socket, { total: 1, revision: 5 });
    socket.receive(message(7, 3, step(6, { userId: "carol", revision: 7 })));
    socket.receive(message(6, 2, step(5, { userId: "bob", revision: 6 })));
    await clock.advance(60_000);
    expect(questions()).toHaveLength(2);
    socket.receive(message(9, 4, step(8, { userId: "dan", revision: 9 })));
    await clock.advance(5_000);
    expect(questions().at(-1)).toEqual({ follow: "members", since: 7 });
    expect(heard().at(-1)).toBe("ada carol bob dan 4");
  });

  it("asks again on each connection, and tells nothing that is as it was", async () => {
    const { begin, heard, harness } = follow();
    await begin();
    const next = await reconnect(harness);
    await confirm(next, { seq: 0 });
    expect(questionsOf([next])).toEqual([{ follow: "members", since: 5 }]);
    await answer(next, { total: 1, revision: 5 });
    expect(heard()).toEqual(["ada 1"]);
  });

  it("drops who left while it was away", async () => {
    const { begin, heard, harness } = follow();
    const socket = await begin();
    socket.receive(message(6, 2, step(5, { userId: "bob", revision: 6 })));
    const next = await reconnect(harness);
    await confirm(next, { seq: 0 });
    next.receive(message(9, 1, whole(1, 1, [{ userId: "bob", revision: 6 }])));
    expect(heard().at(-1)).toBe("bob 1");
  });

  it("passes over what has not the form of a message", async () => {
    const { begin, heard } = follow();
    const socket = await begin();
    for (const fields of [{ revision: "6" }, { count: null }, { members: { since: 5, changes: [{ userId: 7 }] } }])
      socket.receive({ ...message(6, 2, step(5, { userId: "bob", revision: 6 })), ...fields });
    expect(heard()).toEqual(["ada 1"]);
  });

  it("ends with its subscription", async () => {
    const { begin, presence, heard, questions, clock } = follow({ data: 1 });
    const socket = await begin();
    presence.setData(2);
    presence.unsubscribe();
    socket.receive(message(6, 2, step(5, { userId: "bob", revision: 6 })));
    await clock.advance(3_600_000);
    expect([heard(), questions().length]).toEqual([["ada 1"], 1]);
  });
});

describe("data of one's own", () => {
  it("is sent with the first question on each connection, and with no other", async () => {
    const { begin, questions, clock, harness } = follow({ data: { name: "Ada" } });
    const socket = await begin();
    await clock.advance(5_000);
    await answer(socket, { total: 1, revision: 5 });
    const next = await reconnect(harness);
    await confirm(next, { seq: 0 });
    expect(questions()).toEqual([
      { follow: "members", data: { name: "Ada" } },
      { follow: "members", since: 5 },
      { follow: "members", since: 5, data: { name: "Ada" } },
    ]);
  });

  it("is sent once a second at most when it changes, the last of it", async () => {
    const { begin, presence, questions, clock } = follow();
    const socket = await begin();
    for (const data of [1, 2]) presence.setData(data);
    await settled();
    await answer(socket);
    for (const data of [3, 4]) presence.setData(data);
    await clock.advance(999);
    expect(questions().slice(1)).toEqual([{ follow: "members", since: 5, data: 2 }]);
    await clock.advance(1);
    expect(questions().slice(2)).toEqual([{ follow: "members", since: 5, data: 4 }]);
  });

  it("is sent less often where there are many to be told", async () => {
    const { begin, presence, questions, clock } = follow();
    const socket = await begin();
    socket.receive(message(6, 100));
    presence.setData(1);
    await settled();
    await answer(socket);
    presence.setData(2);
    await clock.advance(4_999);
    expect(questions().at(-1)).toMatchObject({ data: 1 });
    await clock.advance(1_001);
    expect(questions().at(-1)).toMatchObject({ data: 2 });
  });

  it("is sent one after the other", async () => {
    const { begin, presence, questions, clock } = follow();
    const socket = await begin();
    presence.setData(1);
    await clock.advance(1_500);
    presence.setData(2);
    await settled();
    expect(questions()).toHaveLength(2);
    await answer(socket);
    expect(questions().at(-1)).toEqual({ follow: "members", since: 5, data: 2 });
  });

  it("is taken away with null", async () => {
    const { begin, presence, questions } = follow();
    await begin();
    presence.setData(null);
    await settled();
    expect(questions().at(-1)).toEqual({ follow: "members", since: 5, data: null });
  });

  it("that was not taken is sent again", async () => {
    const { begin, presence, questions, clock } = follow();
    const socket = await begin();
    presence.setData(1);
    socket.answer("presence", { type: "error", code: "rate_limited", message: "later" });
    await clock.advance(5_000);
    expect(questions().at(-1)).toEqual({ follow: "members", since: 5, data: 1 });
  });

  it("that is too much is refused where it is said, and what was said before counts on", async () => {
    const { begin, presence, questions } = follow();
    await begin();
    expect(() => presence.setData("x".repeat(PRESENCE_DATA_MAX_BYTES - 1))).toThrow(RangeError);
    presence.setData("x".repeat(PRESENCE_DATA_MAX_BYTES - 2));
    await settled();
    expect(questions()).toHaveLength(2);
  });
});

describe("followOccupancy", () => {
  it("asks for the number alone, and hears it when it changes", async () => {
    const { client, clock, open, sockets } = createHarness();
    const counts: number[] = [];
    followOccupancy(client, "order", (count) => counts.push(count), { clock });
    const socket = await open();
    await confirm(socket, { seq: 0 });
    await answer(socket, { total: 3, revision: 5 });
    socket.receive(message(7, 5));
    socket.receive(message(6, 4));
    socket.receive(message(8, 5, step(7, { ...ada, revision: 8, data: 1 })));
    expect([questionsOf(sockets), counts]).toEqual([[{ follow: "count" }], [3, 5]]);
  });
});
