import type { InboxAnswer, UserPushNotification } from "@portcullis/contract";
import { describe, expect, it } from "vitest";
import { inbox } from "../../../src/core/inbox/inbox.ts";
import type { Charge } from "../../../src/core/messages/senders.ts";
import { notifyUser } from "../../../src/core/push/publish.ts";
import { connectionOf } from "../../support/fakes.ts";
import { createInboxes } from "../../support/memory/inboxes.ts";
import { createPushWorld, event, type PushWorldOptions } from "../../support/push-world.ts";

const USER = { userId: "myuserid" };
const free: Charge = async () => undefined;

function createInboxWorld(options: PushWorldOptions & { readonly count?: number } = {}) {
  const world = createPushWorld(options);
  const ports = { ...world.ports, inboxes: createInboxes(options) };
  const delivered = () => (ports.sockets.delivered.late ?? []) as UserPushNotification[];
  const messages = () => delivered().map(({ message }) => message);
  let number = 0;
  return {
    ports,
    delivered,
    async notify(...all: readonly unknown[]) {
      for (const message of all) await notifyUser(event({ ...USER, message }, `event-${++number}`), ports);
    },
    async ask(message: { since?: number; read?: number } = {}, charge = free, connection = connectionOf("late")) {
      const before = messages().length;
      const answer = await inbox(ports)(connection, { action: "inbox", ...message }, charge);
      return { answer: answer as InboxAnswer, sent: messages().slice(before) };
    },
  };
}

describe("inbox", () => {
  it("sends what came while the user had no connection, in order, and says that it is all", async () => {
    const { notify, ask, delivered } = createInboxWorld();
    await notify("a", "b", "c");
    expect(await ask()).toEqual({
      answer: { type: "inbox", seq: 3, last: 3, read: 0, recovered: true, requestId: undefined },
      sent: ["a", "b", "c"],
    });
    expect(delivered().map(({ id, seq }) => [id, seq])).toEqual([
      ["event-1", 1],
      ["event-2", 2],
      ["event-3", 3],
    ]);
  });

  it("sends with since what came after it, and nothing when that is nothing", async () => {
    const { notify, ask } = createInboxWorld();
    expect((await ask({ since: 0 })).answer).toMatchObject({ seq: 0, last: 0, recovered: true });
    await notify("a", "b");
    expect((await ask({ since: 1 })).sent).toEqual(["b"]);
    expect(await ask({ since: 2 })).toMatchObject({ sent: [], answer: { last: 2, recovered: true } });
  });

  it("sends without since what is not read, and the mark only moves on, not beyond what there is", async () => {
    const { notify, ask } = createInboxWorld();
    await notify("a", "b", "c");
    expect(await ask({ read: 2 })).toMatchObject({ answer: { read: 2 }, sent: ["c"] });
    expect((await ask({ read: 1, since: 3 })).answer.read).toBe(2);
    expect((await ask({ read: 99 })).answer.read).toBe(3);
    await notify("d");
    expect(await ask()).toMatchObject({ sent: ["d"], answer: { read: 3, recovered: true } });
  });

  it("keeps InboxCount of them, and says that others are gone", async () => {
    const { notify, ask } = createInboxWorld({ count: 2 });
    await notify("a", "b", "c", "d");
    expect(await ask({ since: 1 })).toMatchObject({ sent: ["c", "d"], answer: { last: 4, recovered: false } });
    expect(await ask({ since: 2 })).toMatchObject({ sent: ["c", "d"], answer: { last: 4, recovered: true } });
  });

  it("sends 100 at once, and says from where to go on", async () => {
    const { notify, ask } = createInboxWorld({ count: 150 });
    await notify(...Array.from({ length: 150 }, (_, index) => index));
    const first = await ask({ since: 0 });
    expect([first.sent.length, first.answer.last, first.answer.seq]).toEqual([100, 100, 150]);
    expect((await ask({ since: first.answer.last })).answer).toMatchObject({ last: 150, recovered: true });
  });

  it("ends at the first post that fails, and says where", async () => {
    const { notify, ask } = createInboxWorld({ scripts: { late: ["delivered", "failed"] } });
    await notify("a", "b", "c");
    expect((await ask({ since: 0 })).answer).toMatchObject({ last: 1, seq: 3, recovered: true });
    expect((await ask({ since: 1 })).sent).toEqual(["b", "c"]);
  });

  it("takes a since of a sequence that was forgotten for what it is", async () => {
    const { notify, ask } = createInboxWorld();
    await notify("a");
    expect(await ask({ since: 7 })).toMatchObject({ sent: ["a"], answer: { last: 1, recovered: false } });
  });

  it("costs as updates that are sent again do, before it is sent", async () => {
    const { notify, ask } = createInboxWorld();
    await notify("a");
    const refused = { refused: "rate_limited" } as const;
    expect(await ask({}, async () => refused)).toEqual({ answer: refused, sent: [] });
  });

  it("is of one user in one tenant", async () => {
    const { notify, ask } = createInboxWorld();
    await notify("a");
    for (const other of [{ userId: "another" }, { tenant: "t1" }])
      expect(await ask({}, free, connectionOf("late", other))).toMatchObject({ sent: [], answer: { seq: 0 } });
  });

  it("has a notification once that comes again, under its first seq", async () => {
    const { ask, ports } = createInboxWorld();
    const failing = { ...ports, processedEvents: { ...ports.processedEvents, finish: async () => {} } };
    for (const _ of [1, 2]) await notifyUser(event({ ...USER, message: "a" }), failing);
    expect(await ask()).toMatchObject({ sent: ["a"], answer: { seq: 1 } });
  });
});
