import { describe, expect, it } from "vitest";
import type { Caller } from "../../../../../src/services/contract/targets.ts";
import { startBackend } from "../harness/backend-server.ts";
import {
  API_ARN,
  type ApiOptions,
  type Event,
  type Gateway,
  invocationUri,
  type RouteOptions,
  refusalOf,
  STAGE,
  startGateway,
  webSocketApi,
} from "../harness/gateway.ts";

const KEEP = { IntegrationResponseKey: "$default" };

function start(
  routes: ApiOptions["routes"],
  functions: Readonly<Record<string, (event: Event) => unknown>> = {},
): Promise<Gateway> {
  return startGateway({ resources: webSocketApi({ ...(routes && { routes }) }), functions });
}

const mock = (template: string | undefined, rest: Partial<RouteOptions> = {}): RouteOptions => ({
  twoWay: true,
  responses: [{ ...KEEP, ResponseTemplates: { $default: "pong" } }],
  ...rest,
  integration: {
    IntegrationType: "MOCK",
    ...(template !== undefined && { RequestTemplates: { $default: template } }),
    ...rest.integration,
  },
});

const failed = expect.stringContaining('"message": "Internal server error"');

describe("a MOCK integration", () => {
  it.each(['{"statusCode":200}', '{ "statusCode" : 200, }', "{'statusCode': \"200\"}"])(
    "answers with the template of its response: %s",
    async (template) => {
      await using gateway = await start({ $default: mock(template) });
      const client = await gateway.connect();
      expect(await client.ask({ action: "ping" })).toBe("pong");
    },
  );

  it.each([
    ["RequestTemplates.$default", '\n{"statusCode": 200}$input.body.chars()', "pong", 2, "String.chars()"],
    ["ResponseTemplates.$default", '{"statusCode": 200}', "pong$util.toJson('x')", 1, "$util.toJson(String)"],
  ])("names an unknown method of %s in the journal", async (property, request, response, line, method) => {
    const responses = [{ ...KEEP, ResponseTemplates: { $default: response } }];
    await using gateway = await start({ $default: mock(request, { responses }) });
    const client = await gateway.connect();
    expect(await client.ask({ action: "ping" })).toBe("pong");
    const { data } = await gateway.journal.waitFor({ service: "execute-api", type: "unknown-method" });
    expect(data).toMatchObject({ property, line, method });
    expect(data.message).toBe(
      `${data.logicalId}, ${property}, line ${line}: ${method} is not known here and gives nothing.`,
    );
  });

  it("chooses its response by the status that its template gives", async () => {
    const responses = [
      { IntegrationResponseKey: "/4\\d\\d/", ResponseTemplates: { $default: "client" } },
      { IntegrationResponseKey: "$default", ResponseTemplates: { $default: "fine" } },
    ];
    const template = "{\"statusCode\": $input.path('$.status')}";
    await using gateway = await start({ $default: mock(template, { responses }) });
    const client = await gateway.connect();
    expect([await client.ask({ status: 404 }), await client.ask({ status: 200 })]).toEqual(["client", "fine"]);
  });

  it("chooses among its templates by the expression", async () => {
    const integration = {
      TemplateSelectionExpression: "${request.body.kind}",
      RequestTemplates: { good: '{"statusCode":200}', bad: '{"statusCode":500}' },
    };
    const responses = [{ IntegrationResponseKey: "200", ResponseTemplates: { $default: "good" } }];
    await using gateway = await start({ $default: mock(undefined, { integration, responses }) });
    const client = await gateway.connect();
    expect(await client.ask({ kind: "good" })).toBe("good");
    expect(await client.ask({ kind: "bad" })).toEqual(failed);
  });

  it("renders with the message, the context and the stage's variables", async () => {
    const ResponseTemplates = {
      $default: '{"id":"$context.connectionId","v":"$stageVariables.v","r":"$context.routeKey"}',
    };
    await using gateway = await startGateway({
      resources: webSocketApi({
        stage: { StageVariables: { v: "1" } },
        routes: { $default: mock('{"statusCode":200}', { responses: [{ ...KEEP, ResponseTemplates }] }) },
      }),
    });
    const client = await gateway.connect();
    const { data } = await gateway.journal.waitFor({ type: "connect" });
    expect(JSON.parse(await client.ask("x"))).toEqual({ id: data.connectionId, v: "1", r: "$default" });
  });

  it("sends nothing without a route response", async () => {
    await using gateway = await start({
      quiet: mock('{"statusCode":200}', { twoWay: false }),
      $default: mock('{"statusCode":200}'),
    });
    const client = await gateway.connect();
    client.send({ action: "quiet" });
    expect(await client.ask("x")).toBe("pong");
  });

  it.each([
    ["its template gives no status", mock("{}")],
    ["it has no template", mock(undefined)],
    ["it has no response", mock('{"statusCode":200}', { responses: [] })],
    ["its template fails", mock("#set($x = $util.parseJson($input.body))")],
  ])("is an Internal server error when %s", async (_, route) => {
    await using gateway = await start({ $default: route });
    const client = await gateway.connect();
    expect(await client.ask("no json")).toEqual(failed);
  });

  it("answers Unsupported Media Type when no template fits and none may be left out", async () => {
    const integration = { TemplateSelectionExpression: "other", PassthroughBehavior: "NEVER" };
    await using gateway = await start({
      $default: mock('{"statusCode":200}', { integration: { ...integration, RequestTemplates: { one: "" } } }),
    });
    const client = await gateway.connect();
    expect(await client.ask("x")).toContain('"message": "Unsupported Media Type"');
  });

  it("opens or refuses a connection by its status", async () => {
    const template = '{"statusCode": #if($input.params("who") == "me")200#{else}403#end}';
    await using gateway = await start({ $connect: mock(template) });
    await gateway.connect(`/${STAGE}?who=me`);
    expect(await refusalOf(gateway.connect(`/${STAGE}?who=you`))).toMatchObject({ status: 403 });
  });

  it("can return a subprotocol", async () => {
    const ResponseParameters = { "route.response.header.Sec-WebSocket-Protocol": "'chat'" };
    await using gateway = await start({
      $connect: mock('{"statusCode":200}', { responses: [{ ...KEEP, ResponseParameters }] }),
    });
    const client = await gateway.connect(`/${STAGE}`, { protocols: ["chat", "other"] });
    expect(client.socket.protocol).toBe("chat");
  });
});

const custom = (integration: object, responses: RouteOptions["responses"] = [KEEP]): RouteOptions => ({
  twoWay: true,
  integration: { IntegrationType: "AWS", IntegrationUri: invocationUri("f"), ...integration },
  responses,
});

describe("an AWS integration with a function", () => {
  it("passes the message as it is without a template, and the answer too", async () => {
    await using gateway = await start({ $default: custom({}) }, { f: (event) => ({ got: event }) });
    const client = await gateway.connect();
    expect(await client.ask({ a: 1 })).toBe('{"got":{"a":1}}');
  });

  it("maps both ways", async () => {
    const RequestTemplates = { $default: '{"id":"$context.connectionId","text":$input.json("$.text")}' };
    const ResponseTemplates = { $default: '{"said":$input.json("$.text")}' };
    await using gateway = await start(
      { $default: custom({ RequestTemplates }, [{ ...KEEP, ResponseTemplates }]) },
      { f: ({ text }) => ({ text: text.toUpperCase() }) },
    );
    const client = await gateway.connect();
    expect(await client.ask({ text: "hi" })).toBe('{"said":"HI"}');
    expect(gateway.events("f")[0]).toMatchObject({ text: "hi", id: expect.stringMatching(/=$/) });
  });

  it("chooses the response by the function's error message", async () => {
    const responses = [
      { IntegrationResponseKey: "/.*Not found.*/", ResponseTemplates: { $default: "nothing there" } },
      { ...KEEP, ResponseTemplates: { $default: "something" } },
    ];
    await using gateway = await start(
      { $default: custom({}, responses) },
      { f: ({ fail }) => (fail ? Promise.reject(new Error("Not found: x")) : {}) },
    );
    const client = await gateway.connect();
    expect([await client.ask({ fail: true }), await client.ask({})]).toEqual(["nothing there", "something"]);
  });

  it.each(["hello", '{"a":', "{'a': 1}"])(
    "does not run the function on %s, and maps Lambda's refusal",
    async (text) => {
      const responses = [{ ...KEEP, ResponseTemplates: { $default: "$input.path('$.Type')" } }];
      await using gateway = await start({ $default: custom({}, responses) }, { f: () => ({}) });
      const client = await gateway.connect();
      expect(await client.ask(text)).toBe("User");
      expect(gateway.events("f")).toEqual([]);
    },
  );

  it("does not run the function on bytes that CONVERT_TO_BINARY made", async () => {
    const integration = { ContentHandlingStrategy: "CONVERT_TO_BINARY", RequestTemplates: { $default: "gICA" } };
    await using gateway = await start({ $default: custom(integration) }, { f: () => ({}) });
    const client = await gateway.connect();
    expect(await client.ask({})).toContain('"Type":"User"');
    expect(gateway.events("f")).toEqual([]);
  });

  it("does not open a connection with what is no JSON", async () => {
    const RequestTemplates = { $default: "no JSON" };
    await using gateway = await start({ $connect: custom({ RequestTemplates }) }, { f: () => ({}) });
    expect(await refusalOf(gateway.connect())).toMatchObject({ status: 400 });
  });

  it.each(["AWS", "AWS_PROXY"])(
    "never runs the function of an %s integration by another method than POST",
    async (type) => {
      const route = custom({ IntegrationType: type, IntegrationMethod: "GET" });
      await using gateway = await start({ $default: route }, { f: () => ({ statusCode: 200 }) });
      const client = await gateway.connect();
      expect(await client.ask({})).toEqual(failed);
      expect(gateway.events("f")).toEqual([]);
    },
  );

  it("finds its templates by their content type, without a TemplateSelectionExpression", async () => {
    const RequestTemplates = { "application/json": '{"id":"$context.connectionId"}' };
    const ResponseTemplates = { "application/json": '{"said":$input.json("$.id")}' };
    await using gateway = await start(
      { $default: custom({ RequestTemplates }, [{ ...KEEP, ResponseTemplates }]) },
      { f: ({ id }) => ({ id: id.length }) },
    );
    const client = await gateway.connect();
    expect(await client.ask("not read")).toBe('{"said":16}');
  });

  it("never opens a connection when the function failed", async () => {
    await using gateway = await start({ $connect: custom({}) }, { f: () => Promise.reject(new Error("no")) });
    expect(await refusalOf(gateway.connect())).toMatchObject({ status: 500 });
  });
});

describe("X-Amz-Invocation-Type among the RequestParameters of an AWS integration", () => {
  const invocationType = (expression: string, response: object = {}) =>
    custom({ RequestParameters: { "integration.request.header.X-Amz-Invocation-Type": expression } }, [
      { ...KEEP, ...response },
    ]);

  /** Starts a gateway whose Lambda takes what is delivered to it; `refuse` says that it does not. */
  async function startWithDelivery(route: RouteOptions, refuse?: Error) {
    const deliveries: {
      readonly arn: string;
      readonly payload: string;
      readonly from: Caller;
      readonly options: unknown;
    }[] = [];
    const gateway = await startGateway({
      resources: webSocketApi({ routes: { $default: route } }),
      functions: { f: () => ({ answered: true }) },
      deliver: async (arn, payload, from, options) => {
        if (refuse) throw refuse;
        deliveries.push({ arn, payload, from, options });
      },
    });
    return { gateway, deliveries, [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose]() };
  }

  it("hands the event over and answers at once with 'Event'", async () => {
    const response = { ResponseTemplates: { "application/json": '{"taken":"$context.routeKey"}' } };
    await using started = await startWithDelivery(invocationType("'Event'", response));
    const { gateway, deliveries } = started;
    const client = await gateway.connect();
    expect(await client.ask({ a: 1 })).toBe('{"taken":"$default"}');
    expect(gateway.events("f")).toEqual([]);
    expect(deliveries[0]).toMatchObject({
      arn: expect.stringMatching(/:function:f$/),
      payload: '{"a":1}',
      from: { principal: "apigateway.amazonaws.com", sourceArn: `${API_ARN}/${STAGE}/$default` },
    });
  });

  it("lets each message say it", async () => {
    await using started = await startWithDelivery(invocationType("route.request.body.how"));
    const { gateway, deliveries } = started;
    const client = await gateway.connect();
    expect(await client.ask({ how: "RequestResponse" })).toBe('{"answered":true}');
    expect(await client.ask({ how: "Event" })).toBe("");
    expect(deliveries).toHaveLength(1);
    expect(await client.ask({ how: "event" })).toEqual(failed);
  });

  it("asks with 'DryRun' whether the function could run, and runs nothing", async () => {
    const response = { ResponseTemplates: { $default: "could" } };
    await using started = await startWithDelivery(invocationType("'DryRun'", response));
    const client = await started.gateway.connect();
    expect(await client.ask({})).toBe("could");
    expect(started.deliveries).toMatchObject([{ options: { dryRun: true } }]);
  });

  it("fails where Lambda does not take the event", async () => {
    await using started = await startWithDelivery(invocationType("'Event'"), new Error("no such function"));
    const client = await started.gateway.connect();
    expect(await client.ask({})).toEqual(failed);
  });

  it("opens a connection before the function has run", async () => {
    const RequestTemplates = { "application/json": '{"id":"$context.connectionId"}' };
    const deliveries: string[] = [];
    await using gateway = await startGateway({
      resources: webSocketApi({
        routes: {
          $connect: custom({
            RequestParameters: { "integration.request.header.x-amz-invocation-type": "'Event'" },
            RequestTemplates,
          }),
        },
      }),
      deliver: async (_, payload) => void deliveries.push(payload),
    });
    await gateway.connect();
    expect(JSON.parse(deliveries[0] ?? "")).toEqual({ id: expect.stringMatching(/=$/) });
  });
});

describe("an HTTP_PROXY integration", () => {
  it("sends the message and answers with the backend's body", async () => {
    await using backend = await startBackend(({ body }) => ({ status: 202, body: `got ${body}` }));
    const integration = {
      IntegrationType: "HTTP_PROXY",
      IntegrationUri: `${backend.url}/in?a=1`,
      IntegrationMethod: "PUT",
    };
    await using gateway = await start({ $default: { integration, twoWay: true } });
    const client = await gateway.connect();
    expect(await client.ask('{"x":1}')).toBe('got {"x":1}');
    expect(backend.requests).toMatchObject([{ method: "PUT", url: "/in?a=1", body: '{"x":1}' }]);
    expect(backend.requests[0]?.headers).not.toHaveProperty("connectionid");
  });

  it("sends what RequestParameters map, to headers, query and path", async () => {
    await using backend = await startBackend(() => ({}));
    const integration = {
      IntegrationType: "HTTP_PROXY",
      IntegrationUri: `${backend.url}/{room}/x`,
      IntegrationMethod: "POST",
      RequestParameters: {
        "integration.request.header.connectionId": "context.connectionId",
        "integration.request.querystring.who": "route.request.body.who",
        "integration.request.path.room": "route.request.body.room",
        "integration.request.header.fixed": "'yes'",
      },
    };
    await using gateway = await start({ $default: { integration, twoWay: true } });
    const client = await gateway.connect();
    await client.ask({ who: "a b", room: "r/1" });
    expect(backend.requests[0]).toMatchObject({
      url: "/r%2F1/x?who=a+b",
      headers: { connectionid: expect.stringMatching(/=$/), fixed: "yes" },
    });
  });

  it("decides over $connect by the backend's status, and forwards the handshake", async () => {
    await using backend = await startBackend(({ url }) => ({ status: url.includes("ok") ? 200 : 401 }));
    const integration = { IntegrationType: "HTTP_PROXY", IntegrationUri: backend.url, IntegrationMethod: "GET" };
    await using gateway = await start({ $connect: { integration } });
    await gateway.connect(`/${STAGE}?ok=1`, { headers: { Authorization: "x" } });
    expect(await refusalOf(gateway.connect())).toMatchObject({ status: 401 });
    expect(backend.requests[0]).toMatchObject({
      method: "GET",
      url: "/?ok=1",
      headers: { authorization: "x", "sec-websocket-version": "13", host: new URL(backend.url).host },
    });
  });

  it("refuses $connect with 500 when the backend is not there", async () => {
    const backend = await startBackend(() => ({}));
    await backend[Symbol.asyncDispose]();
    const integration = { IntegrationType: "HTTP_PROXY", IntegrationUri: backend.url, IntegrationMethod: "GET" };
    await using gateway = await start({ $connect: { integration } });
    expect(await refusalOf(gateway.connect())).toMatchObject({ status: 500 });
  });

  it("calls no other machine", async () => {
    const integration = {
      IntegrationType: "HTTP_PROXY",
      IntegrationUri: "https://example.com/",
      IntegrationMethod: "GET",
    };
    await using gateway = await start({ $default: { integration } });
    const client = await gateway.connect();
    expect(await client.ask("x")).toEqual(failed);
    const { data } = await gateway.journal.waitFor({ type: "error" });
    expect(data.detail).toBe("example.com is not on this machine, and no call leaves it");
  });

  it("gives up after TimeoutInMillis", async () => {
    let asked: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    await using backend = await startBackend(() => {
      asked();
      return new Promise(() => undefined);
    });
    const integration = {
      IntegrationType: "HTTP_PROXY",
      IntegrationUri: backend.url,
      IntegrationMethod: "POST",
      TimeoutInMillis: 100,
    };
    await using gateway = await start({ $default: { integration } });
    const client = await gateway.connect();
    client.send("x");
    await arrived;
    await gateway.clock.advance(100);
    expect(await client.next()).toContain("Endpoint request timed out");
  });
});

describe("an HTTP integration", () => {
  it("maps the request and chooses the response by the backend's status", async () => {
    await using backend = await startBackend(({ body }) => ({ status: body === "bad" ? 422 : 200, body: '{"a":1}' }));
    const route = {
      twoWay: true,
      integration: {
        IntegrationType: "HTTP",
        IntegrationUri: backend.url,
        IntegrationMethod: "POST",
        RequestTemplates: { $default: "$input.path('$.text')" },
      },
      responses: [
        { IntegrationResponseKey: "/4\\d\\d/", ResponseTemplates: { $default: "refused" } },
        { ...KEEP, ResponseTemplates: { $default: "a=$input.path('$.a')" } },
      ],
    };
    await using gateway = await start({ $default: route });
    const client = await gateway.connect();
    expect([await client.ask({ text: "good" }), await client.ask({ text: "bad" })]).toEqual(["a=1", "refused"]);
    expect(backend.requests.map(({ body }) => body)).toEqual(["good", "bad"]);
  });

  it("needs no response on a one-way route, where only the journal hears of a refused call", async () => {
    await using backend = await startBackend(() => ({ status: 400, body: "{}" }));
    const integration = { IntegrationType: "HTTP", IntegrationUri: backend.url, IntegrationMethod: "POST" };
    await using gateway = await start({ oneWay: { integration }, $default: mock('{"statusCode":200}') });
    const client = await gateway.connect();
    client.send({ action: "oneWay" });
    const { data } = await gateway.journal.waitFor({ service: "execute-api", type: "error" });
    expect(data).toMatchObject({ routeKey: "oneWay", failure: "unheard", backendStatus: 400 });
    expect(await client.ask("next")).toBe("pong");
  });

  it("fails on a two-way route when none of its responses fits", async () => {
    await using backend = await startBackend(() => ({ status: 500, body: "{}" }));
    const integration = { IntegrationType: "HTTP", IntegrationUri: backend.url, IntegrationMethod: "POST" };
    const responses = [{ IntegrationResponseKey: "200" }];
    await using gateway = await start({ $default: { twoWay: true, integration, responses } });
    const client = await gateway.connect();
    expect(await client.ask("next")).toEqual(failed);
    const { data } = await gateway.journal.waitFor({ service: "execute-api", type: "error" });
    expect(data).toMatchObject({ failure: "unmapped", backendStatus: 500 });
  });

  it("turns Base64 text into bytes where ContentHandlingStrategy says so", async () => {
    await using backend = await startBackend(() => ({ body: "hi" }));
    const route = {
      twoWay: true,
      integration: {
        IntegrationType: "HTTP",
        IntegrationUri: backend.url,
        IntegrationMethod: "POST",
        ContentHandlingStrategy: "CONVERT_TO_BINARY",
      },
      responses: [{ ...KEEP, ContentHandlingStrategy: "CONVERT_TO_TEXT" }],
    };
    await using gateway = await start({ $default: route });
    const client = await gateway.connect();
    expect(await client.ask(Buffer.from("raw").toString("base64"))).toBe("hi");
    expect(backend.requests[0]?.body).toBe("raw");
  });

  it.each([
    ["as they are without a template", {}, "/wA="],
    [
      "before a template reads them",
      { ResponseTemplates: { "application/json": '{"image":"$input.body"}' } },
      '{"image":"/wA="}',
    ],
  ])("turns bytes into Base64 text %s", async (_, response, answer) => {
    await using backend = await startBackend(() => ({ body: Buffer.from([255, 0]) }));
    const integration = { IntegrationType: "HTTP", IntegrationUri: backend.url, IntegrationMethod: "GET" };
    const responses = [{ ...KEEP, ContentHandlingStrategy: "CONVERT_TO_TEXT", ...response }];
    await using gateway = await start({ $default: { twoWay: true, integration, responses } });
    const client = await gateway.connect();
    expect(await client.ask("x")).toBe(answer);
  });

  it.each(["HTTP", "HTTP_PROXY"])(
    "sends the client's own method where an %s integration's is ANY",
    async (IntegrationType) => {
      await using backend = await startBackend(() => ({ body: "ok" }));
      const integration = { IntegrationType, IntegrationUri: backend.url, IntegrationMethod: "ANY" };
      const route = { twoWay: true, integration, responses: [KEEP] };
      await using gateway = await start({ $connect: route, $default: route });
      const client = await gateway.connect();
      expect(await client.ask("hi")).toBe("ok");
      expect(backend.requests).toMatchObject([{ method: "GET" }, { method: "POST", body: "hi" }]);
    },
  );
});
