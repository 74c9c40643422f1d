import { expect, it } from "vitest";
import { processStream } from "../../../src/aws/lambda/stream-batch.ts";
import { createLog } from "../../support/fakes.ts";

const records = ["1", "2", "3"].map((sequenceNumber) => ({ sequenceNumber }));

it("processes a stream's records in order, and asks for all from the first that failed", async () => {
  const done: string[] = [];
  const log = createLog();
  const answer = await processStream(
    records,
    async ({ sequenceNumber }) => {
      if (sequenceNumber === "2") throw new Error("DynamoDB is down.");
      done.push(sequenceNumber);
    },
    { hasTime: () => true, log },
  );
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
  expect(done).toEqual(["1"]);
  expect(log.lines).toMatchObject([{ level: "error", fields: { sequenceNumber: "2" } }]);
});

it("asks for nothing when all went well", async () => {
  const setting = { hasTime: () => true, log: createLog() };
  expect(await processStream(records, async () => {}, setting)).toEqual({ batchItemFailures: [] });
});

it("asks for what there was no time for, after one record at least", async () => {
  const done: string[] = [];
  const process = async ({ sequenceNumber }: { sequenceNumber: string }) => void done.push(sequenceNumber);
  const answer = await processStream(records, process, { hasTime: () => false, log: createLog() });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
  expect(done).toEqual(["1"]);
});
