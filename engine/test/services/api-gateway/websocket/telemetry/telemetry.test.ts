import { describe, expect, it } from "vitest";
import {
  API_ID,
  type ApiOptions,
  type Event,
  type Gateway,
  ok,
  policy,
  refusalOf,
  STAGE,
  startGateway,
  webSocketApi,
} from "../harness/gateway.ts";

const routes: NonNullable<ApiOptions["routes"]> = {
  $connect: { function: "connect" },
  $disconnect: { function: "disconnect" },
  echo: { function: "echo", twoWay: true },
  fail: { function: "fail" },
  ping: {
    twoWay: true,
    integration: { IntegrationType: "MOCK", RequestTemplates: { $default: '{"statusCode":200}' } },
    responses: [{ IntegrationResponseKey: "$default" }],
  },
};

const functions: Readonly<Record<string, (event: Event) => unknown>> = {
  authorizer({ queryStringParameters: { t } }) {
    if (t === "bad" || t === "crash") return Promise.reject(new Error(t === "bad" ? "Unauthorized" : "boom"));
    if (t === "nonsense") return { isAuthorized: true };
    return policy(t === "deny" ? "Deny" : "Allow", "*", { context: { userId: "u-1" } });
  },
  connect: ok,
  disconnect: ok,
  echo: ({ body }) => ({ statusCode: 418, body }),
  fail: () => Promise.reject(new Error("boom")),
};

function start(options: ApiOptions = {}): Promise<Gateway> {
  return startGateway({
    resources: webSocketApi({ routes, ...options }),
    functions,
    settings: { verifySignatures: false },
  });
}

const logged = (Format: string) =>
  start({ authorizer: {}, stage: { AccessLogSettings: { Format, DestinationArn: "arn:aws:logs:::g" } } });

/** A complete signature in the query, made with a key that nobody has. */
const WRONG_SIGNATURE = new URLSearchParams({
  "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
  "X-Amz-Credential": "AKIAIOSFODNN7EXAMPLE/20260101/eu-west-1/execute-api/aws4_request",
  "X-Amz-Date": "20260101T000000Z",
  "X-Amz-Expires": "300",
  "X-Amz-SignedHeaders": "host",
  "X-Amz-Signature": "0".repeat(64),
}).toString();

const lines = (gateway: Gateway) => gateway.journal.entries({ type: "access-log" }).map(({ data }) => data.line);

describe("the access log", () => {
  it("has a line for every request, with its outcome", async () => {
    await using gateway = await logged(
      "$context.eventType $context.routeKey $context.status $context.error.message $context.integration.status $context.authorizer.userId",
    );
    await refusalOf(gateway.connect(`/${STAGE}?t=bad`));
    await refusalOf(gateway.connect(`/${STAGE}?t=deny`));
    const client = await gateway.connect(`/${STAGE}?t=good`);
    await client.ask({ action: "echo" });
    await client.ask({ action: "fail" });
    await client.ask({ action: "nobody" });
    await client.close();
    await gateway.journal.waitFor(({ data }) => String(data.line).startsWith("DISCONNECT"));
    expect(lines(gateway)).toEqual([
      "CONNECT $connect 401 Unauthorized - -",
      "CONNECT $connect 403 Forbidden - -",
      "CONNECT $connect 200 - 200 u-1",
      "MESSAGE echo 200 - 418 u-1",
      "MESSAGE fail 502 Internal server error - u-1",
      "MESSAGE - 403 Forbidden - u-1",
      "DISCONNECT $disconnect 200 - 200 u-1",
    ]);
  });

  it("knows the authorizer's outcome and the error's type", async () => {
    await using gateway = await logged(
      "$context.authorizer.status $context.authorizer.error $context.error.messageString $context.error.responseType $context.authorizer.principalId",
    );
    await refusalOf(gateway.connect(`/${STAGE}?t=bad`));
    await gateway.connect(`/${STAGE}?t=good`);
    expect(lines(gateway)).toEqual(['401 Unauthorized "Unauthorized" UNAUTHORIZED -', "200 - - - user-1"]);
  });

  const refusals: readonly (readonly [string, ApiOptions, path: string, responseType: string])[] = [
    ["an authorizer that threw", { authorizer: {} }, "?t=crash", "500 AUTHORIZER_FAILURE"],
    ["one that made no sense", { authorizer: {} }, "?t=nonsense", "500 AUTHORIZER_FAILURE"],
    [
      "one that cannot be called",
      { authorizer: { AuthorizerUri: "arn:aws:lambda:eu-west-1:1:function:none" } },
      "",
      "500 AUTHORIZER_CONFIGURATION_ERROR",
    ],
    ["one of another type", { authorizer: { AuthorizerType: "JWT" } }, "", "500 AUTHORIZER_CONFIGURATION_ERROR"],
    ["a policy that denies", { authorizer: {} }, "?t=deny", "403 ACCESS_DENIED"],
    [
      "a missing API key",
      { routes: { $connect: { function: "connect", properties: { ApiKeyRequired: true } } } },
      "",
      "403 INVALID_API_KEY",
    ],
    [
      "a missing signature",
      { routes: { $connect: { function: "connect", properties: { AuthorizationType: "AWS_IAM" } } } },
      "",
      "403 MISSING_AUTHENTICATION_TOKEN",
    ],
    [
      "a wrong signature",
      { routes: { $connect: { function: "connect", properties: { AuthorizationType: "AWS_IAM" } } } },
      `?${WRONG_SIGNATURE}`,
      "403 INVALID_SIGNATURE",
    ],
    ["a function that threw", { routes: { $connect: { function: "fail" } } }, "", "502 INTEGRATION_FAILURE"],
    ["an empty throttle", { stage: { DefaultRouteSettings: { ThrottlingBurstLimit: 0 } } }, "", "429 THROTTLED"],
  ];

  it.each(refusals)("names the gateway response of %s", async (_, options, query, expected) => {
    const Format = "$context.status $context.error.responseType";
    await using gateway = await start({
      ...options,
      stage: { ...options.stage, AccessLogSettings: { Format, DestinationArn: "arn:aws:logs:::g" } },
    });
    await refusalOf(gateway.connect(`/${STAGE}${query}`));
    expect(lines(gateway)).toEqual([expected]);
  });

  it("knows what each check of a handshake came to, and how long the authorizer took", async () => {
    const names = ["authorizer.integrationStatus", "authorizer.requestId", "authorizer.latency", "authorizer.status"];
    names.push("authorize.status", "authorize.error", "authorize.latency", "authenticate.status");
    await using gateway = await logged(names.map((name) => `$context.${name}`).join(" "));
    await refusalOf(gateway.connect(`/${STAGE}?t=bad`));
    await refusalOf(gateway.connect(`/${STAGE}?t=deny`));
    await gateway.connect(`/${STAGE}?t=good`);
    expect(lines(gateway)).toEqual(["200 r 0 401 - - - -", "200 r 0 200 403 Forbidden 0 -", "200 r 0 200 200 - 0 -"]);
  });

  it("tells a signature that is refused from a caller that is not allowed", async () => {
    await using gateway = await startGateway({
      resources: webSocketApi({
        routes: { $connect: { function: "connect", properties: { AuthorizationType: "AWS_IAM" } } },
        stage: {
          AccessLogSettings: {
            Format: "$context.authenticate.status $context.authenticate.error $context.authorize.status",
            DestinationArn: "arn:aws:logs:::g",
          },
        },
      }),
      functions,
    });
    await refusalOf(gateway.connect());
    expect(lines(gateway)).toEqual(["403 Missing Authentication Token -"]);
  });

  it("has the id and the latency of what the integration called", async () => {
    await using gateway = await logged(
      "$context.integration.requestId $context.integration.integrationStatus $context.integrationLatency",
    );
    const client = await gateway.connect(`/${STAGE}?t=good`);
    await client.ask({ action: "fail" });
    await client.ask({ action: "ping" });
    expect(lines(gateway)).toEqual(["r 200 0", "r 200 0", "- 200 0"]);
  });

  it("is silent for a stage without a format", async () => {
    await using gateway = await start();
    await gateway.connect();
    expect(lines(gateway)).toEqual([]);
  });
});

describe("the metrics", () => {
  const sumOf = (gateway: Gateway, name: string, Route?: string) => {
    const wanted = JSON.stringify({ ApiId: API_ID, Stage: STAGE, ...(Route && { Route }) });
    return gateway.service
      .metrics?.()
      .find((metric) => metric.name === name && JSON.stringify(metric.dimensions) === wanted)?.sum;
  };

  it("count connects, messages both ways and errors by whom", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    await client.ask({ action: "echo" });
    await client.ask({ action: "fail" });
    await client.ask({ action: "nobody" });
    const connectionId = gateway.events("connect")[0].requestContext.connectionId;
    await fetch(`${gateway.endpoint}/${STAGE}/@connections/${connectionId}`, { method: "POST", body: "x" });
    expect(sumOf(gateway, "ConnectCount", "$connect")).toBe(1);
    expect(sumOf(gateway, "MessageCount", "echo")).toBe(2);
    expect(sumOf(gateway, "MessageCount", "fail")).toBe(2);
    // The message that none takes, its error frame, and the push.
    expect(sumOf(gateway, "MessageCount")).toBe(3);
    expect(sumOf(gateway, "IntegrationError", "echo")).toBe(1);
    expect(sumOf(gateway, "ExecutionError", "fail")).toBe(1);
    expect(sumOf(gateway, "ClientError")).toBe(1);
  });

  it("measure latency, but not that of MOCK", async () => {
    await using gateway = await start();
    const client = await gateway.connect();
    await client.ask({ action: "ping" });
    await client.ask({ action: "echo" });
    expect(sumOf(gateway, "IntegrationLatency", "ping")).toBeUndefined();
    expect(sumOf(gateway, "IntegrationLatency", "echo")).toBe(0);
  });

  it("are recorded once a minute, as long as there is traffic", async () => {
    await using gateway = await start();
    await gateway.connect();
    await gateway.clock.advance(60_000);
    const recorded = () => gateway.journal.entries({ type: "metrics" });
    expect(recorded()).toMatchObject([{ data: { samples: gateway.service.metrics?.() } }]);
    await gateway.clock.advance(60_000);
    expect(recorded()).toHaveLength(1);
  });

  it("count refused clients as client errors", async () => {
    await using gateway = await start({ authorizer: {} });
    await refusalOf(gateway.connect(`/${STAGE}?t=deny`));
    expect(sumOf(gateway, "ClientError", "$connect")).toBe(1);
    expect(sumOf(gateway, "ConnectCount", "$connect")).toBeUndefined();
  });
});
