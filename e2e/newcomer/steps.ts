import assert from "node:assert/strict";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { AttachedDebugger } from "../../engine/test/debugging/debugger-client.ts";
import { handshake, openSocket } from "../support/sockets.ts";
import { root, startSystem } from "../support/system.ts";
import { createTestJwt } from "../support/tokens.ts";
import { invokeFunction, saidAfterEdit } from "./chatting.ts";
import type { Newcomer } from "./newcomer.ts";

export interface Step {
  readonly name: string;
  /** Rejects when a newcomer could not go on. */
  run(newcomer: Newcomer): Promise<void>;
}

/** The newest Jest that runs on Node.js 20. */
const JEST = "jest@30.5.2";

const VITEST = "vitest@4.1.12";

const OWN = "work/scores";

const PROJECTS = ["work/my-api", "work/my-chat"] as const;
const [API, CHAT] = PROJECTS;

export const STEPS: readonly Step[] = [
  { name: "install", run: ({ run, archives }) => done(run("work", "npm", "install", "-D", ...archives)) },
  {
    name: "init",
    async run({ run }) {
      await run("work", "npx", "portcullis", "init", "my-api", "--no-install");
      await run("work", "npx", "create-portcullis", "my-chat", "--minimal", "--no-install");
    },
  },
  {
    name: "install the projects' packages",
    async run({ run, archives }) {
      const own = archives.filter((archive) => !archive.includes("create-portcullis"));
      for (const project of PROJECTS) await run(project, "npm", "install", ...own);
    },
  },
  {
    name: "validate",
    run: ({ run }) => done(Promise.all(PROJECTS.map((project) => run(project, "npm", "run", "validate")))),
  },
  { name: "new-action", run: ({ run }) => done(run(API, "npm", "run", "new-action", "ask")) },
  { name: "tsc --strict", run: ({ run }) => done(run(API, "npm", "run", "types")) },
  { name: "tsc --strict on the READMEs' snippets", run: checkSnippets },
  { name: "start and walk", run: walk },
  { name: "vitest", run: ({ run }) => done(run(API, "npm", "test")) },
  { name: "node:test", run: ({ run }) => done(run(CHAT, "npm", "test")) },
  { name: "jest", run: tryJest },
  { name: "a template of their own, and its first test", run: testOwn },
  { name: "a breakpoint", run: pause },
  { name: "hot reload and template edit", run: edit },
  { name: "uninstall leaves nothing", run: leave },
];

const done = (work: Promise<unknown>): Promise<void> => work.then(() => undefined);

async function walk({ at, commandOf, env }: Newcomer): Promise<void> {
  await using system = await startSystem(at(API, "template.yaml"), [], { command: commandOf(API), env });
  assert.equal((await handshake(system.url)).status, 401);
  const token = await createTestJwt(system, { userId: "ada" });
  using socket = await openSocket(system.url, ["websocket", token]);
  socket.send({ action: "subscribe", entityId: "myEntityId" });
  await socket.next({ type: "subscribed" });
  const [entry] = JSON.parse(await readFile(at(API, "examples/entity-updated.json"), "utf8"));
  await new EventBridgeClient(system.sdk).send(new PutEventsCommand({ Entries: [entry] }));
  await socket.next({ type: "Entity Updated", entityId: "myEntityId" });
}

async function checkSnippets({ at, run }: Newcomer): Promise<void> {
  for (const name of ["portcullis", "@portcullis/client", "@portcullis/lambda"]) {
    const text = await readFile(at(API, "node_modules", name, "README.md"), "utf8");
    const snippets = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, snippet = ""]) => snippet);
    assert.notEqual(snippets.length, 0);
    const file = (index: number) => at(API, `snippet-${name.replace(/\W/g, "-")}-${index}.ts`);
    await Promise.all(snippets.map((snippet, index) => writeFile(file(index), snippet)));
  }
  await writeFile(at(API, "tsconfig.snippets.json"), SNIPPETS);
  await run(API, "npx", "tsc", "-p", "tsconfig.snippets.json");
}

const SNIPPETS = JSON.stringify({
  extends: "./tsconfig.json",
  // A snippet names what it does not use.
  compilerOptions: { noUnusedLocals: false },
  include: ["snippet-*.ts"],
});

async function tryJest({ run, at }: Newcomer): Promise<void> {
  await run(CHAT, "npm", "install", "-D", "--no-package-lock", JEST);
  await writeFile(at(CHAT, "chat.jest.cjs"), JEST_TEST);
  await run(CHAT, "npx", "jest", "--testMatch", "**/*.jest.cjs", "--cacheDirectory", at("jest"));
}

const JEST_TEST = `
const { useEngine } = require("portcullis/jest");
const chat = useEngine({ template: "template.yaml" });
test("nobody comes in without a token", async () => {
  expect(await chat.refusedHandshake()).toMatchObject({ status: 401 });
});
`;

/** Somebody who has a template already: the engine and a runner are all that is added to it. */
async function testOwn({ run, at, archives }: Newcomer): Promise<void> {
  await cp(join(root, "e2e/fixtures/scores"), at(OWN), { recursive: true });
  await writeFile(at(OWN, "package.json"), JSON.stringify({ name: "scores", private: true }));
  const engine = archives.filter((archive) => /^portcullis-\d/.test(basename(archive)));
  await run(OWN, "npm", "install", "-D", ...engine, VITEST);
  await run(OWN, "npx", "portcullis", "validate");
  await run(OWN, "npx", "vitest", "run");
}

/** Stops at a line of the chat's source as an editor does, and lets it go on. */
async function pause({ at, commandOf, env }: Newcomer): Promise<void> {
  const source = at(CHAT, "src/chat.mjs");
  const options = ["--inspect", "Talk=0"];
  await using chat = await startSystem(at(CHAT, "template.yaml"), options, { command: commandOf(CHAT), env });
  const [, address = ""] = /Talk at (ws:\S+)/.exec(chat.log()) ?? [];
  await using editor = await AttachedDebugger.connect(address);
  await editor.begin();
  await editor.breakAt(source, await lineOf(source, "ScanCommand({"));
  const token = await invokeFunction(chat, "CreateToken", { user: "ada" });
  using socket = await openSocket(`${chat.url}?token=${token}`);
  socket.send({ action: "say", text: "Hello" });
  const paused = await editor.paused();
  assert.equal(await editor.evaluate(paused, "text"), "Hello");
  assert.equal(socket.received.length, 0);
  await editor.send("Debugger.resume");
  await socket.next({ from: "ada", text: "Hello" });
}

/** The number of the first line that holds a text. */
async function lineOf(file: string, text: string): Promise<number> {
  const lines = (await readFile(file, "utf8")).split("\n");
  return lines.findIndex((line) => line.includes(text)) + 1;
}

async function edit({ at, commandOf, env }: Newcomer): Promise<void> {
  const [code, template] = [at(CHAT, "src/chat.mjs"), at(CHAT, "template.yaml")];
  await using chat = await startSystem(template, [], { command: commandOf(CHAT), env, watch: true });
  const token = await invokeFunction(chat, "CreateToken", { user: "ada" });
  using socket = await openSocket(`${chat.url}?token=${token}`);
  await saidAfterEdit(socket, "Hello");
  await replaceIn(code, "user, text }", 'user, text: text + (process.env.MARK ?? "!") }');
  await saidAfterEdit(socket, "Hello!");
  await replaceIn(template, "{ TABLE_NAME: !Ref Connections }", '{ TABLE_NAME: !Ref Connections, MARK: "?" }');
  await saidAfterEdit(socket, "Hello?");
}

async function replaceIn(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, "utf8");
  assert.ok(text.includes(from), `${file} has no ${from}`);
  await writeFile(file, text.replace(from, to));
}

/** Only the store of DynamoDB and the SDK of Lambda's runtime are kept for other projects, in the user's cache. */
async function leave({ run, at, env }: Newcomer): Promise<void> {
  const { devDependencies } = JSON.parse(await readFile(at("work/package.json"), "utf8"));
  await run("work", "npm", "uninstall", ...Object.keys(devDependencies));
  // npm itself leaves its own list, and empty folders.
  assert.deepEqual(await filesBelow(at("work/node_modules")), [".package-lock.json"]);
  assert.deepEqual(await filesBelow(env.TMPDIR ?? ""), []);
  const kept = await filesBelow(env.HOME ?? "");
  assert.deepEqual(
    kept.filter((path) => !path.startsWith(".cache/portcullis/")),
    [],
  );
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
