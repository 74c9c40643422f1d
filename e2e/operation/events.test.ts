import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runCommand } from "../support/command.ts";
import { openSocket } from "../support/sockets.ts";
import { cli, root } from "../support/system.ts";

const schema = JSON.parse(await readFile(join(root, "docs/events.schema.json"), "utf8"));
// The formats of JSON Schema are remarks, unless a validator is told otherwise.
const isEvent = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

interface Event {
  readonly event: string;
  readonly level?: string;
  readonly message?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly [member: string]: unknown;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-events-"));
  await cp(join(root, "engine/test/fixtures/tools"), folder, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Settings of a fault, and what it hit, stand beside the members that every fault has. */
const HAS_MORE = /^faults\//;

/** Members of lines that the schema says nothing of. */
function undescribed({ event, data = {}, ...members }: Event): string[] {
  const known = schema.$defs[event];
  if (!known || HAS_MORE.test(event)) return [];
  const top = { ...known.properties, ...(known.allOf && schema.$defs.entry.properties) };
  const wrong = Object.keys(members).filter((name) => !Object.hasOwn(top, name));
  const ofData = Object.keys(data).filter((name) => !Object.hasOwn(known.properties.data?.properties ?? {}, name));
  return [...wrong, ...ofData.map((name) => `data.${name}`)].map((name) => `${event}: ${name}`);
}

function expectDescribed(events: readonly Event[]): void {
  const wrong = events.filter((event) => !isEvent(event));
  expect(wrong).toEqual([]);
  expect([...new Set(events.flatMap(undescribed))]).toEqual([]);
}

/** Keeps the lines of a stream; each has to be JSON. */
function linesOf(stream: Readable): Event[] {
  const events: Event[] = [];
  createInterface({ input: stream }).on("line", (line) => events.push(JSON.parse(line)));
  return events;
}

function start(template: string, ...options: readonly string[]) {
  const args = [cli, "start", template, "--port", "0", "--log-format", "json", ...options];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  return { child, stdout: linesOf(child.stdout), stderr: linesOf(child.stderr) };
}

async function stop(child: ChildProcess): Promise<void> {
  const closed = once(child, "close");
  child.kill("SIGTERM");
  await closed;
}

describe("lines of --log-format json", () => {
  it("are all as docs/events.schema.json says: from the start over a reload and a mistake to the stop", {
    timeout: 60_000,
  }, async () => {
    const template = join(folder, "template.yaml");
    const text = await readFile(template, "utf8");
    const { child, stdout, stderr: log } = start(template, "--json", "--verbose");
    const told = (event: string, data: object = {}) =>
      vi.waitFor(
        () => expect(log).toContainEqual(expect.objectContaining({ event, data: expect.objectContaining(data) })),
        {
          timeout: 15_000,
        },
      );
    await vi.waitFor(() => expect(stdout).toHaveLength(1), { timeout: 20_000 });
    const { endpoint, webSockets } = stdout[0] as unknown as { endpoint: string; webSockets: [{ url: string }] };
    const control = (path: string, body: object) =>
      fetch(`${endpoint}/_portcullis/${path}`, { method: "POST", body: JSON.stringify(body) });
    const entries = async (service: string, type: string) =>
      (await (await fetch(`${endpoint}/_portcullis/entries?service=${service}&type=${type}`)).json()).entries;
    const url = webSockets[0].url;

    const socket = await openSocket(`${url}?access_token=token-of-ann`);
    socket.send({ action: "hello" });
    await socket.next({ action: "hello" });
    await expect(openSocket(url)).rejects.toThrow("401");
    await runCommand(["push", "--user", "ann", '{"pushed":1}', "--endpoint", endpoint]);
    await runCommand(["push", "--source", "shop", "--detail-type", "Placed", "--detail", "{}", "--endpoint", endpoint]);
    await control("faults", { kind: "function-error", function: "Echo", count: 1 });
    for (const name of ["Broken", "Echo"]) await runCommand(["invoke", name, "--endpoint", endpoint]);
    await control("clock", { advanceSeconds: 3 });
    await vi.waitFor(async () => expect(await entries("engine", "template")).not.toEqual([]), { timeout: 15_000 });
    await writeFile(template, text.replace("Timeout: 5", "Timeout: 6"));
    await told("engine/template", { status: "reloaded" });
    await writeFile(template, text.replace("StageName: dev", "StageName: !Ref Nothing"));
    await told("engine/template", { status: "mistaken" });
    socket.socket.close(1000);
    await told("execute-api/disconnect");
    await stop(child);

    expectDescribed([...stdout, ...log]);
    expect(stdout.map(({ event }) => event)).toEqual(["ready"]);
    const names = ["ready", "template/notice", "stop"];
    const ofGateway = ["connect", "refuse", "message", "answer", "post", "disconnect"].map(
      (type) => `execute-api/${type}`,
    );
    const others = [
      "lambda/report",
      "lambda/log",
      "events/event",
      "sqs/send",
      "faults/set",
      "faults/injected",
      "engine/clock",
    ];
    expect(log.map(({ event }) => event)).toEqual(expect.arrayContaining([...names, ...ofGateway, ...others]));
    await writeFile(template, text);
  });

  it("say in one line why a start fails, which ends with 1", async () => {
    const { child, stdout, stderr } = start("nowhere.yaml");
    expect(await once(child, "close")).toEqual([1, null]);
    expect(stdout).toMatchObject([{ event: "mistake", level: "error", hints: [expect.any(String)] }]);
    expect(stderr).toEqual([]);
    expectDescribed(stdout);
  });

  it("name what of a template keeps it from running, with its place", async () => {
    await writeFile(
      join(folder, "broken.yaml"),
      "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties: { QueueName: !Ref Nothing }\n",
    );
    const { child, stdout, stderr } = start("broken.yaml", "--json");
    expect(await once(child, "close")).toEqual([1, null]);
    expect(stdout).toEqual([]);
    expect(stderr).toContainEqual(
      expect.objectContaining({ level: "error", location: expect.stringContaining("broken.yaml:4") }),
    );
    expectDescribed(stderr);
  });
});

describe("the schema of events", () => {
  it.each([
    ["no event", { level: "info", message: "x" }],
    ["an entry without its data", { event: "lambda/log", time: "2026-01-01T00:00:00Z", level: "info", message: "x" }],
    [
      "a described entry that lacks a member",
      { event: "execute-api/post", time: "2026-01-01T00:00:00Z", level: "info", message: "x", data: {} },
    ],
    [
      "an event of no form",
      { event: "Something Else", time: "2026-01-01T00:00:00Z", level: "info", message: "x", data: {} },
    ],
  ])("refuses %s", (_what, line) => {
    expect(isEvent(line)).toBe(false);
  });

  it("takes members and entries that a later version adds", () => {
    const line = { time: "2026-01-01T00:00:00Z", level: "info", message: "x", later: 1 };
    expect(isEvent({ ...line, event: "later/thing", data: { more: 1 } })).toBe(true);
    expect(isEvent({ ...line, event: "sqs/send", data: { queue: "q", messageId: "1", more: 1 } })).toBe(true);
  });
});
