import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { entriesIn } from "../../../src/cli/commands/push/events.ts";
import { push } from "../../../src/cli/commands/push/push.ts";
import { runPush } from "../../../src/cli/commands/push/run.ts";
import { type Engine, startEngine } from "../../../src/engine.ts";
import { fixture } from "../../stacks/fixture.ts";
import { argsOf, testStreams } from "./streams.ts";

let engine: Engine;
let folder: string;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  engine = await startEngine({ template: fixture("tools/template.yaml") });
  folder = await mkdtemp(join(tmpdir(), "portcullis-push-"));
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  engine.faults.clear();
  await expect.poll(openConnections).toEqual([]);
});
afterAll(async () => {
  await engine.stop();
  await rm(folder, { recursive: true });
});

async function openConnections() {
  const response = await fetch(`${engine.endpoint}/_portcullis/connections`);
  return ((await response.json()) as { connections: { connectionId: string; user: string }[] }).connections;
}

/** A user's connection, with what it receives. */
async function connect(user: string) {
  const after = engine.journal.lastSeq;
  const socket = new WebSocket(`${engine.webSockets[0]?.url}?access_token=token-of-${user}`);
  sockets.push(socket);
  const received: string[] = [];
  socket.on("message", (data) => received.push(String(data)));
  await once(socket, "open");
  const { data } = await engine.journal.waitFor({ service: "execute-api", type: "connect" }, { after });
  return { id: String(data.connectionId), received };
}

async function run(argv: readonly string[], input = "") {
  const streams = testStreams();
  streams.input.end(input);
  const code = await runPush(argsOf(push, ["--endpoint", engine.endpoint, ...argv]), streams);
  return { code, printed: streams.printed() };
}

describe("portcullis push CONNECTION_ID TEXT", () => {
  it("posts to the connection, with the developer's signature", async () => {
    const ann = await connect("ann");
    const { code, printed } = await run([ann.id, '{"hello":"wörld"}']);
    expect([code, printed]).toEqual([0, `posted to ${ann.id} (ann)\n`]);
    await expect.poll(() => ann.received).toEqual(['{"hello":"wörld"}']);
  });

  it("reads the text from standard input in place of -", async () => {
    const ann = await connect("ann");
    await run([ann.id, "-"], "two\nlines");
    await expect.poll(() => ann.received).toEqual(["two\nlines"]);
  });

  it("says what API Gateway answers for a connection that is gone, and ends with 1", async () => {
    const { code, printed } = await run(["L0SM9cOFvHcCIhw=", "hello"]);
    expect([code, printed]).toEqual([1, expect.stringMatching(/^not posted to L0SM9cOFvHcCIhw=: 410 GoneException/)]);
  });

  it.each([[["hello"]], [[]], [["--user", "ann"]], [["--user", "ann", "id", "hello"]], [["--event", "f", "id", "hi"]]])(
    "refuses %j",
    async (argv) => {
      await expect(run(argv)).rejects.toThrow("push takes CONNECTION_ID and TEXT");
    },
  );
});

describe("portcullis push --user", () => {
  it("posts to all of a user's connections and to nobody else's", async () => {
    const [one, two, other] = [await connect("ann"), await connect("ann"), await connect("bob")];
    const { code, printed } = await run(["--user", "ann", "hi"]);
    expect([code, printed]).toEqual([0, `posted to ${one.id} (ann)\nposted to ${two.id} (ann)\n`]);
    await expect.poll(() => [one.received, two.received]).toEqual([["hi"], ["hi"]]);
    expect(other.received).toEqual([]);
  });

  it("ends with 1 when one of them is gone", async () => {
    const [one] = [await connect("ann"), await connect("ann")];
    engine.faults.add(`gone:connection=${one?.id}`);
    const { code, printed } = await run(["--user", "ann", "hi"]);
    expect(code).toBe(1);
    expect(printed).toMatch(/^not posted to .*: 410 .*\nposted to /);
  });

  it("names the users that are there in place of one who is not", async () => {
    const bob = await connect("bob");
    await expect(run(["--user", "ann", "hi"])).rejects.toMatchObject({
      message: "No connection of ann is open.",
      hint: `Open are ${bob.id} (bob).`,
    });
  });
});

describe("portcullis push of events", () => {
  const file = async (content: unknown) => {
    const path = join(folder, "events.json");
    await writeFile(path, JSON.stringify(content));
    return path;
  };

  it("puts an event that the options describe, and names the rules that it matches", async () => {
    const { code, printed } = await run(["--source", "shop", "--detail-type", "Placed", "--detail", '{"id":1}']);
    expect([code, printed]).toEqual([0, expect.stringMatching(/^event [\da-f-]{36} matched Placed\n$/)]);
  });

  it("says when no rule matches, and when there is no such bus", async () => {
    const { printed } = await run(["--source", "other", "--detail-type", "Placed"]);
    expect(printed).toMatch(/matched no rule of the bus default\n$/);
    const lost = await run(["--source", "shop", "--detail-type", "Placed", "--bus", "nowhere"]);
    expect(lost.printed).toMatch(/is lost: there is no bus nowhere\n$/);
  });

  it("puts a file of more entries than one call takes, and ends with 1 when one is refused", async () => {
    const good = { Source: "shop", DetailType: "Placed", Detail: "{}" };
    const { code, printed } = await run(["--event", await file([...Array(11).fill(good), { Source: "shop" }])]);
    const lines = printed.trim().split("\n");
    expect([code, lines.length]).toEqual([1, 12]);
    expect(lines.at(-1)).toMatch(/^not taken: InvalidArgument: /);
  });

  it.each([
    ["a list", [{ Source: "a", Detail: "{}" }], [{ Source: "a", Detail: "{}" }]],
    ["the request's own form", { Entries: [{ Source: "a" }] }, [{ Source: "a" }]],
    ["one entry, its detail an object", { Source: "a", Detail: { id: 1 } }, [{ Source: "a", Detail: '{"id":1}' }]],
  ])("reads %s", (_, content, entries) => {
    expect(entriesIn(JSON.stringify(content), "events.json")).toEqual(entries);
  });

  it.each([["[]"], ["[1]"], ["no JSON"], ["null"]])("refuses a file that holds %s", (text) => {
    expect(() => entriesIn(text, "events.json")).toThrow("events.json holds no events");
  });

  it.each([
    [["--source", "shop"], "An event needs --detail-type and --source."],
    [["--source", "shop", "--detail-type", "T", "--detail", "{"], "--detail is not JSON: {"],
    [["--event", "/nowhere.json"], "Cannot read /nowhere.json"],
  ])("refuses %j", async (argv, message) => {
    await expect(run(argv)).rejects.toThrow(message);
  });
});
