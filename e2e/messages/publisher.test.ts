import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { createClient } from "@portcullis/client";
import {
  createPublisher,
  overEventBridge,
  overHttp,
  type PublishError,
  type Transport,
} from "@portcullis/client/server";
import { entityUpdatedEvent, MAX_MESSAGE_BYTES } from "@portcullis/contract";
import { AwsClient } from "aws4fetch";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import * as z from "zod/mini";
import { createPushing } from "../support/pushing.ts";
import { type System, startSystem } from "../support/system.ts";
import { createTestJwt } from "../support/tokens.ts";

interface Shop {
  entities: { [id: `order:${string}`]: { status: string } };
  user: string;
}

let system: System;
let eventBusName: string;
let overSdk: Transport;
let connectAs: ReturnType<typeof createPushing>["connectAs"];

beforeAll(async () => {
  system = await startSystem();
  eventBusName = system.outputs.EventBusName ?? "";
  // Its own attempts would hide those of the publisher.
  overSdk = overEventBridge(new EventBridgeClient({ ...system.sdk, maxAttempts: 1 }), PutEventsCommand);
  ({ connectAs } = createPushing(system));
});
afterAll(() => system[Symbol.asyncDispose]());

const publisherOver = (transport: Transport) => createPublisher<Shop>({ transport, eventBusName, retryDelay: () => 1 });

async function strike(fault: object): Promise<void> {
  const response = await fetch(`${system.endpoint}/_portcullis/faults`, {
    method: "POST",
    body: JSON.stringify(fault),
  });
  expect(response.status).toBe(201);
}

describe("a publisher", () => {
  it.each([
    ["the AWS SDK", () => overSdk],
    [
      "fetch that signs",
      () => {
        const aws = new AwsClient({ ...system.sdk.credentials, region: "us-east-1", service: "events", retries: 0 });
        return overHttp({ url: system.endpoint, fetch: (url, init) => aws.fetch(url, init) });
      },
    ],
  ])("over %s pushes to subscribers and users, to whom the id is known", async (_name, transport) => {
    const publisher = publisherOver(transport());
    using socket = await connectAs("ada", ["order:1"]);
    const updated = await publisher.publishEntity("order:1", { status: "paid" });
    const pushed = { type: "Entity Updated", id: updated.id, entityId: "order:1", message: { status: "paid" } };
    expect(await socket.next({ id: updated.id })).toMatchObject(pushed);
    const told = await publisher.publishUser("ada", "Your order is paid", { callback: "/orders/1" });
    expect(await socket.next({ id: told.id })).toMatchObject({ message: "Your order is paid", callback: "/orders/1" });
  });

  it("keeps the order of a batch, also when EventBridge is throttled meanwhile", async () => {
    const publisher = publisherOver(overSdk);
    using socket = await connectAs("bob", ["order:2"]);
    await strike({ kind: "throttled", service: "events", operation: "PutEvents", count: 3 });
    const updates = Array.from({ length: 30 }, (_, index) => ({
      entityId: "order:2" as const,
      message: { status: `step ${index}` },
    }));
    const published = await publisher.publishBatch([...updates, { userId: "bob", message: "done" }]);
    await socket.next({ id: published[30]?.id });
    await socket.next({ id: published[29]?.id });
    const seen = socket.received.filter(({ type }) => type === "Entity Updated");
    expect(seen.map(({ id }) => id).sort()).toEqual(
      published
        .slice(0, 30)
        .map(({ id }) => id)
        .sort(),
    );
    for (const { id, seq } of seen) expect(published[Number(seq) - 1]?.id).toBe(id);
  });

  it("says which messages EventBridge refuses, and the others arrive", async () => {
    const publisher = createPublisher({ transport: overSdk, eventBusName });
    using socket = await connectAs("cy");
    const tooDeep = JSON.parse(`${"[".repeat(1_001)}1${"]".repeat(1_001)}`);
    const messages = [1, tooDeep, 3].map((message, index) => ({ userId: "cy", message, id: `cy-${index}` }));
    const error = await publisher.publishBatch(messages).catch((caught: PublishError) => caught);
    expect(error).toMatchObject({ retryable: false, failures: [{ index: 1, id: "cy-1", code: "MalformedDetail" }] });
    await Promise.all([socket.next({ id: "cy-0" }), socket.next({ id: "cy-2" })]);
  });

  it("pushes once what it had to send twice", async () => {
    let calls = 0;
    const publisher = publisherOver(async (entries, signal) => {
      const results = await overSdk(entries, signal);
      if (++calls === 1) throw new Error("The answer was lost.");
      return results;
    });
    const client = createClient<Shop>({
      url: system.url,
      WebSocket,
      getToken: () => createTestJwt(system, { userId: "dee" }),
    });
    onTestFinished(() => client.close());
    const seen: unknown[] = [];
    const order = client.subscribe("order:3", ({ message, seq }) => seen.push([message.status, seq]));
    client.onUser(({ message }) => seen.push(message));
    client.connect();
    await order.ready();
    await publisher.publishEntity("order:3", { status: "paid" });
    expect(calls).toBe(2);
    await publisher.publishEntity("order:3", { status: "sent" });
    await expect
      .poll(() => seen)
      .toEqual([
        ["paid", 1],
        ["sent", 2],
      ]);
  });

  it("disconnects and revokes", async () => {
    const publisher = publisherOver(overSdk);
    using first = await connectAs("eve");
    await publisher.disconnectUser("eve", { reason: "Signed out" });
    expect(await first.next({ type: "disconnect" })).toMatchObject({ code: "kicked", reason: "Signed out" });
    using second = await connectAs("eve");
    await publisher.revoke({ userId: "eve", issuedBefore: new Date(Date.now() + 5_000) }, { reason: "Stolen" });
    expect(await second.next({ type: "disconnect" })).toMatchObject({ code: "revoked", reason: "Stolen" });
  });
});

describe("what a publisher refuses", () => {
  const refused = (message: { entityId: string; id: string; message: unknown }) =>
    createPublisher({ transport: async () => ({ Entries: [{ EventId: "event" }] }), eventBusName: "bus" })
      .publishBatch([message])
      .then(
        () => false,
        () => true,
      );
  const ofContract = (message: object) => !z.safeParse(entityUpdatedEvent.payload, message).success;

  it.each([
    ...["", "a", "a".repeat(256), "a".repeat(257), "a\u0000", "a\ud800", "é"].map((entityId) => ({
      entityId,
      id: "1",
    })),
    ...["", "a".repeat(128), "a".repeat(129), "\n"].map((id) => ({ entityId: "e", id })),
  ])("is what the app refuses: %j", async (fields) => {
    expect(await refused({ ...fields, message: 1 })).toBe(ofContract({ ...fields, message: 1 }));
  });

  it("is what no connection takes", async () => {
    const room = MAX_MESSAGE_BYTES - 500;
    expect(await refused({ entityId: "e", id: "1", message: "x".repeat(room) })).toBe(false);
    expect(await refused({ entityId: "e", id: "1", message: "x".repeat(MAX_MESSAGE_BYTES) })).toBe(true);
  });
});
