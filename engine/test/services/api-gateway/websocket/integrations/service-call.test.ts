import { describe, expect, it } from "vitest";
import type { HttpRequest } from "../../../../../src/wire/http.ts";
import { verifySignature } from "../../../../../src/wire/sigv4.ts";
import { STARTED_AT } from "../../../harness.ts";
import { type BackendRequest, startBackend } from "../harness/backend-server.ts";
import { type Gateway, type RouteOptions, startGateway, webSocketApi } from "../harness/gateway.ts";

const start = (routes: Readonly<Record<string, RouteOptions>>, options: { readonly endpoint?: string } = {}) =>
  startGateway({ resources: webSocketApi({ routes }), ...options });

const CredentialsArn = "arn:aws:iam::123456789012:role/direct";
const action = (of: string, integration: object = {}): RouteOptions => ({
  twoWay: true,
  integration: {
    IntegrationType: "AWS",
    IntegrationUri: `arn:aws:apigateway:eu-west-1:${of}`,
    IntegrationMethod: "POST",
    CredentialsArn,
    ...integration,
  },
  responses: [{ IntegrationResponseKey: "$default" }],
});

/** True when the signature is right, and by the integration's role. */
function isSigned({ context: { principals } }: Gateway, request: BackendRequest | undefined, service: string): boolean {
  if (!request) return false;
  const { method, url, headers, rawHeaders, body } = request;
  const http: HttpRequest = {
    method,
    rawPath: url,
    rawQuery: "",
    host: headers.host ?? "",
    headers,
    rawHeaders,
    remoteAddress: "",
    body: Buffer.from(body),
  };
  const signature = verifySignature(http, { principals, service, nowMs: STARTED_AT });
  return signature.ok && signature.principal.roleArn === CredentialsArn;
}

describe("an AWS integration with another service", () => {
  it("calls a JSON service as the SDKs do, signed for the integration's role", async () => {
    await using services = await startBackend(() => ({ body: '{"Item":{}}' }));
    const RequestTemplates = { $default: '{"TableName":"t","Key":{"pk":{"S":$input.json("$.id")}}}' };
    await using gateway = await start(
      { $default: action("dynamodb:action/GetItem", { RequestTemplates }) },
      { endpoint: services.url },
    );
    const client = await gateway.connect();
    expect(await client.ask({ id: "x" })).toBe('{"Item":{}}');
    const [request] = services.requests;
    expect(request).toMatchObject({
      method: "POST",
      body: '{"TableName":"t","Key":{"pk":{"S":"x"}}}',
      headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.GetItem" },
    });
    expect(isSigned(gateway, request, "dynamodb")).toBe(true);
  });

  it.each([
    [
      "an action with fields in the query",
      action("sns:action/Publish", {
        RequestParameters: {
          "integration.request.querystring.TopicArn": "'arn:aws:sns:eu-west-1:1:t'",
          "integration.request.querystring.Message": "route.request.body.text",
        },
      }),
      "TopicArn=arn%3Aaws%3Asns%3Aeu-west-1%3A1%3At&Message=a+b&Action=Publish&Version=2010-03-31",
    ],
    [
      "a queue's path with a form as body",
      action("sqs:path/123456789012/q", {
        RequestParameters: { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" },
        RequestTemplates: { $default: "Action=SendMessage&MessageBody=$util.urlEncode($input.body)" },
      }),
      "Action=SendMessage&MessageBody=%7B%22text%22%3A%22a+b%22%7D&QueueUrl=ENDPOINT%2F123456789012%2Fq&Version=2012-11-05",
    ],
  ])("calls a Query service by %s", async (_, route, form) => {
    await using services = await startBackend(() => ({}));
    await using gateway = await start({ $default: route }, { endpoint: services.url });
    const client = await gateway.connect();
    await client.ask({ text: "a b" });
    const [request] = services.requests;
    expect(request?.body).toBe(form.replace("ENDPOINT", encodeURIComponent(services.url)));
    expect(request?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(request?.headers.accept).toBe("application/json");
  });

  it.each([
    ["events:path//", "AWSEvents.PutEvents"],
    ["sqs:path/123456789012/q", "AmazonSQS.SendMessage"],
  ])("calls %s in JSON where RequestParameters map the X-Amz-Target %s", async (of, target) => {
    await using services = await startBackend(() => ({ body: "{}" }));
    const RequestParameters = {
      "integration.request.header.X-Amz-Target": `'${target}'`,
      "integration.request.header.Content-Type": "'application/x-amz-json-1.0'",
    };
    await using gateway = await start({ $default: action(of, { RequestParameters }) }, { endpoint: services.url });
    const client = await gateway.connect();
    expect(await client.ask({ MessageBody: "hi" })).toBe("{}");
    const headers = { "x-amz-target": target, "content-type": "application/x-amz-json-1.0" };
    expect(services.requests).toMatchObject([{ method: "POST", headers, body: '{"MessageBody":"hi"}' }]);
  });

  it("asks for XML where RequestParameters say so", async () => {
    await using services = await startBackend(() => ({}));
    const RequestParameters = { "integration.request.header.Accept": "'text/xml'" };
    await using gateway = await start(
      { $default: action("sns:action/Publish", { RequestParameters }) },
      { endpoint: services.url },
    );
    const client = await gateway.connect();
    await client.ask("x");
    expect(services.requests[0]?.headers.accept).toBe("text/xml");
  });

  it.each([
    ["no role", action("dynamodb:action/GetItem", { CredentialsArn: undefined }), "CredentialsArn"],
    ["a service that does not run here", action("firehose:action/PutRecord"), "firehose does not run here"],
    ["no service", action("nonsense"), "names no action"],
  ])("is an Internal server error with %s", async (_, route, why) => {
    await using gateway = await start({ $default: route });
    const client = await gateway.connect();
    expect(await client.ask("{}")).toEqual(expect.stringContaining('"message": "Internal server error"'));
    const { data } = await gateway.journal.waitFor({ type: "error" });
    expect(data.detail).toContain(why);
  });
});
