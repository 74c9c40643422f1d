import { describe, expect, it } from "vitest";
import { dynamodb } from "../../../src/services/dynamodb/definition.ts";
import { compileText, complaintsOf } from "../../template/compile-text.ts";

const ONE_KEY = { KeySchema: "[{ AttributeName: a, KeyType: HASH }]" };
const TWO_KEYS = {
  KeySchema: "[{ AttributeName: a, KeyType: HASH }, { AttributeName: b, KeyType: RANGE }]",
  AttributeDefinitions: "[{ AttributeName: a, AttributeType: S }, { AttributeName: b, AttributeType: S }]",
};
const index = (name: string, hash: string, projection = "{ ProjectionType: ALL }") =>
  `[{ IndexName: ${name}, KeySchema: [{ AttributeName: ${hash}, KeyType: HASH }], Projection: ${projection} }]`;
const ONE_UNIT = "{ ReadCapacityUnits: 1, WriteCapacityUnits: 1 }";
const PROVISIONED = { BillingMode: "PROVISIONED", ProvisionedThroughput: ONE_UNIT };
const INVALID = "One or more parameter values were invalid:";

function reviewed(properties: Readonly<Record<string, string>>) {
  const all = { BillingMode: "PAY_PER_REQUEST", AttributeDefinitions: "[{ AttributeName: a, AttributeType: S }]" };
  const lines = Object.entries({ ...all, ...ONE_KEY, ...properties }).map(([name, value]) => `      ${name}: ${value}`);
  const text = `Resources:\n  T:\n    Type: AWS::DynamoDB::Table\n    Properties:\n${lines.join("\n")}\n`;
  const stack = compileText(text, { resourceTypes: dynamodb.resourceTypes });
  expect(complaintsOf(stack)).toEqual([]);
  return dynamodb.review?.(stack, [...stack.resources.values()], { customResources: false });
}

describe("a table that DynamoDB refuses", () => {
  it.each<[properties: Readonly<Record<string, string>>, message: string]>([
    [
      { TableName: "T" },
      "1 validation error detected: Value 'T' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
    ],
    [
      { TableName: '"a b"' },
      "1 validation error detected: Value 'a b' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    ],
    [{ KeySchema: "[{ AttributeName: a, KeyType: RANGE }]" }, "Invalid KeySchema: The first KeySchemaElement is not"],
    [{ KeySchema: "[{ AttributeName: z, KeyType: HASH }]" }, `${INVALID} Some index key attributes are not defined`],
    [{ AttributeDefinitions: TWO_KEYS.AttributeDefinitions }, `${INVALID} Number of attributes in KeySchema does not`],
    [{ GlobalSecondaryIndexes: index("gsi", "b") }, `${INVALID} Some index key attributes are not defined`],
    [
      { GlobalSecondaryIndexes: index("g", "a") },
      "1 validation error detected: Value 'g' at 'globalSecondaryIndexes.1.member.indexName'",
    ],
    [
      { GlobalSecondaryIndexes: index("gsi", "a", "{ ProjectionType: INCLUDE }") },
      `${INVALID} ProjectionType is INCLUDE, but NonKeyAttributes is not specified`,
    ],
    [{ LocalSecondaryIndexes: index("lsi", "a") }, `${INVALID} Table KeySchema does not have a range key`],
    [
      { ...TWO_KEYS, LocalSecondaryIndexes: index("lsi", "b") },
      `${INVALID} Index KeySchema does not have the same leading hash key`,
    ],
    [{ BillingMode: "PROVISIONED" }, `${INVALID} ReadCapacityUnits and WriteCapacityUnits must both be specified`],
    [
      { ProvisionedThroughput: ONE_UNIT },
      `${INVALID} Neither ReadCapacityUnits nor WriteCapacityUnits can be specified`,
    ],
    [
      { ProvisionedThroughput: "{ ReadCapacityUnits: 0, WriteCapacityUnits: 0 }" },
      "1 validation error detected: Value '0' at 'provisionedThroughput.writeCapacityUnits' failed to satisfy",
    ],
    [
      { ...PROVISIONED, GlobalSecondaryIndexes: index("gsi", "a") },
      `${INVALID} Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: gsi`,
    ],
    [
      { GlobalSecondaryIndexes: index("gsi", "a").replace(/\}\]$/, `, ProvisionedThroughput: ${ONE_UNIT} }]`) },
      `${INVALID} Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: gsi when`,
    ],
    [
      { AttributeDefinitions: "[{ AttributeName: a, AttributeType: S }, { AttributeName: a, AttributeType: N }]" },
      "Attribute Name is duplicated: a",
    ],
  ])("is told before anything starts: %j", (properties, message) => {
    expect(reviewed(properties)).toEqual([
      expect.objectContaining({ severity: "error", logicalId: "T", message: expect.stringContaining(message) }),
    ]);
  });

  it.each<Readonly<Record<string, string>>>([
    {},
    { TableName: "abc" },
    TWO_KEYS,
    { ...TWO_KEYS, ...ONE_KEY, GlobalSecondaryIndexes: index("gsi", "b") },
    PROVISIONED,
    {
      ...PROVISIONED,
      GlobalSecondaryIndexes: index("gsi", "a").replace(/\}\]$/, `, ProvisionedThroughput: ${ONE_UNIT} }]`),
    },
  ])("is not one that it takes: %j", (properties) => {
    expect(reviewed(properties)).toEqual([]);
  });
});
