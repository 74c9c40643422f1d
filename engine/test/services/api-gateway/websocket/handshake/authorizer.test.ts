import { describe, expect, it } from "vitest";
import {
  API_ARN,
  type Event,
  type Gateway,
  idOf,
  ok,
  policy,
  refusalOf,
  STAGE,
  startGateway,
  webSocketApi,
} from "../harness/gateway.ts";

const CONNECT_ARN = `${API_ARN}/${STAGE}/$connect`;

interface Options {
  readonly authorizer?: Readonly<Record<string, unknown>>;
  readonly stage?: Readonly<Record<string, unknown>>;
  readonly authorize?: (event: Event) => unknown;
}

function guarded({ authorizer = {}, stage = {}, authorize }: Options = {}): Promise<Gateway> {
  return startGateway({
    resources: webSocketApi({
      authorizer,
      stage,
      routes: {
        $connect: { function: "connect" },
        $disconnect: { function: "disconnect" },
        $default: { function: "message", twoWay: true },
        admin: { function: "message", twoWay: true },
      },
    }),
    functions: { ...(authorize && { authorizer: authorize }), connect: ok, disconnect: ok, message: ok },
  });
}

const decisionOf = (gateway: Gateway) => gateway.journal.entries({ type: "authorizer" }).at(-1)?.data;

describe("a Lambda authorizer that allows", () => {
  it.each([
    ["the method's own ARN", CONNECT_ARN],
    ["everything", "*"],
    ["the stage", `${API_ARN}/${STAGE}/*`],
    ["a list that has it", ["arn:aws:s3:::b", CONNECT_ARN]],
    ["a pattern", `${API_ARN}/d?v/$conn*`],
  ])("lets the client in with a policy on %s", async (_, resource) => {
    await using gateway = await guarded({ authorize: () => policy("Allow", resource) });
    await gateway.connect();
    expect(decisionOf(gateway)).toMatchObject({ decision: "allow", authorizer: "ApiAuthorizer" });
  });

  it("tells who the client is on CONNECT, MESSAGE and DISCONNECT, all values as text", async () => {
    const context = { userId: "u-1", level: 3, admin: false };
    await using gateway = await guarded({ authorize: () => policy("Allow", "*", { context }) });
    const client = await gateway.connect();
    await client.ask("x");
    await client.close();
    const [disconnect] = await gateway.called("disconnect");
    const authorizer = { principalId: "user-1", userId: "u-1", level: "3", admin: "false" };
    expect(gateway.events("connect")[0].requestContext.authorizer).toEqual({ ...authorizer, integrationLatency: 0 });
    expect(gateway.events("message")[0].requestContext.authorizer).toEqual(authorizer);
    expect(disconnect.requestContext.authorizer).toEqual(authorizer);
  });

  it("is asked anew for every handshake", async () => {
    await using gateway = await guarded({
      authorizer: { AuthorizerResultTtlInSeconds: 300, IdentitySource: ["route.request.querystring.t"] },
      authorize: () => policy("Allow", "*"),
    });
    await gateway.connect(`/${STAGE}?t=same`);
    await gateway.connect(`/${STAGE}?t=same`);
    expect(gateway.events("authorizer")).toHaveLength(2);
  });

  it("is not asked about messages: a Deny on their routes has no effect once connected", async () => {
    const authorize = () => ({
      ...policy("Allow", CONNECT_ARN),
      policyDocument: {
        Version: "2012-10-17",
        Statement: [
          { Action: "execute-api:Invoke", Effect: "Allow", Resource: CONNECT_ARN },
          { Action: "execute-api:Invoke", Effect: "Deny", Resource: `${API_ARN}/${STAGE}/admin` },
        ],
      },
    });
    await using gateway = await guarded({ authorize });
    const client = await gateway.connect();
    expect(await client.ask({ action: "admin" })).toBe("");
    expect(gateway.events("authorizer")).toHaveLength(1);
  });

  it("is called in the name of API Gateway for its own ARN", async () => {
    await using gateway = await guarded({ authorize: () => policy("Allow", "*") });
    await gateway.connect();
    expect(gateway.invocations[0]?.from).toEqual({
      principal: "apigateway.amazonaws.com",
      sourceArn: `${API_ARN}/authorizers/${idOf("ApiAuthorizer", 6)}`,
    });
  });
});

describe("a Lambda authorizer that refuses", () => {
  const denyAll = {
    ...policy("Allow", "*"),
    policyDocument: {
      Version: "2012-10-17",
      Statement: [
        { Action: "execute-api:Invoke", Effect: "Allow", Resource: "*" },
        { Action: "*", Effect: "Deny", Resource: CONNECT_ARN },
      ],
    },
  };

  it.each([
    ["an explicit Deny", policy("Deny", "*"), "denies"],
    ["a Deny beside an Allow", denyAll, "denies"],
    [
      "a policy without statements",
      { principalId: "p", policyDocument: { Version: "2012-10-17", Statement: [] } },
      "allows",
    ],
    ["another stage", policy("Allow", `${API_ARN}/other/$connect`), "allows"],
    ["another API", policy("Allow", CONNECT_ARN.replace(/[^:]+$/, `xxxxxxxxxx/${STAGE}/$connect`)), "allows"],
    ["the REST form …/stage/*/*", policy("Allow", `${API_ARN}/${STAGE}/*/*`), "allows"],
    ["the ARN in capitals", policy("Allow", CONNECT_ARN.toUpperCase().replace("ARN:AWS", "arn:aws")), "allows"],
  ])("answers 403 with %s", async (_, response, why) => {
    await using gateway = await guarded({ authorize: () => response });
    const refused = await refusalOf(gateway.connect());
    expect(refused).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    expect(decisionOf(gateway)).toMatchObject({ decision: "deny", reason: expect.stringContaining(why) });
    expect(gateway.events("connect")).toEqual([]);
  });

  it("answers 401 when it fails with exactly Unauthorized", async () => {
    await using gateway = await guarded({ authorize: () => Promise.reject(new Error("Unauthorized")) });
    const refused = await refusalOf(gateway.connect());
    expect(refused).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
    expect(refused.headers["x-amzn-errortype"]).toBe("UnauthorizedException");
    expect(decisionOf(gateway)).toMatchObject({ decision: "unauthorized" });
  });

  it.each(["unauthorized", "Unauthorized ", "Unauthorized.", "[401] Unauthorized", "boom", ""])(
    "answers 500 when it fails with %j",
    async (message) => {
      await using gateway = await guarded({ authorize: () => Promise.reject(new Error(message)) });
      expect(await refusalOf(gateway.connect())).toMatchObject({
        status: 500,
        body: '{"message":"Internal server error"}',
      });
      expect(decisionOf(gateway)).toMatchObject({ decision: "error" });
    },
  );

  it.each([
    ["a status code", { statusCode: 401 }],
    ["nothing", undefined],
    ["a text", "Unauthorized"],
    ["no principalId", { policyDocument: policy("Allow", "*").policyDocument }],
    ["a nested context", policy("Allow", "*", { context: { claims: { sub: "x" } } })],
    ["more than 8 KB", policy("Allow", "*", { context: { long: "x".repeat(9_000) } })],
    ["a policy without Effect", { principalId: "p", policyDocument: { Statement: [{ Action: "*", Resource: "*" }] } }],
    ["a resource of 513 characters", policy("Allow", `${CONNECT_ARN}${"*".repeat(513 - CONNECT_ARN.length)}`)],
    ["an unknown condition", policyWithCondition({ StringSortOf: { "aws:SourceIp": "x" } })],
  ])("answers 500 when it returns %s", async (_, response) => {
    await using gateway = await guarded({ authorize: () => response });
    expect(await refusalOf(gateway.connect())).toMatchObject({ status: 500 });
    expect(decisionOf(gateway)).toMatchObject({ decision: "error" });
  });

  it("answers 500 when its function does not exist", async () => {
    await using gateway = await guarded();
    expect(await refusalOf(gateway.connect())).toMatchObject({ status: 500 });
  });

  it("answers 500 when it does not answer in 29 seconds", async () => {
    await using gateway = await guarded({ authorize: () => new Promise(() => undefined) });
    const refused = refusalOf(gateway.connect());
    await gateway.called("authorizer");
    await gateway.clock.advance(29_000);
    expect(await refused).toMatchObject({ status: 500 });
  });
});

function policyWithCondition(Condition: object) {
  const { policyDocument, principalId } = policy("Allow", "*");
  const [statement] = policyDocument.Statement;
  return { principalId, policyDocument: { ...policyDocument, Statement: [{ ...statement, Condition }] } };
}

describe("conditions of an authorizer's policy", () => {
  it.each([
    [{ IpAddress: { "aws:SourceIp": "127.0.0.0/8" } }, true],
    [{ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }, false],
    [{ DateLessThan: { "aws:CurrentTime": "2099-01-01T00:00:00Z" } }, true],
    [{ DateLessThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } }, false],
    [{ StringEquals: { "aws:UserAgent": "probe/1" } }, true],
  ])("%j: %s", async (condition, allowed) => {
    await using gateway = await guarded({ authorize: () => policyWithCondition(condition) });
    const connecting = gateway.connect(`/${STAGE}`, { headers: { "User-Agent": "probe/1" } });
    if (allowed) await connecting;
    else expect(await refusalOf(connecting)).toMatchObject({ status: 403 });
  });
});

describe("an authorizer's identity sources", () => {
  const header = { IdentitySource: ["route.request.header.Authorization"] };
  const both = { IdentitySource: ["route.request.header.Authorization", "route.request.querystring.token"] };
  const allow = () => policy("Allow", "*");

  it.each([
    ["a missing header", header, `/${STAGE}`, {}],
    ["an empty header", header, `/${STAGE}`, { Authorization: "" }],
    ["a missing parameter", { IdentitySource: ["route.request.querystring.token"] }, `/${STAGE}?other=1`, {}],
    ["an empty parameter", { IdentitySource: ["route.request.querystring.token"] }, `/${STAGE}?token=`, {}],
    ["one of two", both, `/${STAGE}?token=x`, {}],
    ["a missing stage variable", { IdentitySource: ["stageVariables.key"] }, `/${STAGE}`, {}],
  ])("answer 401 for %s without calling it", async (_, authorizer, path, headers) => {
    await using gateway = await guarded({ authorizer, authorize: allow });
    expect(await refusalOf(gateway.connect(path, { headers }))).toMatchObject({
      status: 401,
      body: '{"message":"Unauthorized"}',
    });
    expect(gateway.invocations).toEqual([]);
    expect(decisionOf(gateway)).toMatchObject({
      decision: "unauthorized",
      reason: expect.stringContaining("missing or empty"),
    });
  });

  it("find a header in any letter case", async () => {
    await using gateway = await guarded({ authorizer: header, authorize: allow });
    await gateway.connect(`/${STAGE}`, { headers: { aUTHORIZATION: "x" } });
    expect(gateway.events("authorizer")).toHaveLength(1);
    expect(decisionOf(gateway)).toMatchObject({ decision: "allow" });
  });

  it("find stage variables and the context", async () => {
    await using gateway = await guarded({
      authorizer: { IdentitySource: ["stageVariables.key", "context.stage"] },
      stage: { StageVariables: { key: "v" } },
      authorize: allow,
    });
    await gateway.connect();
    expect(gateway.events("authorizer")).toHaveLength(1);
    expect(decisionOf(gateway)).toMatchObject({ decision: "allow" });
  });

  it("may be none: then it is always called", async () => {
    await using gateway = await guarded({ authorizer: { IdentitySource: [] }, authorize: allow });
    await gateway.connect();
    expect(gateway.events("authorizer")).toHaveLength(1);
  });
});

describe("an authorization that cannot be evaluated", () => {
  it.each([
    ["an authorizer of another type", { AuthorizerType: "JWT" }, {}],
    ["an authorizer without a function", { AuthorizerUri: "https://example.com" }, {}],
    ["an identity source of HTTP APIs", { IdentitySource: ["$request.header.Authorization"] }, {}],
    ["an authorizer that does not exist", {}, { AuthorizerId: "nobody" }],
    ["a type of HTTP APIs", {}, { AuthorizationType: "JWT" }],
  ])("refuses everybody with 500: %s", async (_, authorizer, route) => {
    const resources = webSocketApi({ authorizer, routes: { $connect: { function: "connect" } } });
    Object.assign(resources.ApiR0Route?.Properties ?? {}, route);
    await using gateway = await startGateway({
      resources,
      functions: { connect: ok, authorizer: () => policy("Allow", "*") },
    });
    expect(await refusalOf(gateway.connect())).toMatchObject({ status: 500 });
    expect(gateway.invocations).toEqual([]);
  });
});

describe("what is recorded of a handshake", () => {
  it("never holds the token, however it ends", async () => {
    const CANARY = "c4n4ry-t0k3n";
    const outcomes = [
      () => policy("Allow", "*"),
      () => policy("Deny", "*"),
      () => Promise.reject(new Error(`bad token ${CANARY}`)),
      () => ({ principalId: CANARY, policyDocument: {}, context: { token: { raw: CANARY } } }),
      () => Promise.reject(new Error("Unauthorized")),
    ];
    for (const authorize of outcomes) {
      await using gateway = await guarded({ authorize });
      await gateway
        .connect(`/${STAGE}?token=${CANARY}`, { headers: { Authorization: CANARY }, protocols: ["ws", CANARY] })
        .catch(() => undefined);
      const [entry] = gateway.journal.entries({ type: "authorizer" });
      expect(entry).toBeDefined();
      expect(JSON.stringify(gateway.journal.entries())).not.toContain(CANARY);
    }
  });
});
