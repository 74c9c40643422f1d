import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/packages.ts";
import { openSocket } from "../support/sockets.ts";
import { root, type System, startSystem } from "../support/system.ts";
import { createTestJwt } from "../support/tokens.ts";

let folder: string;
let system: System;
const at = (...parts: string[]) => join(folder, ...parts);
const newAction = (...args: string[]) => run(process.execPath, [at("scripts/new-action.mjs"), ...args], folder);

const FENCE = "```";

/** A file, or a part of one, as the guide has it. */
async function fromGuide(file: string): Promise<string> {
  const guide = await readFile(join(root, "docs/actions.md"), "utf8");
  const [, text] = guide.match(new RegExp(`^${FENCE}\\w+ ${file}\\n(.*?)^${FENCE}$`, "ms")) ?? [];
  return text ?? expect.fail(`docs/actions.md has no ${file}`);
}

/** Mistakes that its compiler finds. */
const MISTAKES = `
// @ts-expect-error: it has no such field.
await client.request("ask", { question: "Hello" });
// @ts-expect-error: there is no such action.
client.send("types", {});
// @ts-expect-error: there is no such message.
client.onMessage("types", () => {});
`;

async function textsOutside(): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const outside = files.filter((file) => !file.startsWith(at("actions")));
  return Object.fromEntries(await Promise.all(outside.map(async (file) => [file, await readFile(file, "utf8")])));
}

/** Gives a rule, a table and the rights to read it: files in actions/ alone. */
async function addMembers() {
  const template = await readFile(at("actions/template.yaml"), "utf8");
  const settings = `!Sub '{"members":"\${Members}"}'`;
  const members = await fromGuide("actions/template.yaml");
  await writeFile(at("actions/template.yaml"), template.replaceAll('"{}"', settings) + members);
  await writeFile(at("actions/may-follow.ts"), await fromGuide("actions/may-follow.ts"));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-actions-"));
  for (const part of ["actions", "scripts", "src", "template.yaml", "samconfig.toml", "package.json"])
    await cp(join(root, "app", part), at(part), { recursive: true });
  const before = await textsOutside();
  await newAction("typing", "--no-answer");
  await newAction("ask");
  await addMembers();
  expect(await textsOutside()).toEqual(before);
  await symlink(join(root, "node_modules"), at("node_modules"));
  system = await startSystem(at("template.yaml"), ["--iam", "enforce"]);
}, 60_000);
afterAll(async () => {
  await system?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const connect = async (userId: string) =>
  openSocket(system.url, ["websocket", await createTestJwt(system, { userId })]);

describe("an action that npm run new-action has made", () => {
  it("answers, and says what is wrong with a message", async () => {
    using ada = await connect("ada");
    ada.send({ action: "ask", text: "Hello", requestId: "1" });
    expect(await ada.next({ requestId: "1" })).toEqual({ type: "ask", text: "ada: Hello", requestId: "1" });
    ada.send({ action: "ask", txet: "Hello", requestId: "2" });
    expect(await ada.next({ requestId: "2" })).toMatchObject({
      code: "invalid_message",
      fields: [{ path: "text", message: "must be text of 1 to 1000 characters, without control characters" }, {}],
    });
  });

  it("without an answer pushes to who else is subscribed, and sends nothing back", async () => {
    using ada = await connect("ada");
    using bob = await connect("bob");
    for (const socket of [ada, bob]) {
      socket.send({ action: "subscribe", entityId: "room" });
      await socket.next({ type: "subscribed" });
    }
    ada.send({ action: "typing", entityId: "room" });
    expect(await bob.next({ type: "typing" })).toEqual({ type: "typing", entityId: "room", userId: "ada" });
    ada.send({ action: "ping" });
    await ada.next({ type: "pong" });
    expect(ada.received.map(({ type }) => type)).toEqual(["subscribed", "pong"]);
  });

  it("without an answer has its errors posted", async () => {
    using ada = await connect("ada");
    ada.send({ action: "typing", entityId: "room", requestId: "1" });
    expect(await ada.next({ requestId: "1" })).toMatchObject({ type: "error", code: "not_subscribed" });
    ada.send({ action: "typing", requestId: "2" });
    expect(await ada.next({ requestId: "2" })).toMatchObject({ type: "error", code: "invalid_message" });
  });
});

describe("actions/may-follow.ts", () => {
  it("looks up in a table of its own who may follow an entity, with the rights that actions/template.yaml gives", async () => {
    const dynamodb = new DynamoDBClient(system.sdk);
    const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
    const TableName = TableNames.find((name) => name.includes("Members"));
    const Item = { team: { S: "team-1" }, user: { S: "ada" } };
    await dynamodb.send(new PutItemCommand({ TableName, Item }));
    using ada = await connect("ada");
    using bob = await connect("bob");
    for (const socket of [ada, bob]) socket.send({ action: "subscribe", entityId: "team-1", requestId: "1" });
    expect(await ada.next({ requestId: "1" })).toMatchObject({ type: "subscribed" });
    expect(await bob.next({ requestId: "1" })).toMatchObject({ code: "not_authorized" });
  });
});

describe("what npm run new-action writes", () => {
  it("passes its own tests", async () => {
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    await writeFile(at("vitest.config.mjs"), "export default { test: { include: ['actions/*.test.ts'] } };");
    expect(await run(process.execPath, [vitest, "run"], folder)).toContain("3 passed");
  });

  it("types a client by the contract alone, and its own code", { timeout: 60_000 }, async () => {
    await writeFile(at("client.ts"), (await fromGuide("client.ts")) + MISTAKES);
    const config = { extends: join(root, "tsconfig.json"), include: ["actions", "client.ts"], exclude: [] };
    const paths = { "@portcullis/*": [join(root, "*/src/index.ts")] };
    await writeFile(at("tsconfig.json"), JSON.stringify({ ...config, compilerOptions: { paths } }));
    expect(await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc")], folder)).toBe("");
  });
});

describe("npm run new-action", () => {
  it.each([
    ["a name that is taken", ["ask"], "ask is taken: actions/ask.ts is there already."],
    ["a name of another spelling", ["aSk"], "aSk is taken: actions/template.yaml has it already."],
    ["an action of the app", ["subscribe"], "subscribe is an action of the app already."],
    ["a name that is none", ["to-do"], '"to-do" cannot be an action: a name begins with a small letter'],
    ["a way out of the folder", ["../ask"], '"../ask" cannot be an action'],
    ["a word of JavaScript", ["delete"], "delete cannot be an action"],
    ["no name", [], "new-action needs a name: npm run new-action typing"],
    ["an unknown option", ["more", "--colour"], "Unknown option '--colour'."],
  ])("refuses %s with one line, and changes nothing", async (_what, args, line) => {
    const before = await readdir(at("actions"));
    const { status, stderr, stdout } = spawnSync(process.execPath, [at("scripts/new-action.mjs"), ...args]);
    expect([status, String(stdout)]).toEqual([1, ""]);
    expect(String(stderr)).toMatch(/^.+\n$/);
    expect(String(stderr)).toContain(line);
    expect(await readdir(at("actions"))).toEqual(before);
  });

  it("tells with --help what it does", async () => {
    expect(await newAction("--help")).toMatch(/^npm run new-action NAME/);
  });
});
