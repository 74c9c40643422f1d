import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";

/** A subscription as it is kept: with its operation, which is executed for each message. */
export interface Subscription {
  readonly connectionId: string;
  /** Given by the client, unique in its connection. */
  readonly id: string;
  readonly topic: string;
  readonly query: string;
  readonly variables: Record<string, unknown> | null;
  readonly operationName: string | null;
}

/** API Gateway ends a connection after two hours; what is left behind by then goes ten minutes later. */
const LIFETIME_SECONDS = 130 * 60;

const TableName = process.env.TABLE_NAME;
const table = DynamoDBDocumentClient.from(new DynamoDBClient());

export async function add(subscription: Subscription): Promise<void> {
  const expiresAt = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS;
  await table.send(new PutCommand({ TableName, Item: { ...subscription, expiresAt } }));
}

export async function remove(connectionId: string, id: string): Promise<void> {
  await table.send(new DeleteCommand({ TableName, Key: { connectionId, id } }));
}

export async function removeAll(connectionId: string): Promise<void> {
  await Promise.all((await ofConnection(connectionId)).map(({ id }) => remove(connectionId, id)));
}

export const ofConnection = (connectionId: string) => list("connectionId", connectionId);

/** The index lags behind the table, by a blink of an eye as a rule. */
export const ofTopic = (topic: string) => list("topic", topic, "ByTopic");

/** Subscriptions with a value in a key, up to a megabyte of them. */
async function list(key: string, value: string, IndexName?: string): Promise<Subscription[]> {
  const { Items = [] } = await table.send(
    new QueryCommand({
      TableName,
      IndexName,
      KeyConditionExpression: "#key = :value",
      ExpressionAttributeNames: { "#key": key },
      ExpressionAttributeValues: { ":value": value },
    }),
  );
  return Items as Subscription[];
}
