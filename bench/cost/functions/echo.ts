import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";

interface MessageEvent {
  readonly requestContext: { readonly connectionId: string; readonly domainName: string; readonly stage: string };
  readonly body: string;
}

let client: ApiGatewayManagementApiClient | undefined;

export const handler = async ({ requestContext, body }: MessageEvent) => {
  const { connectionId, domainName, stage } = requestContext;
  client ??= new ApiGatewayManagementApiClient({ endpoint: process.env.ENDPOINT ?? `https://${domainName}/${stage}` });
  await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: body }));
  return { statusCode: 200 };
};
