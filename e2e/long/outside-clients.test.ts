import { execFile, spawn, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSocket } from "../support/sockets.ts";
import { root, type System, startSystem } from "../support/system.ts";
import { createTestJwt } from "../support/tokens.ts";

const execute = promisify(execFile);
const present = (command: string, args: readonly string[]) => spawnSync(command, args).status === 0;

let system: System;
let folder: string;
beforeAll(async () => {
  [system, folder] = await Promise.all([startSystem(), mkdtemp(join(tmpdir(), "portcullis-"))]);
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const environment = () => ({
  ...process.env,
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_DEFAULT_REGION: "us-east-1",
  AWS_PAGER: "",
});

describe.skipIf(!present("aws", ["--version"]))("the aws command", () => {
  const aws = (...args: string[]) =>
    execute("aws", [...args, "--endpoint-url", system.endpoint], { cwd: join(root, "app"), env: environment() });

  it("gets a token, and its events arrive at a socket", async () => {
    const file = join(folder, "response.json");
    await aws("lambda", "invoke", "--function-name", "CreateTestJwt", file);
    const { authToken } = JSON.parse(await readFile(file, "utf8"));
    using socket = await openSocket(`${system.url}?access_token=${authToken}`);
    socket.send({ action: "subscribe", entityId: "myEntityId" });
    await socket.next({ type: "subscribed" });
    await aws("events", "put-events", "--entries", "file://examples/entity-updated.json");
    expect(await socket.next({ type: "Entity Updated" })).toMatchObject({ entityId: "myEntityId" });
    await aws("events", "put-events", "--entries", "file://examples/send-user-push-notification.json");
    expect(await socket.next({ type: "User Push Notification" })).toHaveProperty("message");
  });

  it("reads who it is, queues and secrets", async () => {
    const identity = JSON.parse((await aws("sts", "get-caller-identity")).stdout);
    expect(identity.Account).toBe("000000000000");
    expect(JSON.parse((await aws("sqs", "list-queues")).stdout).QueueUrls.length).toBeGreaterThan(0);
    expect(JSON.parse((await aws("secretsmanager", "list-secrets")).stdout).SecretList).toHaveLength(1);
  });
});

/** Commands that read, with a query of what they print of the app. */
const READS: readonly (readonly [command: string, query: string, expected: unknown])[] = [
  ["cloudformation describe-stacks", "Stacks[0].StackStatus", "CREATE_COMPLETE"],
  ["cloudformation list-stack-resources --stack-name NAME", "length(StackResourceSummaries) > `100`", true],
  ["cloudformation describe-stack-resources --stack-name NAME", "length(StackResources)", 100],
  ["apigatewayv2 get-apis", "Items[].ProtocolType", ["WEBSOCKET", "HTTP"]],
  ["apigatewayv2 get-api --api-id API", "RouteSelectionExpression", "$request.body.action"],
  ["apigatewayv2 get-routes --api-id API", "contains(Items[].RouteKey, `$connect`)", true],
  ["apigatewayv2 get-stages --api-id API", "Items[].StageName", ["dev"]],
  ["apigatewayv2 get-integrations --api-id API", "Items[0].IntegrationType", "AWS_PROXY"],
  ["apigatewayv2 get-authorizers --api-id API", "Items[0].AuthorizerType", "REQUEST"],
  ["lambda list-functions", "contains(Functions[].FunctionName, `CreateTestJwt`)", true],
  ["lambda get-function --function-name CreateTestJwt", "Configuration.State", "Active"],
  ["lambda get-function-configuration --function-name CreateTestJwt", "LastUpdateStatus", "Successful"],
  ["lambda list-event-source-mappings", "EventSourceMappings[0].State", "Enabled"],
  ["logs describe-log-groups", "length(logGroups)", 1],
  ["logs describe-log-streams --log-group-name GROUP", "length(logStreams) > `0`", true],
  ["logs filter-log-events --log-group-name GROUP", "length(events) > `0`", true],
  ["dynamodb list-tables", "length(TableNames) > `0`", true],
  ["sqs list-queues", "length(QueueUrls) > `0`", true],
  ["events list-rules", "length(Rules) > `0`", true],
  ["events list-event-buses", "EventBuses[].Name", ["default"]],
  ["sns list-topics", "length(Topics) > `0`", true],
  ["secretsmanager list-secrets", "length(SecretList)", 1],
  ["ssm describe-parameters", "Parameters", []],
];

describe.skipIf(!present("aws", ["--version"]))("what scripts read with the aws command", () => {
  const read = async (command: string, query: string): Promise<unknown> => {
    const args = [...command.split(" "), "--query", query, "--output", "json", "--endpoint-url", system.endpoint];
    const { stdout } = await execute("aws", args, { env: environment() });
    return JSON.parse(stdout);
  };
  const names: Record<string, string> = {};

  beforeAll(async () => {
    await createTestJwt(system);
    names.NAME = String(await read("cloudformation describe-stacks", "Stacks[0].StackName"));
    names.API = String(await read("apigatewayv2 get-apis", "Items[0].ApiId"));
    names.GROUP = String(await read("logs describe-log-groups", "logGroups[0].logGroupName"));
  });

  it.each(READS)("aws %s --query '%s'", async (command, query, expected) => {
    const named = command.replace(/\b[A-Z]+$/, (name) => names[name] ?? name);
    expect(await read(named, query)).toEqual(expected);
  });

  it("tells a policy, and the words of an error", async () => {
    const command = "lambda get-policy --function-name";
    const connect = system.functions.find((name) => name.includes("ConnectFunction"));
    const policy = await read(`${command} ${connect}`, "Policy");
    expect(JSON.parse(String(policy)).Statement[0].Principal).toEqual({ Service: "apigateway.amazonaws.com" });
    await expect(read(`${command} nobody`, "Policy")).rejects.toThrow(/ResourceNotFoundException.*Function not found/);
    const noApi = read("apigatewayv2 get-api --api-id nowhere", "Name");
    await expect(noApi).rejects.toThrow(/NotFoundException.*Invalid API identifier specified 000000000000:nowhere/);
  });
});

describe("wscat", () => {
  const wscat = (...args: string[]) =>
    spawn(process.execPath, [join(root, "node_modules/wscat/bin/wscat"), ...args], { stdio: ["pipe", "pipe", "pipe"] });

  it("is refused with 401 without a token", async () => {
    const child = wscat("-c", system.url, "-s", "websocket");
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    await new Promise((resolve) => child.once("exit", resolve));
    expect(output).toContain("401");
  });

  it("connects with the subprotocol pair and is answered", async () => {
    const token = await createTestJwt(system);
    const child = wscat("-c", system.url, "-s", "websocket", "-s", token, "-x", '{"action":"ping"}', "-w", "2");
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    await new Promise((resolve) => child.once("exit", resolve));
    expect(output).toContain('"pong"');
  });
});

/** A Python that has the package; a machine may have several. */
const pythonWith = (name: string) =>
  ["python3", "/usr/bin/python3"].find((python) => present(python, ["-c", `import ${name}`]));

const withWebsockets = pythonWith("websockets");

describe.skipIf(!withWebsockets)("Python's websockets", () => {
  it("is refused with 401, and connects with a token", async () => {
    const script = `
import asyncio, json, sys, websockets
from websockets.exceptions import InvalidHandshake
async def main(url, token):
    try:
        await websockets.connect(url, subprotocols=["websocket"])
    except InvalidHandshake as refused:
        print(getattr(refused, "status_code", None) or refused.response.status_code)
    async with websockets.connect(url, subprotocols=["websocket", token]) as socket:
        await socket.send(json.dumps({"action": "subscribe", "entityId": "fromPython"}))
        print(socket.subprotocol, json.loads(await socket.recv())["type"])
asyncio.run(main(*sys.argv[1:]))`;
    const { stdout } = await execute(withWebsockets ?? "", ["-c", script, system.url, await createTestJwt(system)]);
    expect(stdout.trim().split("\n")).toEqual(["401", "websocket subscribed"]);
  });
});

describe.skipIf(!present("python3", ["-c", "import boto3"]))("boto3", () => {
  it("posts to a connection, which its own row names", async () => {
    using socket = await openSocket(system.url, ["websocket", await createTestJwt(system, { userId: "boto-user" })]);
    const script = `
import boto3, sys
endpoint, management = sys.argv[1:]
session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
dynamodb = session.resource("dynamodb", endpoint_url=endpoint)
table = next(iter(dynamodb.tables.all()))
rows = [row for row in table.scan()["Items"] if "boto-user" in row.get("GSI1PK", "")]
api = session.client("apigatewaymanagementapi", endpoint_url=management)
print(api.post_to_connection(ConnectionId=rows[0]["pk"][2:], Data=b'{"type":"from boto3"}')["ResponseMetadata"]["HTTPStatusCode"])`;
    const { stdout } = await execute("python3", ["-c", script, system.endpoint, system.managementUrl]);
    expect(stdout.trim()).toBe("200");
    await socket.next({ type: "from boto3" });
  });
});
