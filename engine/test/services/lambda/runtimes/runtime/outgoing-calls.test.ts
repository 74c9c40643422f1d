import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionResource, type Harness, startLambda } from "../../harness.ts";
import { type FakeEndpoint, startEndpoint } from "./endpoint.ts";

const READ_BODY = `
  const read = async (response) => {
    let text = "";
    for await (const chunk of response) text += chunk;
    return JSON.parse(text);
  };
  const sent = (call, body) => new Promise((resolve, reject) => {
    call.on("response", (response) => resolve(read(response))).on("error", (error) => resolve(error.message));
    call.end(body);
  });`;

/** Ways to call out; each resolves with the answer's body, or with the message of the error. */
const MODULE = `
  import https, { request } from "node:https";
  import * as http from "http";
  import http2 from "node:http2";
  import net from "node:net";
  import tls from "node:tls";
  ${READ_BODY}
  const failed = (emitter) => new Promise((resolve) => emitter.on("error", (error) => resolve(error.message)));
  const ways = {
    named: (url) => sent(request(url, { method: "POST", headers: { "content-type": "text/plain" } }), "hello"),
    get: (url) => sent(https.get(new URL(url))),
    plain: (url) => sent(http.get(url.replace("https:", "http:"))),
    fetch: async (url) => (await fetch(url, { method: "POST", body: "hello" })).json(),
    fetchRequest: async (url) =>
      (await fetch(new Request(url, { method: "POST", body: "hello", headers: { "x-a": "1" } }))).json(),
    fetchRefused: (url) => fetch(url).catch((error) => error.message),
    socket: (url) => failed(net.connect(443, new URL(url).hostname)),
    tls: (url) => failed(tls.connect({ host: new URL(url).hostname, port: 443 })),
    http2: (url) => failed(http2.connect(url)),
  };
  export const handler = ({ way, url }) => ways[way](url);`;

const COMMON_JS = `
  const { request } = require("https");
  ${READ_BODY}
  const ways = {
    hostHeader: ({ hostname, pathname }) =>
      sent(request({ hostname, path: pathname, method: "POST", headers: { HOST: "signed.example", "X-A": "1" } }), "hello"),
    headerList: ({ hostname, pathname }) =>
      sent(request({ host: hostname, path: pathname, method: "POST", headers: ["Host", "signed.example", "X-A", "1"] }), "hello"),
    agent: ({ hostname, pathname }) => {
      const { Agent } = require("https");
      return sent(request({ host: hostname, path: pathname, agent: new Agent({ keepAlive: true }) }));
    },
  };
  exports.handler = ({ way, url }) => ways[way](new URL(url));`;

const QUEUE_URL = "https://sqs.eu-west-1.amazonaws.com/path?a=b";

describe.each(["worker", "process"] as const)("a call out of a %s", (isolation) => {
  let endpoint: FakeEndpoint;
  let lambda: Harness;

  beforeAll(async () => {
    endpoint = await startEndpoint();
    lambda = await startLambda({
      settings: { isolation },
      endpoint: endpoint.url,
      files: { "module.mjs": MODULE, "common.cjs": COMMON_JS },
      resources: {
        Module: functionResource({ FunctionName: "module", Handler: "module.handler" }),
        Common: functionResource({ FunctionName: "common", Handler: "common.handler" }),
      },
    });
  });
  afterAll(async () => {
    await lambda[Symbol.asyncDispose]();
    endpoint[Symbol.dispose]();
  });

  async function call(functionName: string, way: string, url = QUEUE_URL) {
    endpoint.seen.length = 0;
    const { json } = await lambda.invoke(functionName, { way, url });
    return { json, seen: endpoint.seen[0] };
  }

  it.each([
    ["named", "POST", "hello"],
    ["get", "GET", ""],
    ["plain", "GET", ""],
    ["fetch", "POST", "hello"],
    ["fetchRequest", "POST", "hello"],
  ])("to AWS by %s reaches the engine with the host that was meant", async (way, method, body) => {
    const { json, seen } = await call("module", way);
    expect(json).toEqual({ TableNames: ["seen"] });
    expect(seen).toMatchObject({ method, url: "/path?a=b", body });
    expect(seen?.headers["x-portcullis-host"]).toBe("sqs.eu-west-1.amazonaws.com");
    if (body !== "" && way !== "named") expect(seen?.headers["content-length"]).toBe("5");
  });

  it.each(["hostHeader", "headerList"])("keeps a Host header that was signed: %s", async (way) => {
    const { seen } = await call("common", way);
    expect(seen?.headers).toMatchObject({ host: "signed.example", "x-portcullis-host": "signed.example", "x-a": "1" });
  });

  it("leaves the caller's own agent aside, which would speak TLS", async () => {
    expect((await call("common", "agent")).json).toEqual({ TableNames: ["seen"] });
  });

  it.each(["get", "fetch"])("over TLS to the engine's own port is answered by the engine: %s", async (way) => {
    const { seen } = await call("module", way, `https://localhost:${endpoint.port}/dev/@connections/x`);
    expect(seen?.url).toBe("/dev/@connections/x");
    expect(seen?.headers["x-portcullis-host"]).toBe(`localhost:${endpoint.port}`);
  });

  it("to this machine goes straight there", async () => {
    const { seen } = await call("module", "plain", `http://127.0.0.1:${endpoint.port}/straight`);
    expect(seen?.url).toBe("/straight");
    expect(seen?.headers).not.toHaveProperty("x-portcullis-host");
  });

  it.each(["named", "get", "plain", "fetchRefused", "socket", "tls", "http2"])(
    "to anywhere else is refused at once, by name: %s",
    async (way) => {
      const { json, seen } = await call("module", way, "https://example.com/");
      expect(json).toMatch(/stay on this machine, so example.com:(80|443) was not called/);
      expect(seen).toBeUndefined();
    },
  );
});

const SDK_FUNCTIONS: Readonly<Record<string, string>> = {
  "module.mjs": `
    import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
    export const handler = async (options) => (await new DynamoDBClient(options).send(new ListTablesCommand({}))).TableNames;`,
  "common.cjs": `
    const { DynamoDBClient, ListTablesCommand } = require("@aws-sdk/client-dynamodb");
    exports.handler = async (options) => (await new DynamoDBClient(options).send(new ListTablesCommand({}))).TableNames;`,
  "management.mjs": `
    import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";
    export const handler = (options) =>
      new ApiGatewayManagementApiClient(options).send(new PostToConnectionCommand({ ConnectionId: "a=", Data: "x" }));`,
  "absent.cjs": "require('@aws-sdk/client-that-nobody-has');",
  "old.cjs": "require('aws-sdk/lib-that-nobody-has');",
  "too-new.cjs": "require('@aws-sdk/client-dynamodb');",
};

const OLD_RUNTIME: readonly string[] = ["old", "too-new"];

describe("the runtime's SDK", () => {
  let endpoint: FakeEndpoint;
  let lambda: Harness;

  beforeAll(async () => {
    endpoint = await startEndpoint();
    const names = Object.keys(SDK_FUNCTIONS).map((file) => file.replace(/\.\w+$/, ""));
    lambda = await startLambda({
      endpoint: endpoint.url,
      files: SDK_FUNCTIONS,
      resources: Object.fromEntries(
        names.map((name) => {
          const Runtime = OLD_RUNTIME.includes(name) ? "nodejs16.x" : "nodejs22.x";
          return [name, functionResource({ FunctionName: name, Handler: `${name}.handler`, Runtime, Timeout: 20 })];
        }),
      ),
    });
  });
  afterAll(async () => {
    await lambda[Symbol.asyncDispose]();
    endpoint[Symbol.dispose]();
  });

  it.each(["module", "common"])("is there for code that brings none, and calls the engine: %s", async (name) => {
    expect((await lambda.invoke(name)).json).toEqual(["seen"]);
    expect(endpoint.seen.at(-1)?.headers["x-amz-target"]).toBe("DynamoDB_20120810.ListTables");
  });

  it("calls the engine for an endpoint that names AWS", async () => {
    expect((await lambda.invoke("common", { endpoint: "https://dynamodb.us-east-1.amazonaws.com" })).json).toEqual([
      "seen",
    ]);
    const { headers } = endpoint.seen.at(-1) ?? {};
    expect(headers?.["x-portcullis-host"]).toBe("dynamodb.us-east-1.amazonaws.com");
    expect(headers?.authorization).toContain("host;");
  });

  it.each(["https://abc123.execute-api.us-east-1.amazonaws.com/dev", "https://localhost:PORT/dev"])(
    "posts to a connection through %s",
    async (template) => {
      await lambda.invoke("management", { endpoint: template.replace("PORT", String(endpoint.port)) });
      expect(endpoint.seen.at(-1)).toMatchObject({ method: "POST", url: "/dev/@connections/a%3D", body: "x" });
    },
  );

  it.each([
    ["absent", "@aws-sdk/client-that-nobody-has", "nodejs22.x"],
    ["old", "aws-sdk/lib-that-nobody-has", "nodejs16.x"],
  ])("is told to be missing on this machine, by module and runtime: %s", async (name, module, runtime) => {
    const { json } = await lambda.invoke(name);
    expect(json).toMatchObject({
      errorType: "Runtime.ImportModuleError",
      errorMessage: expect.stringContaining(`Cannot find module '${module}'`),
    });
    const lines = lambda
      .logs()
      .filter(({ data }) => data.functionName === name)
      .map(({ data }) => data.line);
    expect(lines).toContain(`On AWS ${runtime} brings ${module}; here it is missing: npm i -D it in the project.`);
  });

  it("is not there in a runtime that does not bring it", async () => {
    expect((await lambda.invoke("too-new")).json).toMatchObject({ errorType: "Runtime.ImportModuleError" });
  });
});

describe.each(["worker", "process"] as const)("with --passthrough, an SDK's call out of a %s", (isolation) => {
  it("names the host of AWS that it is for, and goes to the engine all the same", async () => {
    using endpoint = await startEndpoint();
    await using lambda = await startLambda({
      settings: { isolation, passthrough: ["kinesis"] },
      endpoint: endpoint.url,
      files: { "index.mjs": SDK_FUNCTIONS["module.mjs"] ?? "" },
      resources: { All: functionResource({ FunctionName: "all", Timeout: 20 }) },
    });
    expect((await lambda.invoke("all")).json).toEqual(["seen"]);
    expect(endpoint.seen.map(({ headers }) => headers["x-portcullis-host"])).toEqual([
      "dynamodb.us-east-1.amazonaws.com",
    ]);
  });
});
