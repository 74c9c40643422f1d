import { describe, expect, it } from "vitest";
import { connect, publish, tokenFor, useApp } from "./app.ts";

const app = useApp();

describe("a handshake", () => {
  it("without a token is answered with 401", async () => {
    expect(await app.refusedHandshake()).toMatchObject({ status: 401 });
  });

  it("with a token that was changed is answered with 401", async () => {
    const token = await tokenFor(app);
    const changed = token.replace(/.{4}$/, "AAAA");
    expect(await app.refusedHandshake({ query: { access_token: changed } })).toMatchObject({ status: 401 });
  });

  it("with a token opens a connection", async () => {
    await using socket = await connect(app, await tokenFor(app));
    socket.send({ action: "ping" });
    expect(await socket.next()).toEqual({ type: "pong" });
  });
});

describe("a push", () => {
  it("reaches whoever has subscribed to the entity, and nobody else", async () => {
    await using ada = await connect(app, await tokenFor(app, "ada"));
    await using bob = await connect(app, await tokenFor(app, "bob"));
    ada.send({ action: "subscribe", entityId: "order-42" });
    await ada.next({ type: "subscribed" });
    await publish(app, "Entity Updated", { entityId: "order-42", message: { status: "shipped" } });
    expect(await ada.next({ type: "Entity Updated" })).toMatchObject({
      entityId: "order-42",
      seq: 1,
      message: { status: "shipped" },
    });
    await bob.settled();
    expect(bob.frames).toEqual([]);
  });

  it("for a user reaches every connection of theirs", async () => {
    const token = await tokenFor(app, "cyd");
    await using phone = await connect(app, token);
    await using laptop = await connect(app, token);
    await publish(app, "Send User Push Notification", { userId: "cyd", message: "Your report is ready" });
    for (const socket of [phone, laptop])
      expect(await socket.next()).toMatchObject({ type: "User Push Notification", message: "Your report is ready" });
  });
});
