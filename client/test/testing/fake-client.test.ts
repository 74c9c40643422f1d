import { afterEach, describe, expect, expectTypeOf, it, vi } from "vitest";
import { followInbox } from "../../src/inbox/index.ts";
import { type Client, PortcullisError, type Status } from "../../src/index.ts";
import { followOccupancy, followPresence } from "../../src/presence/index.ts";
import { followState } from "../../src/state/index.ts";
import { followStreams } from "../../src/streams/index.ts";
import { createFakeClient, type FakeClient } from "../../src/testing/index.ts";

interface Shop {
  entities: { [id: `order:${string}`]: { status: string } };
  user: string;
  actions: { ask: { payload: { question: string }; answer: { type: "answer"; text: string } } };
}

async function connected(): Promise<FakeClient<Shop>> {
  const client = createFakeClient<Shop>({ userId: "ada" });
  await client.ready();
  return client;
}

afterEach(() => vi.useRealTimers());

describe("a fake client", () => {
  it("has the interface of a real one", () => {
    expectTypeOf<FakeClient<Shop>>().toExtend<Client<Shop>>();
    const client = createFakeClient<Shop>();
    // @ts-expect-error: a payload of another form is a mistake in the test, too.
    client.server.publish("order:42", { state: "paid" });
    // @ts-expect-error: as is an answer.
    client.server.answer("ask", () => ({ type: "answer" }));
  });

  it("connects at once, and disconnects", async () => {
    const client = createFakeClient();
    const states: Status["state"][] = [];
    client.on("state", ({ state }) => states.push(state));
    client.connect();
    await client.settled();
    client.disconnect();
    expect(states).toEqual(["connecting", "connected", "disconnected"]);
  });

  it("leaves no timer behind that would keep a test from ending", async () => {
    const client = await connected();
    expect(client.status.state).toBe("connected");
    // Ten hours pass in no time: of heartbeats, hand-overs and deadlines none is lost.
    await client.advance(36_000_000);
    expect(client.status.state).toBe("connected");
  });

  it("is pushed what the test publishes, at once, and knows what it is subscribed to", async () => {
    const client = await connected();
    const seen: unknown[] = [];
    const order = client.subscribe("order:42", ({ message, seq }) => seen.push([seq, message.status]));
    client.onUser(({ message, callback }) => seen.push([message, callback]));
    await order.ready();
    expect(client.server.subscriptions).toEqual(["order:42"]);
    client.server.publish("order:42", { status: "paid" });
    client.server.publish("order:43", { status: "of nobody here" });
    expect(client.server.notify("ready", { callback: "/1" })).toBe(true);
    client.server.publish("order:42", { status: "sent" }, { id: "once" });
    client.server.publish("order:42", { status: "sent" }, { id: "once" });
    expect(seen).toEqual([
      [1, "paid"],
      ["ready", "/1"],
      [2, "sent"],
    ]);
    order.unsubscribe();
    await client.settled();
    expect(client.server.subscriptions).toEqual([]);
  });

  it("comes back after a cut, and gets what it missed", async () => {
    const client = await connected();
    const seen: unknown[] = [];
    const order = client.subscribe("order:42", ({ message }) => seen.push(message.status));
    await order.ready();
    client.server.cut();
    expect(client.status).toMatchObject({ state: "disconnected", code: "connection_lost", willReconnect: true });
    client.server.publish("order:42", { status: "meanwhile" });
    expect(client.server.notify("lost")).toBe(false);
    await client.advance(250);
    expect(client.status.state).toBe("connected");
    expect(seen).toEqual(["meanwhile"]);
  });

  it("is told of a gap when the server has forgotten what it missed", async () => {
    const client = await connected();
    const gaps: unknown[] = [];
    await client.subscribe("order:42", undefined, { onGap: (gap) => gaps.push(gap) }).ready();
    client.server.cut();
    client.server.publish("order:42", { status: "meanwhile" });
    client.server.forget();
    client.connect();
    await client.settled();
    expect(gaps).toEqual([{ since: 0, seq: 1 }]);
  });

  it("stays away while the server is down", async () => {
    const client = await connected();
    client.server.stop();
    await client.advance(60_000);
    expect(client.status).toMatchObject({ state: "disconnected", code: "handshake_failed" });
    client.server.start();
    client.connect();
    await client.ready();
  });

  it("is sent away, for a while or for good", async () => {
    const client = await connected();
    client.server.disconnect({ code: "going_away", reason: "Maintenance" });
    expect(client.status).toMatchObject({ code: "server_disconnect", reason: "Maintenance", willReconnect: true });
    client.connect();
    await client.ready();
    client.server.disconnect({ reconnect: false });
    expect(client.status).toMatchObject({ willReconnect: false });
  });

  it("gets the answers that the test gives, early, late or as errors", async () => {
    const client = await connected();
    client.server.answer("ask", ({ question }) => ({ type: "answer", text: `${question}!` }));
    expect(await client.request("ask", { question: "Where" })).toMatchObject({ text: "Where!" });
    let answerNow = (_answer: { type: "answer"; text: string }) => {};
    const later = new Promise<{ type: "answer"; text: string }>((resolve) => {
      answerNow = resolve;
    });
    client.server.answer("ask", () => later);
    const asked = client.request("ask", { question: "When" });
    await client.settled();
    answerNow({ type: "answer", text: "Now" });
    expect(await asked).toMatchObject({ text: "Now" });
    client.server.answer("ask", () => {
      throw new PortcullisError("rate_limited", "slowly", { retryAfterMs: 5 });
    });
    await expect(client.request("ask", { question: "Why" })).rejects.toMatchObject({
      code: "rate_limited",
      details: { retryAfterMs: 5 },
    });
    expect(client.server.received.map(({ payload }) => payload)).toEqual([
      { question: "Where" },
      { question: "When" },
      { question: "Why" },
    ]);
  });

  it("is answered unknown_action where the test says nothing, and request_timeout where it never ends", async () => {
    const client = await connected();
    await expect(client.request("ask", { question: "?" })).rejects.toMatchObject({ code: "unknown_action" });
    client.server.answer("ask", () => new Promise(() => {}));
    const asked = client.request("ask", { question: "?" });
    const failed = expect(asked).rejects.toMatchObject({ code: "request_timeout" });
    await client.advance(30_000);
    await failed;
  });

  it("is refused a subscription", async () => {
    const client = await connected();
    client.server.refuse("order:43", "not_authorized");
    await expect(client.subscribe("order:43").ready()).rejects.toMatchObject({ code: "not_authorized" });
    client.server.refuse("order:43");
    await client.subscribe("order:43").ready();
  });

  it("knows who is there, who comes and who goes", async () => {
    const client = await connected();
    const order = client.subscribe("order:42");
    const heard: string[] = [];
    order.on("presence.joined", ({ userId }) => heard.push(`+${userId}`));
    order.on("presence.left", ({ userId }) => heard.push(`-${userId}`));
    client.server.setUsers("order:42", ["bob"]);
    expect((await order.presence()).users).toEqual(["bob", "ada"]);
    client.server.setUsers("order:42", ["cy"]);
    expect(heard).toEqual(["+cy", "-bob"]);
  });

  it("follows who is there with their data, and says something of its own user", async () => {
    const client = await connected();
    client.server.setUsers("order:42", ["bob"]);
    const views: object[] = [];
    vi.useFakeTimers();
    const data: unknown = "packing";
    const presence = followPresence(client, "order:42", (view) => views.push(view), { data });
    await client.settled();
    const ada = { userId: "ada", data };
    expect(views).toEqual([{ members: [{ userId: "bob" }, ada], count: 2 }]);
    client.server.setUsers("order:42", ["bob", { userId: "eve", data: 1 }]);
    expect(views.at(-1)).toEqual({ members: [{ userId: "bob" }, ada, { userId: "eve", data: 1 }], count: 3 });
    presence.setData({ typing: true });
    vi.advanceTimersByTime(1_000);
    await client.settled();
    expect(client.server.dataOf("order:42")).toEqual({ typing: true });
    client.server.cut();
    await client.advance(1_000);
    expect(client.server.dataOf("order:42")).toEqual({ typing: true });
  });

  it("follows how many are there", async () => {
    const client = await connected();
    const counts: number[] = [];
    followOccupancy(client, "order:42", (count) => counts.push(count));
    await client.settled();
    client.server.setUsers("order:42", ["bob"]);
    client.server.setOccupancy("order:42", 1234);
    expect(counts).toEqual([1, 2, 1234]);
  });

  it("hears any message", async () => {
    const client = createFakeClient();
    await client.ready();
    const heard: unknown[] = [];
    client.onMessage("typing", (message) => heard.push(message));
    expect(client.server.send({ type: "typing", who: "bob" })).toBe(true);
    expect(heard).toEqual([{ type: "typing", who: "bob" }]);
  });

  it("has a state, whole to who comes late and then as it changes, whose values end in the client's time", async () => {
    const client = await connected();
    client.server.publishState("order:42", "status", "paid");
    client.server.publishState("order:42", "old", 1);
    client.server.publishState("order:42", "old", undefined);
    const seen: object[] = [];
    followState(client, "order:42", (values) => seen.push(Object.fromEntries(values)));
    await client.settled();
    client.server.publishState("order:42", "cursor", { x: 3 }, { ttlSeconds: 30 });
    await client.advance(30_000);
    client.server.publishState("order:42", "status", undefined);
    expect(seen).toEqual([{ status: "paid" }, { status: "paid", cursor: { x: 3 } }, { status: "paid" }, {}]);
  });

  it("gets what of a state has changed while it was away", async () => {
    const client = await connected();
    const seen: object[] = [];
    followState(client, "order:42", (values) => seen.push(Object.fromEntries(values)));
    await client.settled();
    client.server.cut();
    client.server.publishState("order:42", "status", "paid");
    await client.advance(250);
    expect(seen).toEqual([{}, { status: "paid" }]);
  });

  it("has texts that grow, end and fail, and come whole to who comes late or was away", async () => {
    const client = await connected();
    const early = client.server.stream("order:42", { streamId: "a", data: { by: "model" } });
    early.append("It is ");
    const seen: string[] = [];
    followStreams(client, "order:42", ({ streamId, text, state, error, data }) =>
      seen.push([streamId, text, state, JSON.stringify(error ?? data)].join("|")),
    );
    await client.settled();
    client.server.cut();
    early.append("on its way.");
    await client.advance(250);
    early.end();
    client.server.stream("order:42", { streamId: "b" }).fail({ code: "model_failed", message: "no" });
    expect(seen).toEqual([
      'a|It is |open|{"by":"model"}',
      'a|It is on its way.|open|{"by":"model"}',
      'a|It is on its way.|ended|{"by":"model"}',
      "b||open|",
      'b||failed|{"code":"model_failed","message":"no"}',
    ]);
  });

  it("keeps an inbox for who was away, and what of it is read", async () => {
    const client = createFakeClient<Shop>();
    expect(client.server.notify("while away")).toBe(false);
    const heard: string[] = [];
    const gaps: true[] = [];
    const inbox = followInbox<string>(client, ({ message }) => heard.push(message), { onGap: () => gaps.push(true) });
    await client.ready();
    await client.settled();
    client.server.notify("now");
    expect([heard, inbox.last]).toEqual([["while away", "now"], 2]);
    expect(await inbox.markRead(1)).toBe(1);
    expect(client.server.readUpTo).toBe(1);
    client.server.cut();
    client.server.notify("forgotten");
    client.server.forget();
    await client.advance(250);
    expect([heard.length, gaps]).toEqual([2, [true]]);
  });
});
