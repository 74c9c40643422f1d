import { describe, expect, it } from "vitest";
import { failedItems } from "../../../../src/services/lambda/event-sources/batch-response.ts";

const BATCH = ["one", "two", "three"];

const failures = (...ids: unknown[]) =>
  JSON.stringify({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

describe("ReportBatchItemFailures", () => {
  it.each([
    ["null", "null"],
    ["an empty object", "{}"],
    ["an empty list instead of an object", "[]"],
    ["an empty list", failures()],
    ["a list that is null", '{"batchItemFailures":null}'],
    ["an object of something else", '{"statusCode":200}'],
  ])("takes %s for success", (_what, payload) => {
    expect(failedItems(payload, BATCH)).toEqual(new Set());
  });

  it("takes what is named for failed, and the rest for done", () => {
    expect(failedItems(failures("two"), BATCH)).toEqual(new Set(["two"]));
    expect(failedItems(failures("one", "three", "one"), BATCH)).toEqual(new Set(["one", "three"]));
  });

  it.each([
    ["text that is not JSON", "{"],
    ["a text", '"done"'],
    ["a list", '["one"]'],
    ["a list that is none", '{"batchItemFailures":"one"}'],
    ["a list of texts", '{"batchItemFailures":["one"]}'],
    ["an empty identifier", failures("")],
    ["a null identifier", failures(null)],
    ["a number as identifier", failures(1)],
    ["a wrong key", '{"batchItemFailures":[{"messageId":"one"}]}'],
    ["an identifier that is not in the batch", failures("one", "four")],
  ])("takes %s for a failure of the whole batch", (_what, payload) => {
    expect(failedItems(payload, BATCH)).toEqual(new Set(BATCH));
  });
});
