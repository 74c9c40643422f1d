import { describe, expect, it } from "vitest";
import { type ReadForm, readCall, WHOLE_TABLE } from "../../../src/views/data/tables/read-input.ts";

const TABLE = {
  name: "orders",
  arn: "arn:aws:dynamodb:eu-west-1:123456789012:table/orders",
  keys: [
    { name: "pk", role: "HASH", type: "S" },
    { name: "at", role: "RANGE", type: "N" },
  ],
  indexes: [{ name: "ByUser", kind: "global", projection: "ALL", keys: [{ name: "user", role: "HASH", type: "S" }] }],
} as const;

const QUERY: ReadForm = { ...WHOLE_TABLE, mode: "query", partition: "a" };
const read = (form: Partial<ReadForm>, base: ReadForm = QUERY) => readCall(TABLE, { ...base, ...form });

describe("a form that reads items", () => {
  it("scans the table in pages", () => {
    expect(readCall(TABLE, WHOLE_TABLE)).toEqual({ operation: "Scan", input: { TableName: "orders", Limit: 50 } });
    const startKey = { pk: { S: "x" }, at: { N: "1" } };
    expect(readCall(TABLE, WHOLE_TABLE, startKey).input.ExclusiveStartKey).toEqual(startKey);
  });

  it.each<[Partial<ReadForm>, string, object]>([
    [{}, "#n0 = :v0", { ":v0": { S: "a" } }],
    [{ sortOperator: ">=", sort: " 7 " }, "#n0 = :v0 AND #n1 >= :v1", { ":v0": { S: "a" }, ":v1": { N: "7" } }],
    [
      { sortOperator: "between", sort: "1", sortUpper: "9.50" },
      "#n0 = :v0 AND #n1 BETWEEN :v1 AND :v2",
      { ":v0": { S: "a" }, ":v1": { N: "1" }, ":v2": { N: "9.50" } },
    ],
  ])("queries by key: %j", (form, condition, values) => {
    const { operation, input } = read(form);
    expect(operation).toBe("Query");
    expect(input.KeyConditionExpression).toBe(condition);
    expect(input.ExpressionAttributeValues).toEqual(values);
  });

  it("queries an index by its own keys, and leaves out what it has no sort key for", () => {
    const { input } = read({ index: "ByUser", partition: "ann", sortOperator: "=", sort: "1" });
    expect(input).toMatchObject({
      IndexName: "ByUser",
      KeyConditionExpression: "#n0 = :v0",
      ExpressionAttributeNames: { "#n0": "user" },
    });
  });

  it("reads the newest first when it is asked to", () => {
    expect(read({ isDescending: true }).input.ScanIndexForward).toBe(false);
  });

  it("filters by attributes of any name", () => {
    const { input } = read(
      {
        filters: [
          { name: "size", operator: ">", type: "N", value: "3" },
          { name: "name", operator: "contains", type: "S", value: "x" },
          { name: "gone", operator: "attribute_not_exists", type: "S", value: "" },
          { name: "paid", operator: "=", type: "BOOL", value: "True" },
          { name: "", operator: "=", type: "S", value: "left empty" },
        ],
      },
      WHOLE_TABLE,
    );
    expect(input).toMatchObject({
      FilterExpression: "#n0 > :v0 AND contains(#n1, :v1) AND attribute_not_exists(#n2) AND #n3 = :v2",
      ExpressionAttributeNames: { "#n0": "size", "#n1": "name", "#n2": "gone", "#n3": "paid" },
      ExpressionAttributeValues: { ":v0": { N: "3" }, ":v1": { S: "x" }, ":v2": { BOOL: true } },
    });
  });

  it.each<[Partial<ReadForm>, string]>([
    [{ partition: "" }, "A query needs a value of pk."],
    [{ sortOperator: "=" }, "Give a value of at, or choose “any”."],
    [{ sortOperator: "=", sort: "soon" }, "at is a number, and “soon” is none."],
    [{ sortOperator: "between", sort: "1" }, "“between” needs an upper value of at as well."],
  ])("says what is missing: %j", (form, message) => {
    expect(() => read(form)).toThrow(message);
  });
});
