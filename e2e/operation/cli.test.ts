import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { openSocket } from "../support/sockets.ts";
import { appTemplate, cli, root, startSystem } from "../support/system.ts";
import { createTestJwt } from "../support/tokens.ts";

const fixture = (name: string) => join(root, "e2e/fixtures/broken", name);

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[]): Promise<Finished> {
  const child = spawn(process.execPath, [cli, ...args], { cwd: root });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => (stdout += chunk));
  child.stderr.on("data", (chunk) => (stderr += chunk));
  return new Promise((resolve) => child.once("exit", (code) => resolve({ code, stdout, stderr })));
}

describe("portcullis start", () => {
  it("keeps what V8 has compiled once it runs, and not with its end, when the start is forgotten", async () => {
    const caches = await mkdtemp(join(tmpdir(), "portcullis-caches-"));
    const env = { ...process.env, XDG_CACHE_HOME: caches, NODE_V8_COVERAGE: undefined };
    const system = await startSystem(join(root, "bench/echo/template.yaml"), [], { command: cli, env });
    const kept = () => readdir(join(caches, "portcullis/compiled")).catch(() => []);
    await expect.poll(kept).toEqual([expect.stringMatching(/^[0-9a-f]+$/)]);
    expect(system.process.exitCode).toBe(null);
    await system[Symbol.asyncDispose]();
    await rm(caches, { recursive: true });
  });
});

describe("portcullis start with a wrong input", () => {
  it.each<[string, string[], RegExp]>([
    ["a missing file", ["no-such.yaml"], /error: .*no-such\.yaml/],
    ["a YAML error", [fixture("yaml-error.yaml")], /error: .*yaml-error\.yaml:5/],
    ["a required parameter that is missing", [fixture("required-parameter.yaml")], /DomainName[\s\S]*--parameter/],
    ["an unknown parameter", [appTemplate, "--parameter", "Colour=red"], /Colour/],
    ["a parameter without a value", [appTemplate, "--parameter", "Colour"], /NAME=VALUE/],
    ["an unknown option", [appTemplate, "--prot", "1"], /--prot/],
    ["a port that is none", [appTemplate, "--port", "http"], /--port takes a number/],
    ["a service that AWS lacks", [appTemplate, "--passthrough", "cognito"], /--passthrough cognito: .*\n.*cognito-idp/],
    ["a service that runs here", [appTemplate, "--passthrough", "dynamodb"], /--passthrough dynamodb: .*runs here/],
    ["a server for what runs here", [appTemplate, "--service", "sqs=http://localhost:1"], /--service sqs: .*runs here/],
    ["a server that is AWS", [appTemplate, "--service", "s3=https://s3.amazonaws.com"], /is AWS\.\n.*--passthrough s3/],
    ["a server far away", [appTemplate, "--service", "s3=http://8.8.8.8"], /8\.8\.8\.8 .*\n.*--allow-remote-services/],
    ["a server of a service that AWS lacks", [appTemplate, "--service", "bedrock-runtime=http://a"], /Perhaps bedrock/],
    ["answers of what has none", [appTemplate, "--mock", "s3=answers.yaml"], /--mock s3: .*bedrock only/],
    ["a code folder that is missing", [appTemplate, "--code-dir", "nowhere"], /--code-dir names no folder: nowhere/],
    ["an account that is none", [appTemplate, "--account-id", "12"], /--account-id takes 12 digits, not "12"/],
    [
      "a region that is none",
      [appTemplate, "--region", "eu-west-1#"],
      /--region takes the name of a region, .+, not "eu-west-1#"/,
    ],
    [
      "variables that are missing",
      [appTemplate, "--env-vars", "nowhere.json"],
      /--env-vars nowhere\.json does not exist/,
    ],
    ["a secret without a value", [appTemplate, "--secret", "name"], /--secret takes NAME=VALUE/],
    [
      "an address that others can reach",
      [appTemplate, "--host", "0.0.0.0"],
      /^error: --host 0\.0\.0\.0 .*--allow-remote/,
    ],
    ["an origin that is none", [appTemplate, "--allow-origin", "*"], /^error: --allow-origin takes an origin .*"\*"/],
  ])("says in one message what is wrong with %s, and exits 1", async (_what, args, message) => {
    const { code, stdout, stderr } = await run(["start", ...args]);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    expect(stderr.trim().split("\n").length).toBeLessThanOrEqual(3);
  });

  it("names a port that is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const { code, stderr } = await run(["start", appTemplate, "--port", String(port)]);
    server.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`Port ${port} is already in use`);
  });
});

describe("portcullis start --host", () => {
  it("says in one line what is open to the network", async () => {
    await using system = await startSystem(fixture("handlers.yaml"), ["--host", "0.0.0.0", "--allow-remote"]);
    const { port } = new URL(system.endpoint);
    const lines = system
      .log()
      .split("\n")
      .filter((line) => line.includes("Open to everybody"));
    expect(lines).toEqual([
      expect.stringContaining(`0.0.0.0:${port}: the AWS services, the APIs, control and the console.`),
    ]);
  });
});

describe("portcullis start cdk.out", () => {
  it("lists the templates when there are several", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cdk-"));
    const names = ["Api.template.json", "Storage.template.json"];
    await Promise.all(names.map((name) => writeFile(join(folder, name), '{"Resources":{}}')));
    const { code, stderr } = await run(["start", folder]);
    await rm(folder, { recursive: true });
    expect(code).toBe(1);
    expect(stderr).toMatch(/Several templates in .*Api\.template\.json, .*Storage\.template\.json/);
  });

  it("runs the one that there is, with parameters from outside of it", async () => {
    const template = join(root, "engine/test/fixtures/cdk/cdk.out");
    await using system = await startSystem(template, ["--ssm", "/chat/greeting=hi", "--passthrough", "translate"]);
    const socket = new WebSocket(`${system.url}?token=token-of-ann`);
    await once(socket, "open");
    socket.send(JSON.stringify({ action: "say", text: "there" }));
    const [message] = await once(socket, "message");
    socket.terminate();
    expect(String(message)).toBe("hi ann: there");
  });
});

describe("a function that cannot be loaded", () => {
  it("answers AWS's error and leaves a log line with file and line, while the engine runs", async () => {
    await using system = await startSystem(fixture("handlers.yaml"));
    const lambda = new LambdaClient(system.sdk);
    const invoke = async (logicalId: string) => {
      const name = system.functions.find((candidate) => candidate.includes(logicalId));
      const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: name }));
      return { FunctionError, ...JSON.parse(Buffer.from(Payload ?? []).toString()) };
    };
    expect(await invoke("Missing")).toMatchObject({
      FunctionError: "Unhandled",
      errorType: "Runtime.ImportModuleError",
    });
    expect(await invoke("Throwing")).toMatchObject({ FunctionError: "Unhandled", errorType: "TypeError" });
    await expect.poll(system.log).toMatch(/handlers\.yaml:\d+/);
    await expect.poll(system.log).toMatch(/throwing\.mjs:3/);
  });
});

describe("stopping", () => {
  it("closes sockets with 1001, runs $disconnect and exits 0", async () => {
    const system = await startSystem();
    const socket = await openSocket(system.url, ["websocket", await createTestJwt(system)]);
    const exited = new Promise<number | null>((resolve) => system.process.once("exit", resolve));
    const begun = performance.now();
    system.process.kill("SIGTERM");
    expect((await socket.closed).code).toBe(1001);
    expect(await exited).toBe(0);
    expect(performance.now() - begun).toBeLessThan(5_000);
    // The function's own words: it could still reach the table.
    expect(system.log()).toMatch(/ INFO Disconnected /);
    expect(system.log()).not.toMatch(/Invoke Error/);
  });
});

describe("portcullis --help", () => {
  it.each(["start", "validate", "diagram", "invoke", "logs", "ws", "push", "doctor"])(
    "tells the options of %s",
    async (command) => {
      const { code, stdout } = await run([command, "--help"]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Usage: portcullis/);
    },
  );
});

describe("portcullis validate", () => {
  const forgiving = join(root, "engine/test/fixtures/forgiving/template.yaml");
  const place = "engine/test/fixtures/forgiving/template.yaml";

  it("lists what has no effect with file and line, and exits 0", async () => {
    const { code, stdout } = await run(["validate", forgiving]);
    expect(code).toBe(0);
    for (const line of [
      `warning: ${place}:95:7: Greet: AWS::Serverless::Function has no property Mood.`,
      `warning: ${place}:113:3: AWS::Brand::NewThing: unknown here; references to it get made-up values.`,
      `warning: ${place}:118:1: Outputs is given twice; the last one counts.`,
      `info: ${place}:10:1: Hooks are not evaluated here.`,
      `info: ${place}:44:3: PingRoute: Deployment does not depend on it`,
    ])
      expect(stdout).toContain(line);
    expect(stdout).toMatch(/^emulated: .*AWS::ApiGatewayV2::Route ×4/m);
    expect(stdout).toMatch(/^inert: .*AWS::Brand::NewThing ×1/m);
  });

  it("exits 1 when something is refused", async () => {
    const { code, stdout } = await run(["validate", fixture("required-parameter.yaml")]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^error: .*required-parameter\.yaml:\d+:\d+: .*--parameter DomainName=VALUE/m);
  });

  it("finds nothing wrong with the app", async () => {
    const { code, stdout } = await run(["validate", appTemplate]);
    expect(stdout).toMatch(/emulated: .*AWS::ApiGatewayV2::Api/);
    expect(code).toBe(0);
  });
});
