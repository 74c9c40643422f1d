import { describe, expect, it } from "vitest";
import { processBatch } from "../../src/core/batch.ts";
import { createLog } from "../support/fakes.ts";

const records = ["1", "2", "3"].map((messageId) => ({ messageId, body: `body ${messageId}` }));

describe("a batch of the queue", () => {
  it("is done when every message is", async () => {
    const done: string[] = [];
    const process = async ({ body }: { body: string }) => void done.push(body);
    expect(await processBatch(records, { process, hasTime: () => true, log: createLog() })).toEqual({
      batchItemFailures: [],
    });
    expect(done).toEqual(["body 1", "body 2", "body 3"]);
  });

  it("sends back alone what failed, and says why", async () => {
    const log = createLog();
    const process = async ({ messageId }: { messageId: string }) => {
      if (messageId === "2") throw new Error("poison");
    };
    expect(await processBatch(records, { process, hasTime: () => true, log })).toEqual({
      batchItemFailures: [{ itemIdentifier: "2" }],
    });
    expect(log.lines).toMatchObject([{ level: "error", fields: { sqsMessageId: "2", error: new Error("poison") } }]);
  });

  it("sends back what there is no time for, without having begun it", async () => {
    const done: string[] = [];
    const process = async ({ messageId }: { messageId: string }) => void done.push(messageId);
    const response = await processBatch(records, { process, hasTime: () => done.length < 1, log: createLog() });
    expect(done).toEqual(["1"]);
    expect(response.batchItemFailures).toEqual([{ itemIdentifier: "2" }, { itemIdentifier: "3" }]);
  });
});
