import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bodies, type QueueHarness, startQueues } from "./queues.ts";

const DEAD = "arn:aws:sqs:eu-west-1:123456789012:dead";

let sqs: QueueHarness;

beforeEach(async () => {
  sqs = await startQueues({
    Work: { VisibilityTimeout: 10, RedrivePolicy: { deadLetterTargetArn: DEAD, maxReceiveCount: 2 } },
    Dead: { QueueName: "dead", MessageRetentionPeriod: 3600 },
  });
});

afterEach(() => sqs[Symbol.asyncDispose]());

/** Receives as often as it takes for the message to be given up. */
async function exhaust(): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) {
    await sqs.receive("Work");
    await sqs.clock.advance(10_000);
  }
}

describe("RedrivePolicy", () => {
  it("moves a message that was received too often, with its id and attributes", async () => {
    const MessageAttributes = { kind: { DataType: "String", StringValue: "poison" } };
    const { MessageId } = await sqs.send("Work", "bad", { MessageAttributes });
    const sentAt = String(sqs.clock.now());
    await exhaust();
    const [message] = await sqs.receive("Dead");
    expect(message).toMatchObject({
      MessageId,
      Body: "bad",
      MessageAttributes,
      Attributes: {
        SentTimestamp: sentAt,
        ApproximateReceiveCount: "3",
        DeadLetterQueueSourceArn: sqs.attribute("Work", "Arn"),
      },
    });
    expect(sqs.journal.entries({ type: "dead-letter", data: { messageId: MessageId } })).toHaveLength(1);
  });

  it("gives the neighbours of a poison message their turn", async () => {
    await sqs.send("Work", "bad");
    await sqs.receive("Work");
    await sqs.send("Work", "good");
    await sqs.clock.advance(10_000);
    expect(bodies(await sqs.receive("Work", { MaxNumberOfMessages: 10 })).sort()).toEqual(["bad", "good"]);
  });

  it("counts retention on the dead-letter queue from the first send", async () => {
    await sqs.send("Work", "bad");
    await exhaust();
    await sqs.clock.advance(3600_000 - 30_000);
    expect(await sqs.receive("Dead")).toEqual([]);
  });

  it("leaves a message where it is when the dead-letter queue does not exist, and says so", async () => {
    await sqs.call("DeleteQueue", { QueueUrl: sqs.ref("Dead") });
    await sqs.send("Work", "bad");
    await exhaust();
    expect(bodies(await sqs.receive("Work"))).toEqual(["bad"]);
    expect(sqs.journal.entries({ type: "dead-letter-failed" })).not.toHaveLength(0);
  });
});

describe("ListDeadLetterSourceQueues", () => {
  it("names the queues that give up to this one", async () => {
    const answer = await sqs.call("ListDeadLetterSourceQueues", { QueueUrl: sqs.ref("Dead") });
    expect(answer.queueUrls).toEqual([expect.stringContaining("/123456789012/shop-Work-")]);
  });
});

describe("StartMessageMoveTask", () => {
  const tasks = async () => (await sqs.call("ListMessageMoveTasks", { SourceArn: DEAD })).Results;

  it("sends dead letters back where they came from, under new ids", async () => {
    const { MessageId } = await sqs.send("Work", "bad");
    await exhaust();
    await sqs.call("StartMessageMoveTask", { SourceArn: DEAD });
    await sqs.clock.advance(0);
    const [message] = await sqs.receive("Work");
    expect(message).toMatchObject({ Body: "bad", Attributes: { ApproximateReceiveCount: "1" } });
    expect(message?.MessageId).not.toBe(MessageId);
    expect(await tasks()).toMatchObject([{ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 1 }]);
  });

  it("moves no more in a second than it may, and stops when it is cancelled", async () => {
    for (let n = 0; n < 5; n++) await sqs.send("Dead", `${n}`);
    const { TaskHandle } = await sqs.call("StartMessageMoveTask", {
      SourceArn: DEAD,
      DestinationArn: sqs.attribute("Work", "Arn"),
      MaxNumberOfMessagesPerSecond: 2,
    });
    await sqs.clock.advance(1000);
    expect(await tasks()).toMatchObject([
      { Status: "RUNNING", ApproximateNumberOfMessagesMoved: 4, ApproximateNumberOfMessagesToMove: 5 },
    ]);
    await sqs.call("CancelMessageMoveTask", { TaskHandle });
    await sqs.clock.advance(5000);
    expect(await sqs.attributes("Dead")).toMatchObject({ ApproximateNumberOfMessages: "1" });
  });

  it("fails, and loses nothing, when a message was sent there directly", async () => {
    await sqs.send("Dead", "stranger");
    await sqs.call("StartMessageMoveTask", { SourceArn: DEAD });
    await sqs.clock.advance(0);
    expect(await tasks()).toMatchObject([{ Status: "FAILED", FailureReason: "CouldNotDetermineMessageSource" }]);
    expect(bodies(await sqs.receive("Dead"))).toEqual(["stranger"]);
  });

  it("refuses a source that is nobody's dead-letter queue", async () => {
    const SourceArn = sqs.attribute("Work", "Arn");
    await expect(sqs.call("StartMessageMoveTask", { SourceArn })).rejects.toThrow(
      "must be configured as a Dead Letter",
    );
  });
});
