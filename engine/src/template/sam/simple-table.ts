import { isObject, pick, textOf } from "../plain-data.ts";
import { type Expander, kept, samMistake, tagList } from "./expansion/context.ts";

const ATTRIBUTE_TYPES: Readonly<Record<string, string>> = { String: "S", Number: "N", Binary: "B" };

export const SIMPLE_TABLE_PROPERTIES = [
  "PointInTimeRecoverySpecification",
  "PrimaryKey",
  "ProvisionedThroughput",
  "SSESpecification",
  "TableName",
  "Tags",
];

/** AWS::Serverless::SimpleTable: a table with one key and nothing else. */
export const simpleTable: Expander = (declaration, context) => {
  const { logicalId, properties, location } = declaration;
  const at = context.positions.at(properties, "PrimaryKey") ?? location;
  const key = context.settle(properties.PrimaryKey, at);
  const [name, type] = isObject(key) ? [key.Name, ATTRIBUTE_TYPES[textOf(key.Type) ?? ""]] : ["id", "S"];
  if (name === undefined || !type)
    throw samMistake("PrimaryKey needs a Name and a Type: String, Number or Binary.", at);
  const throughput = pick(properties, ["ProvisionedThroughput"]);
  const tags = isObject(properties.Tags) ? { Tags: tagList(properties.Tags) } : {};
  return {
    resources: {
      [logicalId]: {
        Type: "AWS::DynamoDB::Table",
        ...kept(declaration),
        Properties: {
          AttributeDefinitions: [{ AttributeName: name, AttributeType: type }],
          KeySchema: [{ AttributeName: name, KeyType: "HASH" }],
          ...(Object.keys(throughput).length > 0 ? throughput : { BillingMode: "PAY_PER_REQUEST" }),
          ...pick(properties, ["PointInTimeRecoverySpecification", "SSESpecification", "TableName"]),
          ...tags,
        },
      },
    },
  };
};
