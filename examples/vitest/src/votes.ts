import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";

/** API Gateway ends a connection after two hours; what is left behind by then goes ten minutes later. */
const LIFETIME_SECONDS = 130 * 60;

const TableName = process.env.TABLE_NAME;
const table = DynamoDBDocumentClient.from(new DynamoDBClient());

export async function addConnection(id: string): Promise<void> {
  const expiresAt = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS;
  await table.send(new PutCommand({ TableName, Item: { type: "connection", id, expiresAt } }));
}

export async function removeConnection(id: string): Promise<void> {
  await table.send(new DeleteCommand({ TableName, Key: { type: "connection", id } }));
}

/** Keeps a user's vote. Resolves with false when there is one already, which stays. */
export async function addVote(user: string, choice: string): Promise<boolean> {
  const Item = { type: "vote", id: user, choice };
  try {
    await table.send(new PutCommand({ TableName, Item, ConditionExpression: "attribute_not_exists(id)" }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "ConditionalCheckFailedException") return false;
    throw error;
  }
}

export const connections = async () => (await list("connection")).map(({ id }) => String(id));

export const votes = async () => (await list("vote")).map(({ choice }) => String(choice));

/** Items of a type, up to a megabyte of them. */
async function list(type: "connection" | "vote") {
  const { Items = [] } = await table.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: "#type = :type",
      ExpressionAttributeNames: { "#type": "type" },
      ExpressionAttributeValues: { ":type": type },
      ConsistentRead: true,
    }),
  );
  return Items;
}
