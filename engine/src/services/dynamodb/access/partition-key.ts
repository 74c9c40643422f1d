import { listOf, recordOf, textOf } from "../../../iam/index.ts";
import type { Stack } from "../../../template/model.ts";

const TABLE_TYPES = new Set(["AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"]);

/** The name of the partition key of a table or index of the stack; undefined when the stack does not tell. */
export function partitionKeyOf(stack: Stack, tableName: string, indexName = ""): string | undefined {
  const table = tableOf(stack, tableName);
  if (!table) return undefined;
  const { GlobalSecondaryIndexes, LocalSecondaryIndexes } = table.properties;
  const indexes = [...listOf(GlobalSecondaryIndexes), ...listOf(LocalSecondaryIndexes)].map(recordOf);
  const keyed = indexName === "" ? table.properties : indexes.find(({ IndexName }) => IndexName === indexName);
  const key = listOf(keyed?.KeySchema)
    .map(recordOf)
    .find(({ KeyType }) => KeyType === "HASH");
  return textOf(key?.AttributeName) || undefined;
}

/** The names of the key attributes of a table of the stack. */
export function keyNamesOf(stack: Stack, tableName: string): readonly string[] | undefined {
  const table = tableOf(stack, tableName);
  return table && listOf(table.properties.KeySchema).map((key) => textOf(recordOf(key).AttributeName));
}

const tableOf = (stack: Stack, tableName: string) =>
  [...stack.resources.values()].find(({ type, physicalId }) => TABLE_TYPES.has(type) && physicalId === tableName);
