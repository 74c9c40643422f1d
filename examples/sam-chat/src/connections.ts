import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";

/** API Gateway ends a connection after two hours; what is left behind by then goes ten minutes later. */
const LIFETIME_SECONDS = 130 * 60;

const TableName = process.env.TABLE_NAME;
const table = DynamoDBDocumentClient.from(new DynamoDBClient());

export async function add(connectionId: string): Promise<void> {
  const expiresAt = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS;
  await table.send(new PutCommand({ TableName, Item: { connectionId, expiresAt } }));
}

/** Removes a connection, and resolves with the room that it was in. */
export async function remove(connectionId: string): Promise<string | undefined> {
  const { Attributes } = await table.send(
    new DeleteCommand({ TableName, Key: { connectionId }, ReturnValues: "ALL_OLD" }),
  );
  return Attributes?.room;
}

/** Moves a connection into a room, or out of any, and resolves with the one that it was in before. */
export async function move(connectionId: string, room?: string): Promise<string | undefined> {
  const { Attributes } = await table.send(
    new UpdateCommand({
      TableName,
      Key: { connectionId },
      // A connection that has ended meanwhile stays away.
      ConditionExpression: "attribute_exists(connectionId)",
      UpdateExpression: room === undefined ? "REMOVE room" : "SET room = :room",
      ...(room !== undefined && { ExpressionAttributeValues: { ":room": room } }),
      ReturnValues: "ALL_OLD",
    }),
  );
  return Attributes?.room;
}

export async function roomOf(connectionId: string): Promise<string | undefined> {
  const { Item } = await table.send(new GetCommand({ TableName, Key: { connectionId }, ConsistentRead: true }));
  return Item?.room;
}

/** Connections in a room, up to a megabyte of them. The index lags behind the table, by a blink of an eye as a rule. */
export async function connectionsIn(room: string): Promise<string[]> {
  const { Items = [] } = await table.send(
    new QueryCommand({
      TableName,
      IndexName: "ByRoom",
      KeyConditionExpression: "room = :room",
      ExpressionAttributeValues: { ":room": room },
    }),
  );
  return Items.map(({ connectionId }) => connectionId);
}
