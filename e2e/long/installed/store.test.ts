import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packAll, run } from "../../support/packages.ts";
import { type Registry, startRegistry } from "../../support/registry.ts";
import { root, startSystem } from "../../support/system.ts";

/** No registry listens there. */
const NOWHERE = "http://127.0.0.1:9/";

let folder: string;
let registry: Registry;
const at = (...parts: string[]) => join(folder, ...parts);

/** The environment of a user whose cache is a folder of ours. */
const environment = (cache: string, registryUrl: string) => ({
  PATH: process.env.PATH,
  HOME: at("home"),
  XDG_CACHE_HOME: at(cache),
  npm_config_registry: registryUrl,
  npm_config_cache: at(`npm-${cache}`),
});

const command = () => at("node_modules/portcullis/bin/portcullis.mjs");

const start = (cache: string, registryUrl: string, template = "template.yaml") =>
  startSystem(at(template), [], { command: command(), env: environment(cache, registryUrl) });

const linesOf = (log: string, about: RegExp) => log.split("\n").filter((line) => about.test(line));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-store-"));
  await mkdir(at("home"));
  registry = await startRegistry(root);
  await cp(join(root, "e2e/fixtures/stranger"), folder, { recursive: true });
  const template = await readFile(at("template.yaml"), "utf8");
  await writeFile(at("without-tables.yaml"), template.replace(/ {2}Table:\n( {4}.*\n)+/, ""));
  await writeFile(at("package.json"), '{ "private": true }');
  const archives = await packAll(folder);
  await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", ...archives], folder);
  // As on a platform whose package npm has not installed.
  await rm(at("node_modules/@dynoxide"), { recursive: true });
}, 180_000);

afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe("the engine where npm has installed no store", () => {
  it("fetches it once, into a folder for all projects, with a line that says so", async () => {
    await using first = await start("cache", registry.url);
    expect(linesOf(first.log(), /fetch/)).toEqual([
      expect.stringContaining(`fetching the DynamoDB store, once, into ${at("cache/portcullis/dynoxide")}`),
      expect.stringContaining("fetched the DynamoDB store"),
    ]);
    await using second = await start("cache", NOWHERE);
    expect(linesOf(second.log(), /fetch/)).toEqual([]);
    expect(await readdir(at(".portcullis"))).not.toContain("dynoxide");
  });

  it("ends with one line and the remedy when there is none to be had", () => {
    const args = [command(), "start", at("template.yaml"), "--port", "0"];
    const { status, stderr } = spawnSync(process.execPath, args, {
      env: environment("other", NOWHERE),
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(linesOf(stderr, /\S/)).toEqual([
      expect.stringMatching(/The DynamoDB store could not be fetched: @dynoxide\/\S+, npm says ECONNREFUSED\.$/),
      expect.stringContaining("--dynamodb http://127.0.0.1:8000"),
    ]);
  });

  it("runs a template without tables all the same, and warns", async () => {
    await using system = await start("other", NOWHERE, "without-tables.yaml");
    expect(linesOf(system.log(), /DynamoDB does not run here/)).toHaveLength(1);
    expect(await (await fetch(`${system.endpoint}/_portcullis/health`)).json()).toMatchObject({ status: "degraded" });
  });

  it("takes one of the user's: --dynamodb URL", async () => {
    await using other = await start("cache", NOWHERE);
    const installation = { command: command(), env: environment("other", NOWHERE) };
    await using system = await startSystem(at("template.yaml"), ["--dynamodb", other.endpoint], installation);
    expect(await (await fetch(`${system.endpoint}/_portcullis/health`)).json()).toMatchObject({ status: "ready" });
  });
});
