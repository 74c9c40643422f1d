import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { HttpRequest } from "../../src/wire/http.ts";
import { toHttpRequest } from "../../src/wire/listener.ts";
import { readCredentialScope, type SignatureResult } from "../../src/wire/sigv4.ts";
import { connectionId, developer, principals, roleArn, type SignerOptions, temporary, verify } from "./signing.ts";

describe("verifySignature with the SDK's signers over the wire", () => {
  let server: Server;
  let endpoint: string;
  const seen: { request: HttpRequest; result: SignatureResult }[] = [];

  beforeAll(async () => {
    server = createServer(async (incoming, response) => {
      const received = toHttpRequest(incoming, Buffer.concat(await incoming.toArray()));
      seen.push({ request: received, result: verify(received) });
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  beforeEach(() => void seen.splice(0));

  const configure = (credentials: SignerOptions = { ...developer, url: "" }) => ({
    endpoint,
    region: "eu-west-1",
    credentials,
    maxAttempts: 1,
  });

  it.each([
    ["PostToConnection", new PostToConnectionCommand({ ConnectionId: connectionId, Data: "grüße" })],
    ["GetConnection", new GetConnectionCommand({ ConnectionId: connectionId })],
    ["DeleteConnection", new DeleteConnectionCommand({ ConnectionId: connectionId })],
  ])("accepts %s, whose id is percent-encoded on the wire", async (_, command) => {
    const client = new ApiGatewayManagementApiClient({ ...configure(), endpoint: `${endpoint}/dev` });
    await client.send(command as PostToConnectionCommand);
    expect(seen[0]?.request.rawPath).toBe("/dev/@connections/BFaT_fALIAMCKug%3D");
    expect(seen[0]?.result).toEqual({ ok: true, principal: principals.developer });
    client.destroy();
  });

  it("accepts the JSON, Query and REST protocols", async () => {
    const clients = {
      dynamodb: new DynamoDBClient(configure()),
      sqs: new SQSClient(configure()),
      sns: new SNSClient(configure()),
      lambda: new LambdaClient(configure()),
    };
    await clients.dynamodb.send(new ListTablesCommand());
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: `${endpoint}/0/q`, MessageBody: "m" })).catch(() => {});
    await clients.sns.send(new PublishCommand({ Message: "a b+c", TopicArn: "arn:aws:sns:x:0:t" })).catch(() => {});
    await clients.lambda.send(new InvokeCommand({ FunctionName: "arn:aws:lambda:x:0:function:a b/c", Qualifier: "1" }));
    expect(seen.map(({ result }) => result.ok)).toEqual([true, true, true, true]);
    expect(seen.map(({ request: received }) => readCredentialScope(received))).toEqual(
      ["dynamodb", "sqs", "sns", "lambda"].map((service) => ({ accessKeyId: "test", region: "eu-west-1", service })),
    );
    for (const client of Object.values(clients)) client.destroy();
  });

  it("knows a role by its temporary credentials", async () => {
    const client = new DynamoDBClient({ ...configure(), credentials: temporary });
    await client.send(new ListTablesCommand());
    expect(seen[0]?.result).toMatchObject({ ok: true, principal: { kind: "role", roleArn } });
    client.destroy();
  });

  it("refuses another secret", async () => {
    const client = new DynamoDBClient({ ...configure(), credentials: { ...developer, secretAccessKey: "guess" } });
    await client.send(new ListTablesCommand());
    expect(seen[0]?.result).toMatchObject({ ok: false, error: { code: "InvalidSignatureException", status: 403 } });
    client.destroy();
  });
});
