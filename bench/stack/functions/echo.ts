import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";

interface MessageEvent {
  readonly requestContext: { readonly connectionId: string; readonly domainName: string; readonly stage: string };
  readonly body: string;
}

let client: ApiGatewayManagementApiClient | undefined;

/** The echo tells the client which connection it has: pushes go there. */
export const handler = async ({ requestContext, body }: MessageEvent) => {
  const { connectionId, domainName, stage } = requestContext;
  client ??= new ApiGatewayManagementApiClient({ endpoint: process.env.ENDPOINT ?? `https://${domainName}/${stage}` });
  const Data = JSON.stringify({ from: connectionId, body });
  await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data }));
  return { statusCode: 200 };
};
