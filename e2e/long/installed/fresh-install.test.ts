import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Registry, startRegistry } from "../../support/registry.ts";
import { openSocket } from "../../support/sockets.ts";
import { root, startSystem } from "../../support/system.ts";

const SDK = "@aws-sdk/client-apigatewaymanagementapi, @aws-sdk/client-dynamodb, @aws-sdk/lib-dynamodb";
const INSTALL = `npm i -D ${SDK.replaceAll(",", "")}`;

let folder: string;
let registry: Registry;

const at = (...parts: string[]) => join(folder, ...parts);

/** The environment of a developer who has nothing but npm. */
const environment = () => ({
  PATH: process.env.PATH,
  HOME: at("home"),
  XDG_CACHE_HOME: at("cache"),
  npm_config_registry: registry.url,
  npm_config_cache: at("npm"),
  npm_config_audit: "false",
  npm_config_update_notifier: "false",
});

const run = (command: string, args: readonly string[], cwd: string, variables = {}) =>
  promisify(execFile)(command, [...args], { cwd, env: { ...environment(), ...variables } });

const portcullis = () => at("installed/node_modules/portcullis/bin/portcullis.mjs");

const startChat = (variables: NodeJS.ProcessEnv = {}) =>
  startSystem(at("chat/template.yaml"), [], { command: portcullis(), env: { ...environment(), ...variables } });

const sets = () => readdir(at("cache/portcullis/runtime-sdk")).catch(() => []);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-fresh-"));
  registry = await startRegistry(root);
  await cp(join(root, "e2e/fixtures/fresh-chat"), at("chat"), { recursive: true });
  await Promise.all(["home", "primed", "installed"].map((name) => mkdir(at(name))));
  await run("npm", ["pack", "--pack-destination", folder], join(root, "engine"));
  const install = ["install", "--ignore-scripts", ...(await packages())];
  await run("npm", install, at("primed"));
  await run("npm", [...install, "--offline"], at("installed"));
});

const packages = async () => (await readdir(folder)).filter((name) => name.endsWith(".tgz")).map((name) => at(name));

afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe("the packed engine in an empty folder, with a chat whose package.json has no dependencies", () => {
  it("names the SDK and the command that brings it, offline", async () => {
    await using chat = await startChat({ npm_config_offline: "true", npm_config_cache: at("empty") });
    const lines = chat
      .log()
      .split("\n")
      .filter((line) => line.includes("npm i -D @aws-sdk"));
    expect(lines).toEqual([expect.stringContaining(`In ${at("chat")}: ${INSTALL}`)]);
    expect(await sets()).toEqual([]);
  });

  it("is told of it by validate, which fetches nothing", async () => {
    const asked = registry.requests.length;
    const files = await readdir(at("chat"), { recursive: true });
    const { stdout } = await run(process.execPath, [portcullis(), "validate"], at("chat"));
    expect(stdout).toContain(`brings ${SDK};`);
    expect(stdout).toContain(INSTALL);
    expect(registry.requests).toHaveLength(asked);
    expect(await readdir(at("chat"), { recursive: true })).toEqual(files);
  });

  it("runs: all is fetched at the start, in one folder, with a line that says so", async () => {
    await using chat = await startChat();
    expect(chat.log()).toContain(
      `fetching what Lambda's runtime brings, once, into ${at("cache/portcullis/runtime-sdk")}: ${SDK}`,
    );
    expect(await sets()).toHaveLength(1);
    await expectToChat(chat.url);
  });

  it("runs offline from then on, and validate has nothing to say", async () => {
    const offline = { npm_config_registry: "http://127.0.0.1:9/", npm_config_cache: at("empty") };
    await using chat = await startChat(offline);
    expect(chat.log()).not.toContain("Lambda's runtime brings");
    await expectToChat(chat.url);
    const { stdout } = await run(process.execPath, [portcullis(), "validate"], at("chat"), offline);
    expect(stdout).not.toContain("Lambda's runtime brings");
  });

  it("runs offline when npm's own cache holds the SDK", async () => {
    await rm(at("cache"), { recursive: true });
    await using chat = await startChat({ npm_config_offline: "true" });
    await expectToChat(chat.url);
  });

  it("is fetched by the start of a test's engine, which takes longer than a test may", async () => {
    await rm(at("cache"), { recursive: true });
    await writeFile(at("installed/first.cjs"), FIRST_TEST);
    const { stdout, stderr } = await run(process.execPath, ["first.cjs", at("chat/template.yaml")], at("installed"));
    expect(stderr).toContain(`Fetching what Lambda's runtime brings, once, into ${at("cache")}`);
    expect(stdout).toBe("started\n");
  });
});

const FIRST_TEST = `
const { readdirSync } = require("node:fs");
const { startTestEngine } = require("portcullis/testing");
startTestEngine({ template: process.argv[2] }).then(async (engine) => {
  const sets = readdirSync(process.env.XDG_CACHE_HOME + "/portcullis/runtime-sdk");
  console.log(sets.length === 1 ? "started" : "too early");
  await engine.stop();
});
`;

async function expectToChat(url: string): Promise<void> {
  using socket = await openSocket(url);
  socket.send({ action: "send", text: JSON.stringify({ hello: "all" }) });
  expect(await socket.next({ hello: "all" })).toEqual({ hello: "all" });
}
