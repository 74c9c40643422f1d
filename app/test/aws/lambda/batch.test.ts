import { MessageTooLargeError } from "@portcullis/contract";
import { describe, expect, it } from "vitest";
import { processBatch } from "../../../src/aws/lambda/batch.ts";
import type { QueueMessage } from "../../../src/aws/lambda/events.ts";
import { InvalidEventError } from "../../../src/core/errors.ts";
import { createLog, createMetrics } from "../../support/fakes.ts";

const records = ["1", "2", "3"].map((messageId) => ({ messageId, body: `body ${messageId}` }));

async function run(process: (record: QueueMessage) => Promise<void>, changes: object = {}) {
  const deadLetters: QueueMessage[] = [];
  const [log, metrics] = [createLog(), createMetrics()];
  const deadLetter = async (record: QueueMessage) => void deadLetters.push(record);
  const response = await processBatch(records, { process, deadLetter, hasTime: () => true, metrics, log, ...changes });
  return { failed: response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), deadLetters, log, metrics };
}

const failing = (error: Error) => async (record: QueueMessage) => {
  if (record.messageId === "2") throw error;
};

describe("a batch of the queue", () => {
  it("is done when every message is", async () => {
    const done: string[] = [];
    expect(await run(async ({ body }) => void done.push(body))).toMatchObject({ failed: [], deadLetters: [] });
    expect(done).toEqual(["body 1", "body 2", "body 3"]);
  });

  it("sends back alone what failed, and says why", async () => {
    const { failed, deadLetters, log } = await run(failing(new Error("throttled")));
    expect(failed).toEqual(["2"]);
    expect(deadLetters).toEqual([]);
    expect(log.lines).toMatchObject([{ level: "error", fields: { sqsMessageId: "2", error: new Error("throttled") } }]);
  });

  it.each([
    ["too_large", new MessageTooLargeError(200_000)],
    ["invalid", new InvalidEventError("entityId: Invalid input")],
  ])("puts into the dead-letter queue at once what is %s for ever, and counts it", async (cause, error) => {
    const { failed, deadLetters, metrics, log } = await run(failing(error));
    expect(failed).toEqual([]);
    expect(deadLetters).toEqual([records[1]]);
    expect(metrics.counts).toEqual({ [`EventsRefused ${cause}`]: 1 });
    expect(log.lines).toMatchObject([{ level: "error", fields: { sqsMessageId: "2", cause } }]);
  });

  it("sends it back when the dead-letter queue does not take it", async () => {
    const deadLetter = () => Promise.reject(new Error("queue"));
    expect((await run(failing(new InvalidEventError("")), { deadLetter })).failed).toEqual(["2"]);
  });

  it("sends back what it has no time to begin", async () => {
    let begun = 0;
    const { failed } = await run(async () => void begun++, { hasTime: () => begun < 1 });
    expect(failed).toEqual(["2", "3"]);
  });
});
