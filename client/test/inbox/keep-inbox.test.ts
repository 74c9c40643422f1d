import { describe, expect, it } from "vitest";
import { type InboxView, keepInbox } from "../../src/inbox/index.ts";
import { createFakeClient } from "../../src/testing/index.ts";

function keep() {
  const client = createFakeClient();
  const views: InboxView<string>[] = [];
  const stop = keepInbox<string>(client, (view) => views.push(view));
  const view = () => {
    const { notifications, unread, isKnown, hasGap, error } = views.at(-1) ?? { notifications: [], unread: [] };
    const textsOf = (list: InboxView<string>["unread"]) => list.map(({ message }) => message).join(" ");
    return { all: textsOf(notifications), unread: textsOf(unread), isKnown, hasGap, error: error?.code };
  };
  return { client, view, views, stop, markRead: (seq?: number) => views.at(-1)?.markRead(seq) };
}

describe("keepInbox", () => {
  it("has what came while nobody was there, and what comes, and is told apart what is read", async () => {
    const { client, view, markRead } = keep();
    client.server.notify("a");
    client.server.notify("b");
    await client.ready();
    await client.settled();
    client.server.notify("c");
    expect(view()).toMatchObject({ all: "a b c", unread: "a b c", isKnown: true, hasGap: false });
    markRead(2);
    await client.settled();
    expect(view()).toMatchObject({ all: "a b c", unread: "c" });
    markRead();
    await client.settled();
    expect([view().unread, client.server.readUpTo]).toEqual(["", 3]);
  });

  it("learns of what another device has read when it comes back", async () => {
    const { client, view } = keep();
    client.server.notify("a");
    await client.ready();
    await client.settled();
    expect(view().unread).toBe("a");
    await client.request("inbox", { read: 1 }); // The server cannot tell one device from another.
    client.server.cut();
    client.connect();
    await client.settled();
    expect(view().unread).toBe("");
  });

  it("shows what comes late in its place", async () => {
    const { client, view } = keep();
    await client.ready();
    await client.settled();
    const notification = (seq: number) => ({ type: "User Push Notification", id: `n${seq}`, seq, message: `${seq}` });
    for (const seq of [2, 1]) client.server.send(notification(seq));
    expect(view().all).toBe("1 2");
  });

  it("tells of what is no longer kept", async () => {
    const { client, view } = keep();
    await client.ready();
    await client.settled();
    client.server.cut();
    client.server.notify("lost");
    client.server.forget();
    client.connect();
    await client.settled();
    expect(view().hasGap).toBe(true);
  });

  it("shows that something could not be marked, until it can", async () => {
    const { client, view, markRead } = keep();
    client.server.notify("a");
    await client.ready();
    await client.settled();
    client.server.cut();
    markRead();
    await client.settled();
    expect(view()).toMatchObject({ unread: "a", error: "connection_lost" });
    client.connect();
    await client.settled();
    markRead();
    await client.settled();
    expect(view()).toMatchObject({ unread: "", error: undefined });
  });

  it("hears nothing more once it is stopped", async () => {
    const { client, views, stop } = keep();
    await client.ready();
    await client.settled();
    const before = views.length;
    stop();
    client.server.notify("a");
    expect(views).toHaveLength(before);
  });
});
