import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { dynamodb } from "../../../src/services/dynamodb/definition.ts";
import { type Harness, type HarnessOptions, startService } from "../harness.ts";

/** A table with every kind of thing that a template can ask for. */
export const ORDERS = {
  Type: "AWS::DynamoDB::Table",
  Properties: {
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: ["pk", "sk", "user", "total"].map((AttributeName) => ({
      AttributeName,
      AttributeType: AttributeName === "total" ? "N" : "S",
    })),
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "ByUser",
        KeySchema: [{ AttributeName: "user", KeyType: "HASH" }],
        Projection: { ProjectionType: "ALL" },
      },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: "ByTotal",
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "total", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
    StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
    TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
  },
};

export const startTables = (options: HarnessOptions = {}): Promise<Harness> =>
  startService(dynamodb, { resources: { Orders: ORDERS }, ...options });

export function using(client: DynamoDBClient) {
  return { client, [Symbol.dispose]: () => client.destroy() };
}
