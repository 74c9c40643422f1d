import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, paginateQuery } from "@aws-sdk/lib-dynamodb";

/** API Gateway ends a connection after two hours; what is left behind by then goes ten minutes later. */
const LIFETIME_SECONDS = 130 * 60;

const TableName = process.env.TABLE_NAME;
const table = DynamoDBDocumentClient.from(new DynamoDBClient());

export async function addConnection(doc: string, connectionId: string): Promise<void> {
  const expiresAt = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS;
  await table.send(new PutCommand({ TableName, Item: { doc, id: `connection#${connectionId}`, expiresAt } }));
}

export async function removeConnection(doc: string, connectionId: string): Promise<void> {
  await table.send(new DeleteCommand({ TableName, Key: { doc, id: `connection#${connectionId}` } }));
}

/** Keeps an update. Yjs does not mind in which order updates come. */
export async function addUpdate(doc: string, update: string): Promise<void> {
  await table.send(new PutCommand({ TableName, Item: { doc, id: `update#${crypto.randomUUID()}`, update } }));
}

export async function* connectionsOf(doc: string): AsyncGenerator<string> {
  for await (const { id } of list(doc, "connection#")) yield id.slice("connection#".length);
}

export async function* updatesOf(doc: string): AsyncGenerator<string> {
  for await (const { update = "" } of list(doc, "update#")) yield update;
}

interface Item {
  readonly id: string;
  readonly update?: string;
}

async function* list(doc: string, prefix: string): AsyncGenerator<Item> {
  const query = {
    TableName,
    KeyConditionExpression: "doc = :doc and begins_with(id, :prefix)",
    ExpressionAttributeValues: { ":doc": doc, ":prefix": prefix },
    ConsistentRead: true,
  };
  for await (const { Items = [] } of paginateQuery({ client: table }, query)) yield* Items as Item[];
}
