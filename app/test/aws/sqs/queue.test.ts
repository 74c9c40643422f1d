import { afterEach, describe, expect, it, vi } from "vitest";
import { createDeliveries, createQueue } from "../../../src/aws/sqs/queue.ts";
import { firstDelivery } from "../../../src/core/push/delivery.ts";
import { functionEnvironment, type RecordedCall, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";

afterEach(() => vi.unstubAllEnvs());

async function start(answer: (call: RecordedCall) => StubAnswer = () => ({ body: {} })) {
  const stub = await startAwsStub(answer);
  for (const [name, value] of Object.entries(functionEnvironment(stub.endpoint))) vi.stubEnv(name, value);
  const entries = () =>
    stub.calls.map(({ body }) => JSON.parse(body).Entries as { MessageBody: string; DelaySeconds: number }[]);
  return { stub, entries, queue: createQueue(`${stub.endpoint}/000000000000/queue`) };
}

describe("SendMessageBatch", () => {
  it("takes ten messages at a time", async () => {
    const { stub, entries, queue } = await start();
    await using _ = stub;
    const bodies = Array.from({ length: 23 }, (_, index) => `message ${index}`);
    await queue.send(bodies, 5);
    expect(stub.calls.map(({ operation }) => operation)).toEqual(Array(3).fill("SendMessageBatch"));
    expect(entries().map(({ length }) => length)).toEqual([10, 10, 3]);
    const sent = entries().flat();
    expect(sent.map(({ MessageBody }) => MessageBody)).toEqual(bodies);
    expect(sent.every(({ DelaySeconds }) => DelaySeconds === 5)).toBe(true);
    expect(JSON.parse(stub.calls[0]?.body ?? "").QueueUrl).toBe(`${stub.endpoint}/000000000000/queue`);
  });

  it("takes 1 MiB of UTF-8 at a time", async () => {
    const { stub, entries, queue } = await start();
    await using _ = stub;
    await queue.send([...Array.from({ length: 9 }, () => "é".repeat(65_536)), "x"]);
    expect(entries().map(({ length }) => length)).toEqual([8, 2]);
  });

  it("is repeated for those that SQS did not take, alone", async () => {
    const failed = { Failed: [{ Id: "1", Code: "InternalError", SenderFault: false }] };
    const answers = [failed, {}];
    const { stub, entries, queue } = await start(() => ({ body: answers.shift() }));
    await using _ = stub;
    await queue.send(["a", "b", "c"]);
    expect(entries().map((batch) => batch.map(({ MessageBody }) => MessageBody))).toEqual([["a", "b", "c"], ["b"]]);
  });

  it("rejects when SQS goes on not taking them", async () => {
    const { stub, queue } = await start(() => ({ body: { Failed: [{ Id: "0", Code: "InternalError" }] } }));
    await using _ = stub;
    await expect(queue.send(["a"])).rejects.toThrow("InternalError");
  });

  it("rejects when there is no such queue", async () => {
    const { stub, queue } = await start(() => ({
      status: 400,
      body: { __type: "com.amazonaws.sqs#QueueDoesNotExist" },
    }));
    await using _ = stub;
    await expect(queue.send(["a"])).rejects.toMatchObject({ code: "QueueDoesNotExist" });
  });
});

describe("deliveries", () => {
  it("wait in their queue as JSON, for as long as asked", async () => {
    const { stub, entries, queue } = await start();
    await using _ = stub;
    const delivery = firstDelivery({ type: "Entity Updated", id: "1", sentAt: "2026-01-31T12:00:00Z" }, []);
    await createDeliveries(queue).enqueue([delivery, { ...delivery, attempt: 1 }], 7);
    expect(entries().flat()).toMatchObject([
      { MessageBody: JSON.stringify(delivery), DelaySeconds: 7 },
      { MessageBody: JSON.stringify({ ...delivery, attempt: 1 }), DelaySeconds: 7 },
    ]);
  });
});
