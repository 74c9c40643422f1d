import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";

const TableName = process.env.TABLE_NAME;
const table = DynamoDBDocumentClient.from(new DynamoDBClient());

const join = ({ connectionId }) => table.send(new PutCommand({ TableName, Item: { id: connectionId } }));
const leave = ({ connectionId }) => table.send(new DeleteCommand({ TableName, Key: { id: connectionId } }));

/** Posts what a user says to everybody, and forgets whom nobody can reach. */
async function say({ domainName, stage, authorizer }, { text }) {
  const api = new ApiGatewayManagementApiClient({ endpoint: `https://${domainName}/${stage}` });
  const Data = JSON.stringify({ from: authorizer.user, text });
  const { Items } = await table.send(new ScanCommand({ TableName }));
  await Promise.all(
    Items.map(async ({ id }) => {
      try {
        await api.send(new PostToConnectionCommand({ ConnectionId: id, Data }));
      } catch (error) {
        if (error.name !== "GoneException") throw error;
        await leave({ connectionId: id });
      }
    }),
  );
}

const ROUTES = { $connect: join, $disconnect: leave, say };

export async function handler({ requestContext, body }) {
  await ROUTES[requestContext.routeKey](requestContext, body && JSON.parse(body));
  return { statusCode: 200 };
}
