import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, ListQueuesCommand, type QueueAttributeName, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient, GetCommand, QueryCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPushing } from "../support/pushing.ts";
import type { TestSocket } from "../support/sockets.ts";
import { type System, startSystem } from "../support/system.ts";

let system: System;
let table: string;
let documents: DynamoDBDocumentClient;
let queues: SQSClient;
let { connectAs, publish, settle } = {} as ReturnType<typeof createPushing>;

beforeAll(async () => {
  system = await startSystem();
  documents = DynamoDBDocumentClient.from(new DynamoDBClient(system.sdk));
  queues = new SQSClient(system.sdk);
  table = system.outputs.TableName ?? "";
  ({ connectAs, publish, settle } = createPushing(system));
});
afterAll(() => system[Symbol.asyncDispose]());

const rows = async () =>
  (await documents.send(new ScanCommand({ TableName: table, ConsistentRead: true }))).Items ?? [];

async function rowsOfUser(userId: string) {
  return (await rows()).filter(({ GSI1PK, sk }) => String(GSI1PK).includes(userId) && sk === "META");
}

describe("the registry", () => {
  it("holds a connection's user and names, and nothing of it after it closed", async () => {
    const socket = await connectAs("registry-user", ["registry-entity"]);
    const [row] = await rowsOfUser("registry-user");
    expect(row).toMatchObject({ firstName: "Ann", lastName: "Lee", userId: "registry-user" });
    const { Item } = await documents.send(new GetCommand({ TableName: table, Key: { pk: row?.pk, sk: row?.sk } }));
    expect(Item).toEqual(row);
    const { Items } = await documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: "GSI1",
        KeyConditionExpression: "GSI1PK = :user",
        ExpressionAttributeValues: { ":user": row?.GSI1PK },
      }),
    );
    expect(Items).toHaveLength(1);

    const disconnected = system.waitFor(
      ({ service, type, data }) =>
        service === "lambda" && type === "report" && String(data.logicalId).startsWith("Disconnect"),
    );
    socket.socket.close();
    await disconnected;
    expect((await rows()).filter(({ pk }) => pk === row?.pk)).toEqual([]);
  });
});

describe("an entity event", () => {
  it("reaches exactly its subscribers, once", async () => {
    using first = await connectAs("user-a", ["order-1"]);
    using second = await connectAs("user-a", ["order-1", "order-2"]);
    using third = await connectAs("user-b", ["order-2"]);
    await publish("entity-updated", [{ entityId: "order-1", message: "paid" }]);
    await publish("entity-updated", [{ entityId: "order-2", message: "sent" }]);
    await Promise.all([
      first.next({ message: "paid" }),
      second.next({ message: "paid" }),
      second.next({ message: "sent" }),
      third.next({ message: "sent" }),
    ]);
    await settle(second, "order-1");
    await settle(third, "order-2");
    const texts = ({ received }: TestSocket) =>
      received
        .map(({ message }) => String(message))
        .filter((text) => text === "paid" || text === "sent")
        .sort();
    expect([first, second, third].map(texts)).toEqual([["paid"], ["paid", "sent"], ["sent"]]);
  });
});

describe("a user event", () => {
  it("reaches every socket of that user and no other", async () => {
    using phone = await connectAs("user-c");
    using laptop = await connectAs("user-c");
    using other = await connectAs("user-d", ["bystander"]);
    await publish("send-user-push-notification", [{ userId: "user-c", message: "hello" }]);
    await Promise.all([
      phone.next({ type: "User Push Notification", message: "hello" }),
      laptop.next({ message: "hello" }),
    ]);
    await settle(other, "bystander");
    expect(other.received.filter(({ message }) => message === "hello")).toEqual([]);
    expect(phone.received.filter(({ message }) => message === "hello")).toHaveLength(1);
  });
});

describe("a client whose TCP connection was reset", () => {
  it("is cleaned up by the next push, and its neighbour gets that push once", async () => {
    using alive = await connectAs("user-e", ["reset-entity"]);
    const dead = await connectAs("user-f", ["reset-entity"]);
    const [row] = await rowsOfUser("user-f");
    (dead.socket as unknown as { _socket: { resetAndDestroy(): void } })._socket.resetAndDestroy();
    await publish("entity-updated", [{ entityId: "reset-entity", message: "still here" }]);
    await alive.next({ message: "still here" });
    await settle(alive, "reset-entity");
    expect(alive.received.filter(({ message }) => message === "still here")).toHaveLength(1);
    expect((await rows()).filter(({ pk }) => pk === row?.pk)).toEqual([]);
  });
});

describe("an event that is not for subscribers", () => {
  it.each([
    ["of a source that is not listed", { Source: "stranger" }],
    ["of another kind", { DetailType: "Order Placed" }],
  ])("%s reaches nobody", async (_what, changes) => {
    using socket = await connectAs("user-k", ["trusted"]);
    await publish("entity-updated", [{ entityId: "trusted", message: "from elsewhere" }], changes);
    await settle(socket, "trusted");
    expect(socket.received.map(({ message }) => message)).not.toContain("from elsewhere");
  });
});

describe("unsubscribe", () => {
  it("ends the pushes to this socket alone", async () => {
    using leaver = await connectAs("user-l", ["left"]);
    using stayer = await connectAs("user-m", ["left"]);
    leaver.send({ action: "unsubscribe", entityId: "left" });
    await leaver.next({ type: "unsubscribed" });
    await publish("entity-updated", [{ entityId: "left", message: "without you" }]);
    await stayer.next({ message: "without you" });
    await settle(stayer, "left");
    expect(leaver.received.filter(({ type }) => type === "Entity Updated")).toEqual([]);
  });
});

/** Messages that wait in all dead-letter queues together. */
async function deadLetters(): Promise<number> {
  const { QueueUrls = [] } = await queues.send(new ListQueuesCommand({}));
  const counts = QueueUrls.filter((url) => url.includes("DeadLetter")).map(async (QueueUrl) => {
    const AttributeNames: QueueAttributeName[] = ["ApproximateNumberOfMessages"];
    const { Attributes } = await queues.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return Number(Attributes?.ApproximateNumberOfMessages);
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

describe("a poison event", () => {
  it.each([
    ["without an entityId", { message: "nobody" }],
    ["of 200 KB", { entityId: "poison", message: "x".repeat(200 * 1024) }],
  ])("%s is in the dead-letter queue at once, while its neighbours are delivered once", async (_what, poison) => {
    using socket = await connectAs("user-g", ["poison"]);
    const waiting = await deadLetters();
    await publish("entity-updated", [
      { entityId: "poison", message: "before" },
      poison,
      { entityId: "poison", message: "after" },
    ]);
    await Promise.all([socket.next({ message: "before" }), socket.next({ message: "after" })]);
    await settle(socket, "poison");
    const texts = socket.received.map(({ message }) => message);
    expect(texts.filter((text) => text === "before")).toHaveLength(1);
    expect(texts.filter((text) => text === "after")).toHaveLength(1);
    await expect.poll(deadLetters).toBe(waiting + 1);
  });
});

describe("updates of several entities in one event", () => {
  it("are delivered in order to those who subscribed to each", async () => {
    using socket = await connectAs("user-i", ["batch-1", "batch-2"]);
    const updates = [1, 2, 3, 4].map((message) => ({ entityId: `batch-${1 + (message % 2)}`, message }));
    await publish("entities-updated", [{ updates }]);
    await socket.next({ message: 4 });
    const received = socket.received.filter(({ type }) => type === "Entity Updated");
    expect(received.map(({ entityId, seq, message }) => [entityId, seq, message])).toEqual([
      ["batch-2", 1, 1],
      ["batch-1", 1, 2],
      ["batch-2", 2, 3],
      ["batch-1", 2, 4],
    ]);
  });
});

describe("POST /@connections/{id}", () => {
  it("reaches a socket from outside through the SDK, and answers 410 after it closed", async () => {
    const socket = await connectAs("user-h");
    const [row] = await rowsOfUser("user-h");
    const connectionId = String(row?.pk).slice("C#".length);
    const management = new ApiGatewayManagementApiClient({ ...system.sdk, endpoint: system.managementUrl });
    await management.send(
      new PostToConnectionCommand({ ConnectionId: connectionId, Data: JSON.stringify({ type: "direct" }) }),
    );
    await socket.next({ type: "direct" });
    const disconnected = system.waitFor(
      ({ service, type, data }) =>
        service === "execute-api" && type === "disconnect" && data.connectionId === connectionId,
    );
    socket.socket.close();
    await disconnected;
    await expect(
      management.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: "late" })),
    ).rejects.toMatchObject({ name: "GoneException", $metadata: { httpStatusCode: 410 } });
  });
});
