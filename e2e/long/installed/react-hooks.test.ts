// @vitest-environment happy-dom
import { act, createElement, type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  PortcullisProvider,
  useConnectionState,
  useEntityState,
  useInbox,
  useOccupancy,
  usePresence,
  useStream,
  useStreams,
  useSubscription,
  useUserMessages,
} from "../../../client/src/react/index.ts";
import { createFakeClient } from "../../../client/src/testing/index.ts";
import { settled } from "../../../client/test/support/fake-clock.ts";
import { createHarness, type Harness } from "../../../client/test/support/harness.ts";
import { actions, confirm, update } from "../../../client/test/support/order.ts";

const unmounts: (() => void)[] = [];

beforeAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
});

afterEach(async () => {
  for (const unmount of unmounts.splice(0)) await act(async () => unmount());
});

/** Shows what a hook returns, as JSON. */
async function show(harness: Pick<Harness, "client">, useHook: () => unknown) {
  const Shown = () => createElement("pre", null, JSON.stringify(useHook()));
  return render(harness, () => createElement(Shown));
}

async function render({ client }: Pick<Harness, "client">, content: () => ReactNode) {
  const container = document.createElement("div");
  const root = createRoot(container);
  const paint = () =>
    act(async () =>
      root.render(createElement(StrictMode, null, createElement(PortcullisProvider, { client }, content()))),
    );
  unmounts.push(() => root.unmount());
  await paint();
  return { text: () => JSON.parse(container.textContent ?? ""), paint, root, container };
}

const within = (task: () => unknown) =>
  act(async () => {
    await task();
    await settled();
  });

describe("useConnectionState", () => {
  it("follows the connection", async () => {
    const harness = createHarness();
    const { text } = await show(harness, () => useConnectionState().state);
    expect(text()).toBe("disconnected");
    await within(() => harness.open());
    expect(text()).toBe("connected");
    await within(() => harness.socket().end());
    expect(text()).toBe("disconnected");
  });
});

describe("useSubscription", () => {
  it("subscribes once in StrictMode, renders each update, and unsubscribes with the component", async () => {
    const harness = createHarness();
    const socket = await harness.open();
    const { text, root } = await show(harness, () => useSubscription<string>("order"));
    expect(text()).toEqual({ state: "subscribing" });
    await within(() => confirm(socket, { seq: 0 }));
    expect(text()).toEqual({ state: "subscribed" });
    await within(() => socket.receive(update("1", { seq: 1 })));
    expect(text()).toMatchObject({ state: "subscribed", latest: { message: "message 1" } });
    await within(() => root.unmount());
    await within(() => settled());
    expect(actions(socket)).toEqual(["subscribe order", "unsubscribe order"]);
  });

  it("calls the handler of the last render, and does not render for its updates", async () => {
    const harness = createHarness();
    const socket = await harness.open();
    const heard: string[] = [];
    let renders = 0;
    let name = "first";
    const { paint } = await show(harness, () => {
      renders += 1;
      const own = name;
      return useSubscription<string>("order", { onUpdate: ({ message }) => heard.push(`${own}: ${message}`) }).state;
    });
    await within(() => confirm(socket, { seq: 0 }));
    const before = renders;
    await within(() => socket.receive(update("1", { seq: 1 })));
    expect(renders).toBe(before);
    name = "second";
    await paint();
    await within(() => socket.receive(update("2", { seq: 2 })));
    expect(heard).toEqual(["first: message 1", "second: message 2"]);
    expect(actions(socket)).toEqual(["subscribe order"]);
  });

  it("goes from one entity to another, and to none", async () => {
    const harness = createHarness();
    const socket = await harness.open();
    let entityId: string | null = "order";
    const { text, paint } = await show(harness, () => useSubscription(entityId));
    await within(() => confirm(socket, { seq: 0 }));
    await within(() => socket.receive(update("1", { seq: 1 })));
    entityId = "invoice";
    await paint();
    expect(text()).toEqual({ state: "subscribing" });
    entityId = null;
    await paint();
    expect(text()).toEqual({ state: "subscribing" });
    await within(() => settled());
    expect(actions(socket).slice(0, 3)).toEqual(["subscribe order", "unsubscribe order", "subscribe invoice"]);
  });

  it("tells of the end of a subscription, with its error", async () => {
    const harness = createHarness();
    const socket = await harness.open();
    const { text } = await show(harness, () => {
      const { state, error } = useSubscription("order");
      return [state, error?.code ?? null];
    });
    await within(() => socket.answer("subscribe", { type: "error", code: "not_authorized", message: "no" }));
    expect(text()).toEqual(["unsubscribed", "not_authorized"]);
  });
});

describe("useUserMessages", () => {
  it("hears messages to the user, each once", async () => {
    const harness = createHarness();
    const socket = await harness.open();
    const heard: unknown[] = [];
    const { root } = await show(harness, () => {
      useUserMessages(({ message }) => heard.push(message));
      return null;
    });
    const notification = (id: string) => ({ type: "User Push Notification", id, message: id, sentAt: "" });
    await within(() => socket.receive(notification("1")));
    await within(() => root.unmount());
    await within(() => socket.receive(notification("2")));
    expect(heard).toEqual(["1"]);
  });
});

describe("usePresence", () => {
  const presence = (revision: number, count: number, members: object) => ({
    ...{ type: "Entity Presence", id: `presence@${revision}`, entityId: "order", sentAt: "" },
    ...{ revision, count, members },
  });
  const ada = { userId: "ada", revision: 5, data: "here" };

  it("knows who is there, who comes and who goes, and says what it is given", async () => {
    const harness = createHarness();
    const socket = await harness.open();
    const { text } = await show(harness, () => usePresence("order", { data: { name: "Me" } }));
    expect(text()).toEqual({ members: [], users: [], count: 0, isKnown: false });
    await within(() => confirm(socket, { seq: 0 }));
    expect(socket.sent.at(-1)).toMatchObject({ action: "presence", follow: "members", data: { name: "Me" } });
    const whole = { since: 0, changes: [ada], part: { number: 1, of: 1 } };
    await within(() => socket.receive(presence(5, 1, whole)));
    expect(text()).toMatchObject({ members: [{ userId: "ada", data: "here" }], users: ["ada"], isKnown: true });
    const bob = { userId: "bob", revision: 6 };
    await within(() => socket.receive(presence(6, 2, { since: 5, changes: [bob] })));
    expect(text()).toMatchObject({ users: ["ada", "bob"], count: 2 });
    const gone = { userId: "ada", revision: 7, left: true };
    await within(() => socket.receive(presence(7, 1, { since: 6, changes: [gone] })));
    expect(text()).toMatchObject({ users: ["bob"], count: 1 });
  });
});

describe("useOccupancy", () => {
  it("knows how many are there", async () => {
    const harness = createHarness();
    const socket = await harness.open();
    const { text } = await show(harness, () => useOccupancy("order"));
    await within(() => confirm(socket, { seq: 0 }));
    const answer = { type: "presence", entityId: "order", total: 4711, revision: 5 };
    await within(() => socket.answer("presence", answer));
    expect(text()).toMatchObject({ count: 4711, isKnown: true });
  });
});

describe("useStream", () => {
  const piece = (streamId: string, offset: number, text: string, state = "open") => ({
    ...{ type: "Entity Stream", id: `${streamId}@${offset}`, entityId: "order", sentAt: "" },
    ...{ streamId, offset, text, state },
  });

  it("shows a text as it grows, in StrictMode, and ends with the component", async () => {
    const harness = createHarness();
    const socket = await harness.open();
    const { text, root } = await show(harness, () => useStream("order") ?? null);
    expect(text()).toBeNull();
    await within(() => confirm(socket, { seq: 0 }));
    await within(() => confirm(socket, { seq: 0 }));
    await within(() => socket.receive(piece("s", 0, "It is ")));
    expect(text()).toEqual({ streamId: "s", text: "It is ", state: "open" });
    await within(() => socket.receive(piece("s", 6, "here.", "ended")));
    expect(text()).toEqual({ streamId: "s", text: "It is here.", state: "ended" });
    await within(() => root.unmount());
    await within(() => settled());
    expect(actions(socket).at(-1)).toBe("unsubscribe order");
  });

  it("shows the stream that it is asked for, or the newest, among all of the entity", async () => {
    const harness = createHarness();
    const socket = await harness.open();
    const { text } = await show(harness, () => [
      useStream("order", "s")?.text,
      useStream("order")?.text,
      useStreams("order").streams.map(({ streamId }) => streamId),
    ]);
    await within(() => confirm(socket, { seq: 0 }));
    await within(() => socket.receive(piece("s", 0, "first")));
    await within(() => socket.receive(piece("t", 0, "second")));
    expect(text()).toEqual(["first", "second", ["s", "t"]]);
  });
});

/** A client that is connected to a server which is the test. */
async function connected() {
  const client = createFakeClient();
  await client.ready();
  return { client, server: client.server };
}

describe("useEntityState", () => {
  const plain = ({ values, ...rest }: ReturnType<typeof useEntityState>) => ({
    ...rest,
    values: Object.fromEntries(values),
  });

  it("shows the values as they change, in StrictMode, and ends with the component", async () => {
    const { client, server } = await connected();
    server.publishState("order", "status", "paid");
    const { text, root } = await show({ client }, () => plain(useEntityState("order")));
    await within(() => client.settled());
    expect(text()).toEqual({ isKnown: true, values: { status: "paid" } });
    await within(() => server.publishState("order", "cursor", 1, { ttlSeconds: 30 }));
    expect(text().values).toEqual({ status: "paid", cursor: 1 });
    await within(() => client.advance(30_000));
    expect(text().values).toEqual({ status: "paid" });
    await within(() => root.unmount());
    await within(() => settled());
    expect(server.subscriptions).toEqual([]);
  });

  it("asks the server once for all components that show the same entity", async () => {
    const harness = createHarness();
    const socket = await harness.open();
    const Shown = () => createElement("i", null, useEntityState("order").values.size);
    await render(harness, () => [createElement(Shown, { key: 1 }), createElement(Shown, { key: 2 })]);
    await within(() => confirm(socket, { seq: 0 }));
    expect(socket.sent.filter(({ state }) => state !== undefined)).toHaveLength(1);
  });

  it("shows nothing of one entity as another's, nor of one client as another's", async () => {
    const { client, server } = await connected();
    server.publishState("order", "status", "paid");
    let entityId: string | null = "order";
    const { text, paint, root, container } = await show({ client }, () => plain(useEntityState(entityId)));
    await within(() => client.settled());
    expect(text().isKnown).toBe(true);
    for (const next of ["invoice", null]) {
      entityId = next;
      await paint();
      expect(text().values).toEqual({});
    }
    entityId = "order";
    await paint();
    await within(() => client.settled());
    expect(text().values).toEqual({ status: "paid" });
    const Shown = () => JSON.stringify(plain(useEntityState("order")));
    const other = createFakeClient();
    await within(() => root.render(createElement(PortcullisProvider, { client: other }, createElement(Shown))));
    expect(JSON.parse(container.textContent ?? "")).toEqual({ isKnown: false, values: {} });
  });

  it("tells of the end of the subscription, with its error, and of a recovery", async () => {
    const { client, server } = await connected();
    server.refuse("order", "too_many_subscriptions");
    const { text } = await show({ client }, () => useEntityState("order").error?.code ?? null);
    await within(() => client.settled());
    expect(text()).toBe("too_many_subscriptions");
    server.refuse("order");
    await within(() => client.advance(30_000));
    expect(text()).toBe(null);
    server.refuse("order", "not_authorized");
    await within(() => server.cut());
    await within(() => client.advance(30_000));
    expect(text()).toBe("not_authorized");
  });
});

describe("useInbox", () => {
  const counts = ({ notifications, unread, isKnown }: ReturnType<typeof useInbox>) => [
    notifications.map(({ message }) => message),
    unread.length,
    isKnown,
  ];

  it("shows what is not read and what comes, in StrictMode, alike in all components, and marks as read", async () => {
    const client = createFakeClient();
    client.server.notify("while away");
    let markRead = () => {};
    const Shown = () => {
      const inbox = useInbox();
      markRead = inbox.markRead;
      return createElement("i", null, JSON.stringify(counts(inbox)));
    };
    const { container } = await render({ client }, () => [
      createElement(Shown, { key: 1 }),
      createElement(Shown, { key: 2 }),
    ]);
    const texts = () => [...container.querySelectorAll("i")].map(({ textContent }) => JSON.parse(textContent ?? ""));
    expect(texts()[0]).toEqual([[], 0, false]);
    await within(() => client.ready());
    await within(() => client.server.notify("now"));
    const all = ["while away", "now"];
    expect(texts()).toEqual([
      [all, 2, true],
      [all, 2, true],
    ]);
    await within(() => markRead());
    expect([texts(), client.server.readUpTo]).toEqual([
      [
        [all, 0, true],
        [all, 0, true],
      ],
      2,
    ]);
  });

  it("has what is not read again in a component that comes later", async () => {
    const { client, server } = await connected();
    server.notify("heard by nobody");
    const first = await show({ client }, () => counts(useInbox()));
    await within(() => client.settled());
    expect(first.text()).toEqual([["heard by nobody"], 1, true]);
    await within(() => first.root.unmount());
    const second = await show({ client }, () => counts(useInbox()));
    await within(() => client.settled());
    expect(second.text()).toEqual([["heard by nobody"], 1, true]);
  });
});

describe("rendering on a server", () => {
  const Page = () => {
    useUserMessages(() => {});
    const { state } = useConnectionState();
    const { streams } = useStreams("order");
    const { values } = useEntityState("order");
    const { unread } = useInbox();
    const counts = [usePresence("order").users, streams, unread].map(({ length }) => length);
    return `${state} ${useSubscription("order").state} ${counts.join(" ")} ${values.size}`;
  };

  it.each([
    ["with a client", () => createHarness().client],
    ["without one", () => null],
  ])("works %s, connects nothing, and gives what a page shows at first", (_, makeClient) => {
    const html = renderToString(createElement(PortcullisProvider, { client: makeClient() }, createElement(Page)));
    expect(html).toBe("connecting subscribing 0 0 0 0");
  });

  it("says what is missing where there is no provider", () => {
    expect(() => renderToString(createElement(Page))).toThrow("<PortcullisProvider>");
  });
});
