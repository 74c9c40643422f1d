import { expect, it } from "vitest";
import { processStream } from "../../../src/aws/lambda/stream-batch.ts";
import { createLog } from "../../support/fakes.ts";

type Record = { readonly sequenceNumber: string; readonly of: string };

const record = (sequenceNumber: string, of = sequenceNumber): Record => ({ sequenceNumber, of });
const records = ["1", "2", "3"].map((number) => record(number));
const groupOf = ({ of }: Record) => of;
const numbersOf = (group: readonly Record[]) => group.map(({ sequenceNumber }) => sequenceNumber).join();

it("processes a stream's records in order, and asks for all from the first that failed", async () => {
  const done: string[] = [];
  const log = createLog();
  const answer = await processStream(
    records,
    groupOf,
    async (group) => {
      if (numbersOf(group) === "2") throw new Error("DynamoDB is down.");
      done.push(numbersOf(group));
    },
    { hasTime: () => true, log },
  );
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
  expect(done).toEqual(["1"]);
  expect(log.lines).toMatchObject([{ level: "error", fields: { sequenceNumber: "2" } }]);
});

it("asks for nothing when all went well", async () => {
  const setting = { hasTime: () => true, log: createLog() };
  expect(await processStream(records, groupOf, async () => {}, setting)).toEqual({ batchItemFailures: [] });
});

it("asks for what there was no time for, after one record at least", async () => {
  const done: string[] = [];
  const process = async (group: readonly Record[]) => void done.push(numbersOf(group));
  const answer = await processStream(records, groupOf, process, { hasTime: () => false, log: createLog() });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
  expect(done).toEqual(["1"]);
});

it("takes those of one group together, and asks for all from the first of any group that is not done", async () => {
  const done: string[] = [];
  const mixed = [record("1", "a"), record("2", "b"), record("3", "a"), record("4", "b")];
  const process = async (group: readonly Record[]) => {
    if (group[0]?.of === "b") throw new Error("DynamoDB is down.");
    done.push(numbersOf(group));
  };
  const answer = await processStream(mixed, groupOf, process, { hasTime: () => true, log: createLog() });
  expect(done).toEqual(["1,3"]);
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
});
