import { afterEach, describe, expect, it, vi } from "vitest";
import { createDeliveries } from "../../src/aws/deliveries.ts";
import type { Delivery } from "../../src/core/delivery.ts";
import { functionEnvironment, startAwsStub } from "../support/aws-stub.ts";

afterEach(() => vi.unstubAllEnvs());

const delivery: Delivery = { kind: "delivery", message: { type: "Entity Updated" }, targets: [], attempt: 1 };

describe("deliveries", () => {
  it("wait in the queue, and end in the dead-letter queue", async () => {
    await using stub = await startAwsStub(() => ({ body: { MessageId: "1" } }));
    const environment = functionEnvironment(stub.endpoint);
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const { QUEUE_URL = "", DEAD_LETTER_QUEUE_URL = "" } = environment;
    const deliveries = createDeliveries(QUEUE_URL, DEAD_LETTER_QUEUE_URL);
    await deliveries.enqueue(delivery, 5);
    await deliveries.abandon(delivery);
    expect(stub.calls.map(({ operation }) => operation)).toEqual(["SendMessage", "SendMessage"]);
    const MessageBody = JSON.stringify(delivery);
    expect(stub.calls.map(({ body }) => JSON.parse(body))).toEqual([
      { QueueUrl: QUEUE_URL, MessageBody, DelaySeconds: 5 },
      { QueueUrl: DEAD_LETTER_QUEUE_URL, MessageBody, DelaySeconds: 0 },
    ]);
  });

  it("reject when the queue does not take them, so that their message comes back", async () => {
    await using stub = await startAwsStub(() => ({
      status: 400,
      body: { __type: "com.amazonaws.sqs#QueueDoesNotExist" },
    }));
    const environment = functionEnvironment(stub.endpoint);
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    await expect(
      createDeliveries(`${stub.endpoint}/0/q`, `${stub.endpoint}/0/d`).enqueue(delivery, 0),
    ).rejects.toMatchObject({
      code: "QueueDoesNotExist",
    });
  });
});
