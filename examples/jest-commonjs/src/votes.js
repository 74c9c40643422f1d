const { DynamoDBClient } = require("@aws-sdk/client-dynamodb");
const { DeleteCommand, DynamoDBDocumentClient, PutCommand, QueryCommand } = require("@aws-sdk/lib-dynamodb");

/** API Gateway ends a connection after two hours; what is left behind by then goes ten minutes later. */
const LIFETIME_SECONDS = 130 * 60;

const TableName = process.env.TABLE_NAME;
const table = DynamoDBDocumentClient.from(new DynamoDBClient());

exports.addConnection = (id) => {
  const expiresAt = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS;
  return table.send(new PutCommand({ TableName, Item: { type: "connection", id, expiresAt } }));
};

exports.removeConnection = (id) => table.send(new DeleteCommand({ TableName, Key: { type: "connection", id } }));

/** Keeps a user's vote. Resolves with false when there is one already, which stays. */
exports.addVote = async (user, choice) => {
  const Item = { type: "vote", id: user, choice };
  try {
    await table.send(new PutCommand({ TableName, Item, ConditionExpression: "attribute_not_exists(id)" }));
    return true;
  } catch (error) {
    if (error.name === "ConditionalCheckFailedException") return false;
    throw error;
  }
};

exports.connections = async () => (await list("connection")).map(({ id }) => id);

exports.votes = async () => (await list("vote")).map(({ choice }) => choice);

/** Items of a type, up to a megabyte of them. */
async function list(type) {
  const { Items } = await table.send(
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
