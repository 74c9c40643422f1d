import { beforeEach, describe, expect, it } from "vitest";
import { MAX_SUBSCRIPTIONS_PER_CONNECTION, subscribe } from "../../src/core/subscribe.ts";
import { unsubscribe } from "../../src/core/unsubscribe.ts";
import { connectionOf, createRegistry, NOW_MS, NOW_SECONDS } from "../support/fakes.ts";

let registry: ReturnType<typeof createRegistry>;
const now = () => NOW_MS;
const send = (message: object, connectionId = "abc=") =>
  subscribe(connectionId, JSON.stringify(message), { ...registry, now });
const subscribersOf = async (entityId: string) =>
  (await registry.audience.subscribersOf(entityId)).map(({ connectionId }) => connectionId);

beforeEach(async () => {
  registry = createRegistry();
  await registry.connections.put(connectionOf("abc="));
});

describe("subscribe", () => {
  it("subscribes, and echoes the requestId", async () => {
    expect(await send({ action: "subscribe", entityId: "e", requestId: "1" })).toEqual({
      type: "subscribed",
      entityId: "e",
      requestId: "1",
    });
    expect(await subscribersOf("e")).toEqual(["abc="]);
  });

  it("answers a second time as the first, and does nothing", async () => {
    await send({ action: "subscribe", entityId: "e" });
    expect(await send({ action: "subscribe", entityId: "e" })).toMatchObject({ type: "subscribed" });
    expect(await subscribersOf("e")).toEqual(["abc="]);
  });

  it("answers a wrong message with what is wrong, and does nothing", async () => {
    expect(await send({ action: "subscribe", requestId: "1" })).toMatchObject({
      type: "error",
      code: "invalid_message",
      requestId: "1",
      fields: [{ path: "entityId" }],
    });
  });

  it("leaves nothing behind after a disconnect", async () => {
    await registry.connections.remove("abc=");
    expect(await send({ action: "subscribe", entityId: "e", requestId: "1" })).toMatchObject({
      code: "connection_unknown",
      requestId: "1",
    });
    expect(await subscribersOf("e")).toEqual([]);
  });

  it("leaves nothing behind when the disconnect comes between the look and the write", async () => {
    const connections = {
      find: async (connectionId: string) => {
        const connection = await registry.connections.find(connectionId);
        await registry.connections.remove(connectionId);
        return connection;
      },
    };
    const answer = await subscribe("abc=", '{"action":"subscribe","entityId":"e"}', { ...registry, connections, now });
    expect(answer).toMatchObject({ code: "connection_unknown" });
    expect(await subscribersOf("e")).toEqual([]);
  });

  it("takes nothing once the token has expired", async () => {
    await registry.connections.put(connectionOf("old=", { exp: NOW_SECONDS }));
    expect(await send({ action: "subscribe", entityId: "e" }, "old=")).toMatchObject({ code: "token_expired" });
    expect(await subscribersOf("e")).toEqual([]);
  });

  it("has a limit for each connection, and room again after unsubscribe", async () => {
    for (let count = 0; count < MAX_SUBSCRIPTIONS_PER_CONNECTION; count++)
      await send({ action: "subscribe", entityId: `e${count}` });
    const oneMore = { action: "subscribe", entityId: "one more" };
    expect(await send(oneMore)).toMatchObject({ code: "too_many_subscriptions" });
    await unsubscribe("abc=", '{"action":"unsubscribe","entityId":"e7"}', registry.subscriptions);
    expect(await send(oneMore)).toMatchObject({ type: "subscribed" });
  });
});

describe("unsubscribe", () => {
  const send = (message: object) => unsubscribe("abc=", JSON.stringify(message), registry.subscriptions);

  it("ends the subscription, and echoes the requestId", async () => {
    await registry.subscriptions.add(connectionOf("abc="), "e", 10, NOW_MS);
    expect(await send({ action: "unsubscribe", entityId: "e", requestId: "2" })).toEqual({
      type: "unsubscribed",
      entityId: "e",
      requestId: "2",
    });
    expect(await subscribersOf("e")).toEqual([]);
  });

  it("is no error without a subscription", async () => {
    expect(await send({ action: "unsubscribe", entityId: "e" })).toMatchObject({ type: "unsubscribed" });
  });

  it("answers a wrong message with what is wrong", async () => {
    expect(await send({ action: "unsubscribe", entityId: 1 })).toMatchObject({ code: "invalid_message" });
  });
});
