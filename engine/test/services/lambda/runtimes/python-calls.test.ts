import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionResource, type Harness, startLambda } from "../harness.ts";
import { Runtime, version } from "./installed-python.ts";
import { type FakeEndpoint, startEndpoint } from "./runtime/endpoint.ts";

const CALLS = `
import http.client, json, socket, ssl, urllib.request
def by_urllib(url):
    return json.loads(urllib.request.urlopen(urllib.request.Request(url, data=b"hello")).read())
def by_http_client(url):
    host, path = url.split("/", 3)[2:]
    connection = http.client.HTTPSConnection(host, timeout=5)
    connection.request("POST", "/" + path, b"hello")
    return json.loads(connection.getresponse().read())
def by_requests(url):
    import requests
    return requests.post(url, data=b"hello").json()
def by_socket(url):
    socket.create_connection((url.split("/")[2], 443))
def by_address(url):
    socket.socket().connect(("93.184.216.34", 443))
def by_lookup(url):
    return socket.gethostbyname(url.split("/")[2])
def by_datagram(url):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("8.8.8.8", 53))
def handler(event, context):
    try:
        return globals()[event["way"]](event["url"])
    except Exception as error:
        return str(error)
`;

const BOTO3 = `
import boto3
def tables(event, context):
    return boto3.client("dynamodb", **event).list_tables()["TableNames"]
def post(event, context):
    client = boto3.client("apigatewaymanagementapi", endpoint_url=event["endpoint"])
    client.post_to_connection(ConnectionId="a=", Data=b"x")
`;

/** Tells whether the developer's Python has a module that a test needs. */
function hasModule(name: string): boolean {
  try {
    execFileSync("python3", ["-c", `import ${name}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(version === undefined)("a call out of a function in Python", () => {
  let endpoint: FakeEndpoint;
  let lambda: Harness;

  beforeAll(async () => {
    endpoint = await startEndpoint();
    const boto3 = (FunctionName: string) =>
      functionResource({ FunctionName, Handler: `aws.${FunctionName}`, Runtime, Timeout: 30 });
    lambda = await startLambda({
      endpoint: endpoint.url,
      files: { "calls.py": CALLS, "aws.py": BOTO3 },
      resources: {
        calls: functionResource({ FunctionName: "calls", Handler: "calls.handler", Runtime, Timeout: 20 }),
        tables: boto3("tables"),
        post: boto3("post"),
      },
    });
  });
  afterAll(async () => {
    await lambda[Symbol.asyncDispose]();
    endpoint[Symbol.dispose]();
  });

  const call = async (way: string, url: string) => (await lambda.invoke("calls", { way, url })).json;

  it.each(["by_urllib", "by_http_client", ...(hasModule("requests") ? ["by_requests"] : [])])(
    "to AWS reaches the engine with the host that was meant: %s",
    async (way) => {
      expect(await call(way, "https://sqs.eu-west-1.amazonaws.com/path?a=b")).toEqual({ TableNames: ["seen"] });
      expect(endpoint.seen.at(-1)).toMatchObject({ method: "POST", url: "/path?a=b", body: "hello" });
      expect(endpoint.seen.at(-1)?.headers.host).toBe("sqs.eu-west-1.amazonaws.com");
    },
  );

  it("over TLS to the engine's own port is answered by the engine", async () => {
    await call("by_urllib", `https://localhost:${endpoint.port}/dev/@connections/x`);
    expect(endpoint.seen.at(-1)?.url).toBe("/dev/@connections/x");
  });

  it("to this machine goes straight there", async () => {
    expect(await call("by_urllib", `http://127.0.0.1:${endpoint.port}/straight`)).toEqual({ TableNames: ["seen"] });
  });

  it.each([
    ["by_urllib", "example.com:443"],
    ["by_http_client", "example.com:443"],
    ["by_socket", "example.com:443"],
    ["by_address", "93.184.216.34:443"],
    ["by_lookup", "example.com"],
    ["by_datagram", "8.8.8.8:53"],
  ])("to anywhere else is refused at once, by name: %s", async (way, destination) => {
    const message = await call(way, "https://example.com/");
    expect(message).toContain(`A function's calls stay on this machine, so ${destination}`);
  });

  describe.skipIf(!hasModule("boto3"))("by boto3", () => {
    it.each([
      ["without an endpoint", {}],
      ["with an endpoint that names AWS", { endpoint_url: "https://dynamodb.eu-west-1.amazonaws.com" }],
    ])("is answered by the engine %s", async (_what, options) => {
      expect((await lambda.invoke("tables", options)).json).toEqual(["seen"]);
      expect(endpoint.seen.at(-1)?.headers["x-amz-target"]).toBe("DynamoDB_20120810.ListTables");
    });

    it.each(["https://abc123.execute-api.us-east-1.amazonaws.com/dev", "https://localhost:PORT/dev"])(
      "posts to a connection through %s",
      async (template) => {
        await lambda.invoke("post", { endpoint: template.replace("PORT", String(endpoint.port)) });
        expect(endpoint.seen.at(-1)).toMatchObject({ method: "POST", url: "/dev/@connections/a%3D", body: "x" });
      },
    );
  });
});
