import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openSocket } from "../support/sockets.ts";
import { cli, root, type System, startSystem } from "../support/system.ts";

const template = join(root, "engine/test/fixtures/tools/template.yaml");
const NOWHERE = "http://127.0.0.1:1";

let system: System;
let folder: string;
let client: Client;
const clients: Client[] = [];

beforeAll(async () => {
  [system, folder] = await Promise.all([startSystem(template), mkdtemp(join(tmpdir(), "portcullis-mcp-"))]);
  await writeFile(
    join(folder, "template.yaml"),
    "Resources: { Jobs: { Type: AWS::SQS::Queue }, Files: { Type: AWS::S3::Bucket } }\n",
  );
  await symlink(template, join(folder, "elsewhere.yaml"));
  client = await connect("--endpoint", system.endpoint);
});
afterAll(async () => {
  await Promise.all(clients.map((each) => each.close()));
  await system[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Starts the command as an editor does, in a folder of a project. */
async function connect(...args: readonly string[]): Promise<Client> {
  const connected = new Client({ name: "test", version: "1.0.0" });
  const command = { command: process.execPath, args: [cli, "mcp", ...args], cwd: folder };
  await connected.connect(new StdioClientTransport({ ...command, stderr: "pipe" }));
  clients.push(connected);
  return connected;
}

type Content = Readonly<Record<string, unknown>>;

/** The client compares each answer with the tool's schema. */
async function call(name: string, args: Content = {}, by = client): Promise<Content> {
  const { isError, content, structuredContent } = await by.callTool({ name, arguments: { ...args } });
  expect(isError ?? false, JSON.stringify(content)).toBe(false);
  expect(content).toEqual([{ type: "text", text: JSON.stringify(structuredContent) }]);
  return structuredContent as Content;
}

/** The text of an error that a model can read. */
async function complaint(name: string, args: Content = {}, by = client): Promise<string> {
  const { isError, content } = await by.callTool({ name, arguments: { ...args } });
  expect(isError).toBe(true);
  const [first] = content as readonly { readonly text: string }[];
  return first?.text ?? "";
}

const openAs = () => openSocket(`${system.url}?access_token=token-of-ann`);

describe("portcullis mcp", () => {
  it("says which of its tools only read, which add and which destroy, and describes input and output of each", async () => {
    const { tools } = await client.listTools();
    const effects = tools.map(({ name, annotations }) => {
      const { readOnlyHint, destructiveHint, openWorldHint } = annotations ?? {};
      expect(openWorldHint).toBe(false);
      return [name, readOnlyHint ? "reads" : destructiveHint ? "destroys" : "adds"];
    });
    expect(Object.fromEntries(effects)).toEqual({
      describe_stack: "reads",
      list_resources: "reads",
      draw_diagram: "reads",
      read_journal: "reads",
      read_logs: "reads",
      list_connections: "reads",
      get_connection: "reads",
      get_clock: "reads",
      list_faults: "reads",
      validate_template: "reads",
      look_up_coverage: "reads",
      invoke_function: "destroys",
      push_to_connection: "adds",
      add_fault: "destroys",
      remove_fault: "adds",
      disconnect: "destroys",
      advance_clock: "destroys",
    });
    for (const { inputSchema, outputSchema, description } of tools) {
      expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
      expect(outputSchema).toMatchObject({ type: "object" });
      expect(description).toMatch(/\.$/);
    }
  });

  it("leaves out what changes something with --read-only", async () => {
    const { tools } = await (await connect("--read-only", "--endpoint", system.endpoint)).listTools();
    expect(tools.length).toBeGreaterThan(8);
    expect(tools.filter(({ annotations }) => !annotations?.readOnlyHint)).toEqual([]);
  });

  it("describes the stack, lists its resources and draws it", async () => {
    const stack = await call("describe_stack");
    expect(stack).toMatchObject({ endpoint: system.endpoint, status: "ready", counts: { queues: 1, rules: 1 } });
    expect(stack.functions).toContain("CreateToken");
    const { items } = await call("list_resources", { kind: "functions", logicalId: "Echo" });
    expect(items).toMatchObject([{ logicalId: "Echo", triggers: [{ kind: "route", detail: "$default" }] }]);
    expect((await call("draw_diagram")).lines).toContainEqual(expect.stringContaining("$default"));
    expect((await call("draw_diagram", { template: ".", format: "mermaid" })).lines).toContainEqual(
      expect.stringContaining("Jobs"),
    );
  });

  it("shows connections and their frames, pushes to them and closes them", async () => {
    using socket = await openAs();
    const { connections } = await call("list_connections");
    const [{ connectionId }] = connections as [{ connectionId: string }];
    await call("push_to_connection", { connectionId, text: '{"pushed":1}' });
    await socket.next({ pushed: 1 });
    expect(await call("get_connection", { connectionId })).toMatchObject({
      connection: { connectionId },
      frames: [{ text: '{"pushed":1}' }],
    });
    expect(await call("push_to_connection", { user: "ann", text: '{"pushed":2}' })).toEqual({
      pushed: [connectionId],
      failed: [],
    });
    await socket.next({ pushed: 2 });
    await call("disconnect", { connectionId, code: 4001, reason: "enough" });
    expect(await socket.closed).toEqual({ code: 4001, reason: "enough" });
    await vi.waitFor(async () => expect((await call("list_connections")).connections).toEqual([]));
    expect((await call("list_connections", { state: "ended" })).connections).toMatchObject([{ connectionId }]);
    expect(await complaint("push_to_connection", { connectionId, text: "late" })).toMatch(/410|gone/i);
    expect(await complaint("push_to_connection", { user: "bob", text: "hello" })).toContain(
      "No connection of bob is open.",
    );
  });

  it("tells from the journal why a handshake was refused, and reads on from there", async () => {
    await expect(openSocket(system.url)).rejects.toThrow();
    const { entries, lastSeq } = await call("read_journal", { service: "execute-api", type: "refuse", limit: 1 });
    expect(entries).toMatchObject([{ service: "execute-api", type: "refuse", data: { status: 401 } }]);
    expect((await call("read_journal", { type: "refuse", after: lastSeq })).entries).toEqual([]);
  });

  it("invokes functions, reads their logs, and shows no token", async () => {
    const answer = await call("invoke_function", { function: "CreateToken", payload: { userId: "ann" } });
    expect(answer.outcome).toBe("answered");
    expect(JSON.stringify(answer)).not.toContain("token-of-ann");
    expect(JSON.stringify(answer)).toMatch(/\[masked, \d+ characters\]/);
    const failed = await call("invoke_function", { function: "Broken" });
    expect(failed).toMatchObject({ outcome: "failed", result: { errorType: "Error" } });
    const sampled = await call("invoke_function", { function: "Echo", sample: "message", payload: { body: "hi" } });
    expect(sampled).toMatchObject({ outcome: "answered" });
    const long = { body: Array.from({ length: 9_000 }, (_, number) => `line ${number}`) };
    const { result } = await call("invoke_function", { function: "Echo", payload: long });
    expect(result).toMatch(/^\{"statusCode":200,.{3000,}… \(\d+ more characters\)$/);
    const { lines } = await call("read_logs", { function: "Broken", since: "1h" });
    expect(lines).toContainEqual(
      expect.objectContaining({ source: "Broken", message: expect.stringContaining("out of order") }),
    );
    expect(await complaint("invoke_function", { function: "Brokn" })).toMatch(
      /Did you mean Broken\?\nFunctions that run there: /,
    );
  });

  it("sets faults and ends them", async () => {
    const { id } = await call("add_fault", { fault: { kind: "function-error", function: "Echo", count: 1 } });
    expect((await call("list_faults")).faults).toMatchObject([{ id, kind: "function-error" }]);
    expect(await call("invoke_function", { function: "Echo" })).toMatchObject({ outcome: "failed" });
    expect(await complaint("add_fault", { fault: { kind: "trottled" } })).toContain("Did you mean throttled?");
    await call("add_fault", { fault: { kind: "gone" } });
    expect(await call("remove_fault", { all: true })).toEqual({ removed: 1 });
  });

  it("validates a template of the project, and says what a resource type is worth", async () => {
    const found = await call("validate_template");
    expect(found).toMatchObject({
      isRefused: false,
      emulated: 1,
      notEmulated: [{ logicalId: "Files", verdict: "inert" }],
    });
    expect(await call("look_up_coverage", { type: "AWS::SQS::Queue" })).toMatchObject({ verdict: "emulated" });
    expect(await call("look_up_coverage", { type: "AWS::EC2::Instance" })).toMatchObject({ verdict: "inert" });
    expect(await complaint("look_up_coverage", { type: "AWS::SQS::Queu" })).toContain("AWS::SQS::Queue");
  });

  it.each([
    ["a way out", "../../etc/passwd"],
    ["an absolute path", "/etc/passwd"],
    ["a link that leads out", "elsewhere.yaml"],
    ["a URL", "https://example.com/template.yaml/../../../x"],
    ["an option", "--parameter=A=B"],
    ["a NUL", "template.yaml\0.txt"],
    ["an end of a line", "a\nportcullis start"],
  ])("reads no template by %s", async (_what, hostile) => {
    expect(await complaint("validate_template", { template: hostile })).toMatch(/is not below|does not exist/);
    expect(await complaint("draw_diagram", { template: hostile })).not.toContain("root:");
  });

  it.each([
    ["another machine", "http://example.com:3001"],
    ["a name that only looks like this one", "http://127.0.0.1.example.com"],
    ["another scheme", "file:///etc/passwd"],
  ])("speaks to no engine on %s", async (_what, endpoint) => {
    expect(await complaint("describe_stack", { endpoint })).toContain("takes the address of an engine on this machine");
  });

  it("refuses an argument that a tool does not know, and names it", async () => {
    expect(await complaint("describe_stack", { file: "/etc/passwd" })).toContain("file");
    expect(await complaint("get_connection", { connectionId: "../faults" })).toContain("list_connections");
  });

  it("gives the stack and the coverage as resources", async () => {
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual([
      "portcullis://stack",
      "portcullis://asyncapi",
      "portcullis://coverage",
      "portcullis://events",
    ]);
    const { contents } = await client.readResource({ uri: "portcullis://coverage" });
    expect(JSON.parse((contents[0] as { readonly text: string }).text).types.length).toBeGreaterThan(50);
  });

  it("says what to do where no engine runs, and serves what needs none", async () => {
    const lonely = await connect("--endpoint", NOWHERE);
    expect(await complaint("describe_stack", {}, lonely)).toBe(
      `No engine answers at ${NOWHERE}.\nStart one with npx portcullis start, or name it with --endpoint or PORTCULLIS_ENDPOINT.`,
    );
    expect(await call("validate_template", {}, lonely)).toMatchObject({ isRefused: false });
  });

  it("speaks to a second engine where a call names it", async () => {
    await using other = await startSystem(join(folder, "template.yaml"));
    expect(await call("describe_stack", { endpoint: other.endpoint })).toMatchObject({
      endpoint: other.endpoint,
      functions: [],
    });
    expect(await call("describe_stack")).toMatchObject({ endpoint: system.endpoint });
  });

  it("prints the protocol and nothing else, also of 2025, and ends with its client", async () => {
    const child = spawn(process.execPath, [cli, "mcp", "--endpoint", system.endpoint], {
      cwd: folder,
      stdio: ["pipe", "pipe", "pipe"],
    });
    const exited = once(child, "exit");
    const lines: string[] = [];
    const reader = createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
    const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
    const clientInfo = { name: "old", version: "1" };
    send({ id: 1, method: "initialize", params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo } });
    send({ method: "notifications/initialized" });
    send({ id: 2, method: "tools/call", params: { name: "validate_template", arguments: { template: "." } } });
    await vi.waitFor(() => expect(lines).toHaveLength(2), { timeout: 10_000 });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { id: 1, result: { protocolVersion: "2025-06-18", serverInfo: { name: "portcullis" } } },
      { id: 2, result: { structuredContent: { isRefused: false } } },
    ]);
    child.stdin.end();
    expect(await exited).toEqual([0, null]);
    reader.close();
  });

  // Last: it moves time on.
  it("moves time ahead, and says what falls due", async () => {
    using _socket = await openAs();
    const { due, now } = await call("get_clock");
    expect(due).not.toEqual([]);
    const moved = await call("advance_clock", { seconds: 60 });
    expect(Date.parse(String(moved.now)) - Date.parse(String(now))).toBeGreaterThanOrEqual(60_000);
    expect(await complaint("advance_clock")).toBe("Give seconds, paused or both.");
  });
});
