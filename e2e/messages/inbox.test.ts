import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { followInbox } from "../../client/src/inbox/index.ts";
import { createClient, type UserNotification } from "../../client/src/index.ts";
import { createPushing } from "../support/pushing.ts";
import type { TestSocket } from "../support/sockets.ts";
import { appTemplate, type System, startSystem } from "../support/system.ts";
import { createTestJwt } from "../support/tokens.ts";

const COUNT = 5;

let system: System;
let { connectAs, publish } = {} as ReturnType<typeof createPushing>;

beforeAll(async () => {
  system = await startSystem(appTemplate, ["--parameter", `InboxCount=${COUNT}`, "--iam", "enforce"]);
  ({ connectAs, publish } = createPushing(system));
});
afterAll(() => system[Symbol.asyncDispose]());

const notify = (userId: string, ...messages: readonly unknown[]) =>
  publish(
    "send-user-push-notification",
    messages.map((message) => ({ userId, message })),
  );

/** Asks, until as many notifications are kept as there should be. */
async function ask(socket: TestSocket, fields: object = {}, seq = 0) {
  let answer: Readonly<Record<string, unknown>> = {};
  await expect
    .poll(
      async () => {
        const requestId = `ask-${Math.random()}`;
        socket.send({ action: "inbox", ...fields, requestId });
        answer = await socket.next({ requestId });
        return answer.seq;
      },
      { timeout: 15_000, interval: 200 },
    )
    .toBeGreaterThanOrEqual(seq);
  return answer;
}

const notifiedOf = ({ received }: TestSocket) =>
  new Map(received.flatMap(({ type, seq, message }) => (type === "User Push Notification" ? [[seq, message]] : [])));

describe("the inbox of a user", () => {
  it("has what came while they had no connection, and knows on all devices what was read", async () => {
    await notify("away", "one", "two");
    using first = await connectAs("away");
    expect(await ask(first, {}, 2)).toMatchObject({ type: "inbox", seq: 2, read: 0, recovered: true });
    expect([...notifiedOf(first).values()].sort()).toEqual(["one", "two"]);
    expect(await ask(first, { read: 2 })).toMatchObject({ read: 2 });
    using second = await connectAs("away");
    expect(await ask(second)).toMatchObject({ seq: 2, last: 2, read: 2, recovered: true });
    expect(notifiedOf(second).size).toBe(0);
  });

  it(`keeps the newest ${COUNT}, and says that others are gone`, async () => {
    await notify("busy", 1, 2, 3, 4, 5, 6, 7);
    using socket = await connectAs("busy");
    expect(await ask(socket, { since: 0 }, 7)).toMatchObject({ seq: 7, last: 7, recovered: false });
    const late = await connectAs("busy");
    await ask(late, { since: 0 });
    expect([...notifiedOf(late).keys()]).toEqual([3, 4, 5, 6, 7]);
    late[Symbol.dispose]();
  });

  it("is nobody else's", async () => {
    await notify("private", "secret");
    using owner = await connectAs("private");
    await ask(owner, {}, 1);
    using other = await connectAs("other");
    expect(await ask(other, { since: 0 })).toMatchObject({ seq: 0, last: 0 });
    expect(notifiedOf(other).size).toBe(0);
  });
});

// Last: it moves time on, and tokens with it.
describe("a user who was offline for a day", () => {
  it("misses nothing that was meant to be kept, and gets nothing twice", { timeout: 60_000 }, async () => {
    const heard: UserNotification[] = [];
    const client = createClient({
      url: system.url,
      WebSocket,
      getToken: () => createTestJwt(system, { userId: "traveller" }),
    });
    const inbox = followInbox(client, (notification) => {
      heard.push(notification);
      heard.sort((one, other) => (one.seq ?? 0) - (other.seq ?? 0));
    });
    await client.ready();
    await notify("traveller", "before");
    await expect.poll(() => heard.length, { timeout: 15_000 }).toBe(1);
    client.disconnect();
    await notify("traveller", "in the morning");
    using witness = await connectAs("traveller");
    await ask(witness, { since: 1 }, 2);
    witness[Symbol.dispose]();
    await system.advance(24 * 60 * 60);
    await notify("traveller", "in the evening");
    await client.ready();
    // What is pushed now may overtake what is sent again.
    const inOrder = () => heard.map(({ message }) => message);
    await expect.poll(inOrder, { timeout: 15_000 }).toEqual(["before", "in the morning", "in the evening"]);
    await inbox.markRead(3);
    client.close();
  });

  it("finds nothing after InboxDays", { timeout: 60_000 }, async () => {
    await system.advance(7 * 24 * 60 * 60 + 60);
    using socket = await connectAs("traveller");
    expect(await ask(socket, { since: 0 })).toMatchObject({ seq: 3, last: 3, read: 3, recovered: false });
    expect(notifiedOf(socket).size).toBe(0);
  });
});
