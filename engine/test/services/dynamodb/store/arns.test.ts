import { describe, expect, it } from "vitest";
import {
  streamArn,
  tableArn,
  tableNameOf,
  withStackArns,
  withTableNames,
} from "../../../../src/services/dynamodb/store/arns.ts";

const PLACE = { partition: "aws", region: "eu-west-1", accountId: "123456789012" };
const TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/Orders";

describe("tableNameOf", () => {
  it.each([
    ["Orders", "Orders"],
    [TABLE, "Orders"],
    [`${TABLE}/stream/2000-01-01T00:00:00.000`, "Orders"],
    [`${TABLE}/index/ByUser`, "Orders"],
    ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket"],
  ])("reads %s as %s", (nameOrArn, name) => {
    expect(tableNameOf(nameOrArn)).toBe(name);
  });
});

describe("withTableNames", () => {
  const item = { pk: { S: TABLE } };

  it.each([
    ["a table", { TableName: TABLE, Item: item }, { TableName: "Orders", Item: item }],
    ["the tables of a batch", { RequestItems: { [TABLE]: [item] } }, { RequestItems: { Orders: [item] } }],
    [
      "the tables of a transaction",
      { TransactItems: [{ Put: { TableName: TABLE, Item: item } }] },
      { TransactItems: [{ Put: { TableName: "Orders", Item: item } }] },
    ],
  ])("names %s and leaves items as they are", (_what, input, expected) => {
    expect(withTableNames(input)).toEqual(expected);
  });
});

describe("withStackArns", () => {
  it.each([
    ["arn:aws:dynamodb:dynoxide:000000000000:table/Orders", tableArn("Orders", PLACE)],
    ["arn:aws:dynamodb:ddblocal:000000000000:table/Orders/stream/2026-03-01T00:00:00.000", streamArn("Orders", PLACE)],
    ["arn:aws:dynamodb:dynoxide:000000000000:table/Orders/index/ByUser", `${tableArn("Orders", PLACE)}/index/ByUser`],
  ])("turns %s into %s", (store, stack) => {
    expect(JSON.parse(withStackArns(JSON.stringify({ Arn: store }), PLACE))).toEqual({ Arn: stack });
  });

  it("gives every stream the label that its ARN ends in", () => {
    const answer = { LatestStreamLabel: "1795368441.75", Streams: [{ StreamLabel: "1795368441.75" }] };
    const label = "2000-01-01T00:00:00.000";
    expect(JSON.parse(withStackArns(JSON.stringify(answer), PLACE))).toEqual({
      LatestStreamLabel: label,
      Streams: [{ StreamLabel: label }],
    });
  });
});
