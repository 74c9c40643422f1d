import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** A table and the client that reads and writes it. */
export interface Table {
  readonly documents: DynamoDBDocumentClient;
  readonly TableName: string;
}

/** Far below a function's timeout, so that a retry still fits. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 2_000 };

export function openTable(TableName: string): Table {
  const client = new DynamoDBClient({ requestHandler: TIMEOUTS });
  return {
    TableName,
    documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
  };
}
