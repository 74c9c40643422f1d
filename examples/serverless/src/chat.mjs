import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";

/** API Gateway ends a connection after two hours; what is left behind by then goes ten minutes later. */
const LIFETIME_SECONDS = 130 * 60;
const MOST_CHARACTERS = 1000;

const TableName = process.env.TABLE_NAME;
const table = DynamoDBDocumentClient.from(new DynamoDBClient());
const sockets = new ApiGatewayManagementApiClient({ endpoint: process.env.SOCKETS_URL });

export async function connect({ requestContext: { connectionId } }) {
  const expiresAt = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS;
  await table.send(new PutCommand({ TableName, Item: { connectionId, expiresAt } }));
  // Browsers insist on an answer to the subprotocols that they offer.
  return { statusCode: 200, headers: { "Sec-WebSocket-Protocol": "chat" } };
}

export async function disconnect({ requestContext: { connectionId } }) {
  await forget(connectionId);
  return { statusCode: 200 };
}

export async function say({ body, requestContext: { connectionId, authorizer } }) {
  const { text } = JSON.parse(body);
  const isText = typeof text === "string" && text !== "" && text.length <= MOST_CHARACTERS;
  if (isText) await tellAll({ type: "said", user: authorizer.principalId, text });
  else await send(connectionId, { type: "error", message: `text has 1 to ${MOST_CHARACTERS} characters.` });
  return { statusCode: 200 };
}

/** Sends a message to everybody, up to a megabyte of connections. */
async function tellAll(message) {
  const { Items } = await table.send(new ScanCommand({ TableName, ProjectionExpression: "connectionId" }));
  await Promise.all(Items.map(({ connectionId }) => send(connectionId, message)));
}

/** Sends a message to a connection, and forgets one that nobody can reach any more. */
async function send(ConnectionId, message) {
  try {
    await sockets.send(new PostToConnectionCommand({ ConnectionId, Data: JSON.stringify(message) }));
  } catch (error) {
    if (error.name === "GoneException") await forget(ConnectionId);
    else console.error(error); // The others still get theirs.
  }
}

const forget = (connectionId) => table.send(new DeleteCommand({ TableName, Key: { connectionId } }));
