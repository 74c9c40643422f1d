import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { EngineSettings } from "../../../../src/services/contract/service.ts";
import { inspectCode } from "../../../../src/services/lambda/deployment/inspect.ts";
import type { FunctionProperties, LayerVersionProperties } from "../../../../src/services/lambda/resource-types.ts";
import { SdkCache } from "../../../../src/services/lambda/runtime-sdk/sdk-cache.ts";
import type { StackResource } from "../../../../src/template/model.ts";
import { zip } from "../build/zip-file.ts";
import { functionResource, type Harness, type HarnessOptions, startLambda } from "../harness.ts";

/** Packages that nothing in this repository depends on. */
const POLLY = "@aws-sdk/client-polly";
const LEX = "@aws-sdk/client-lex-runtime-v2";

let userCacheDir: string;
let lambda: Harness | undefined;

/** npm, with packages whose exports tell where they come from. */
async function npm(_command: string, _args: readonly string[], folder: string): Promise<void> {
  for (const name of [POLLY, LEX, "of-the-sdk"]) {
    const file = join(folder, "node_modules", name, "index.js");
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `exports.from = "the runtime";`);
    await writeFile(join(dirname(file), "package.json"), "{}");
  }
}

beforeAll(async () => {
  userCacheDir = await mkdtemp(join(tmpdir(), "user-cache-"));
  await new SdkCache({ cacheDir: userCacheDir, run: npm }).fetch([POLLY, LEX]);
});

afterAll(() => rm(userCacheDir, { recursive: true }));

afterEach(async () => {
  await lambda?.[Symbol.asyncDispose]();
  lambda = undefined;
});

async function start(options: HarnessOptions, settings: Partial<EngineSettings> = {}): Promise<Harness> {
  lambda = await startLambda({ ...options, settings: { userCacheDir, ...settings } });
  return lambda;
}

const invoke = async (name = "f") => (await lambda?.invoke(name))?.json;

const warnings = () => (lambda?.journal.entries({ type: "warning" }) ?? []).map(({ data }) => data.message);

const common = (name = POLLY) => `const { from } = require("${name}"); exports.handler = async () => from;`;
const module = `import sdk from "${POLLY}"; export const handler = async () => sdk.from;`;
const lazy = `export const handler = async () => (await import("${POLLY}")).from;`;
const typescript = `import { from } from "${POLLY}"; export const handler = async (): Promise<string> => from;`;

const f = (properties: Record<string, unknown> = {}, metadata = {}) => ({
  F: functionResource({ FunctionName: "f", ...properties }, metadata),
});

describe("a function that imports the SDK and brings none", () => {
  it.each<[string, HarnessOptions]>([
    ["a folder with a require", { files: { "index.js": common() }, resources: f() }],
    ["a folder with an import", { files: { "index.mjs": module }, resources: f() }],
    ["a folder with an import when it is needed", { files: { "index.mjs": lazy }, resources: f() }],
    [
      "an archive",
      { files: { "f.zip": zip([{ name: "index.js", text: common() }]) }, resources: f({ Code: "f.zip" }) },
    ],
    ["text in the template", { resources: f({ Code: { ZipFile: common() } }) }],
    ["TypeScript", { files: { "index.ts": typescript }, resources: f() }],
    [
      "a bundle that leaves it out",
      {
        files: { "app.ts": typescript },
        resources: f(
          { Handler: "app.handler" },
          { BuildMethod: "esbuild", BuildProperties: { EntryPoints: ["app.ts"], External: ["@aws-sdk/*"] } },
        ),
      },
    ],
  ])("finds that of the runtime: %s", async (_kind, options) => {
    await start(options);
    expect(warnings()).toEqual([]);
    expect(await invoke()).toBe("the runtime");
  });

  it("finds it in TypeScript that brings another part of it", async () => {
    const text = `import own from "@aws-sdk/client-own"; import { from } from "${POLLY}";
      export const handler = async () => [own.from, from];`;
    await start({
      files: { "index.ts": text, "node_modules/@aws-sdk/client-own/index.js": "exports.from = 'its own';" },
      resources: f(),
    });
    expect(await invoke()).toEqual(["its own", "the runtime"]);
  });

  it.each<[string, object, HarnessOptions["files"]]>([
    [
      "in a part that its bundle loads",
      { Splitting: true, Format: "esm", OutExtension: [".js=.mjs"] },
      {
        "app.ts": `export const handler = async () => (await import("./late.ts")).from;`,
        "late.ts": `export * from "${POLLY}";`,
      },
    ],
    [
      "in a package that its bundle leaves out",
      { External: ["tool"] },
      {
        "app.ts": `import { from } from "tool"; export const handler = async () => from;`,
        "node_modules/tool/index.js": `exports.from = require("${POLLY}").from;`,
      },
    ],
  ])("finds it %s", async (_where, properties, files) => {
    const BuildProperties = { EntryPoints: ["app.ts"], External: ["@aws-sdk/*"], ...properties };
    await start({
      files: { ...files },
      resources: f({ Handler: "app.handler" }, { BuildMethod: "esbuild", BuildProperties }),
    });
    expect(await invoke()).toBe("the runtime");
  });

  it("finds it when the import is written while the engine runs", async () => {
    const harness = await start(
      { files: { "index.js": "exports.handler = async () => 1;" }, resources: f() },
      { watch: true },
    );
    await harness.journal.waitFor({ type: "watching" });
    await harness.write("index.js", common(LEX));
    await expect.poll(() => invoke()).toBe("the runtime");
  });
});

describe("the runtime's SDK comes last", () => {
  const from = (place: string) => `exports.from = "${place}";`;

  it.each<[string, HarnessOptions["files"]]>([
    ["the code", { [`f/node_modules/${POLLY}/index.js`]: from("the code") }],
    ["the project", { [`node_modules/${POLLY}/index.js`]: from("the project") }],
  ])("after what %s brings", async (place, files) => {
    await start({ files: { "f/index.js": common(), ...files }, resources: f({ Code: "f" }) });
    expect(await invoke()).toBe(place);
  });

  it("after layers", async () => {
    const Layers = ["arn:aws:lambda:us-east-1:000000000000:layer:layer:1"];
    const Layer = { Type: "AWS::Lambda::LayerVersion", Properties: { LayerName: "layer", Content: "layer" } };
    const files = { "f/index.js": common(), [`layer/nodejs/node_modules/${POLLY}/index.js`]: from("a layer") };
    await start({ files, resources: { ...f({ Code: "f", Layers }), Layer } });
    expect(await invoke()).toBe("a layer");
  });

  it("and holds nothing else: what it depends on stays hidden", async () => {
    const text = `require("${POLLY}"); exports.handler = async () => require("of-the-sdk");`;
    await start({ files: { "index.js": text }, resources: f() });
    expect(await invoke()).toMatchObject({ errorMessage: expect.stringContaining("Cannot find module 'of-the-sdk'") });
  });

  it("and is not there for a runtime without it", async () => {
    await start({ files: { "index.js": common() }, resources: f({ Runtime: "nodejs16.x" }) });
    expect(warnings()).toEqual([]);
    expect(await invoke()).toMatchObject({ errorType: "Runtime.ImportModuleError" });
  });
});

/** No registry answers. */
async function startOffline(options: HarnessOptions, settings: Partial<EngineSettings> = {}): Promise<Harness> {
  vi.stubEnv("npm_config_registry", "http://127.0.0.1:9/");
  vi.stubEnv("npm_config_cache", join(userCacheDir, "npm"));
  return start(options, settings);
}

describe("an SDK that is neither here nor to be had", () => {
  afterEach(() => vi.unstubAllEnvs());

  const files = {
    "package.json": '{ "private": true }',
    "index.js": `exports.handler = async () => (await import("@aws-sdk/client-pricing")) && (await import("${POLLY}"));`,
  };

  it("is named once, with the command for the project's root, and what is here runs", async () => {
    const offline = { userCacheDir: join(userCacheDir, "empty") };
    const harness = await startOffline({ files, resources: { ...f(), G: functionResource() } }, offline);
    expect(warnings()).toEqual([
      `Lambda's runtime brings @aws-sdk/client-polly, @aws-sdk/client-pricing; this machine lacks it and could not fetch it (npm: ECONNREFUSED). In ${harness.baseDir}: npm i -D @aws-sdk/client-polly @aws-sdk/client-pricing`,
    ]);
  });

  it("does not keep away the part that is here", async () => {
    await startOffline({
      files: { ...files, "g/index.js": common() },
      resources: { ...f(), G: functionResource({ FunctionName: "g", Code: "g" }) },
    });
    expect(warnings()).toEqual([
      expect.stringMatching(/brings @aws-sdk\/client-pricing; .*npm i -D @aws-sdk\/client-pricing$/),
    ]);
    expect(await invoke("g")).toBe("the runtime");
  });
});

describe("validate", () => {
  async function notices(options: HarnessOptions, settings: Partial<EngineSettings>): Promise<readonly string[]> {
    const { stack } = await start(options, { userCacheDir: undefined });
    const ofType = (name: string) =>
      [...stack.resources.values()].filter(({ type }) => type === `AWS::Lambda::${name}`);
    const found = await inspectCode({
      stack,
      functions: ofType("Function") as StackResource<FunctionProperties>[],
      layers: ofType("LayerVersion") as StackResource<LayerVersionProperties>[],
      settings: { codeDir: undefined, ...settings },
    });
    return found.map(({ message }) => message);
  }

  it("names what a start would fetch: of code, archives and what is not built yet", async () => {
    const options = {
      files: {
        "f/index.ts": typescript,
        "g.zip": zip([{ name: "index.js", text: common(LEX) }]),
        "package.json": "{}",
      },
      resources: { ...f({ Code: "f" }), G: functionResource({ Code: "g.zip" }) },
    };
    const empty = join(userCacheDir, "empty");
    const [message] = await notices(options, { userCacheDir: empty });
    expect(message).toBe(
      `Lambda's runtime brings ${LEX}, ${POLLY}; this machine lacks it, and a start fetches it once, into ${join(empty, "runtime-sdk")}. To start offline: In ${lambda?.baseDir}: npm i -D ${LEX} ${POLLY}`,
    );
  });

  it.each<[string, HarnessOptions["files"]]>([
    ["was fetched", { "index.js": common() }],
    [
      "a start installs",
      { "index.js": common("@aws-sdk/client-x"), "package.json": '{"dependencies":{"@aws-sdk/client-x":"file:x"}}' },
    ],
    ["a bundle would hold", { "index.js": "exports.handler = () => {};" }],
  ])("says nothing of what %s", async (_what, files) => {
    expect(await notices({ files: { ...files }, resources: f() }, { userCacheDir })).toEqual([]);
  });
});
