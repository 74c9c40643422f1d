import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  functionResource,
  type Harness,
  type HarnessOptions,
  type ResourceDefinition,
  startLambda,
} from "../harness.ts";
import { zip } from "./zip-file.ts";

let lambda: Harness | undefined;

afterEach(async () => {
  await lambda?.[Symbol.asyncDispose]();
  lambda = undefined;
});

const warnings = () => (lambda?.journal.entries({ type: "warning" }) ?? []).map(({ data }) => data.message);

async function start(options: HarnessOptions): Promise<void> {
  lambda = await startLambda(options);
}

const invoke = async (name: string) => (await lambda?.invoke(name))?.json;

describe("code in a zip archive", () => {
  it("runs", async () => {
    await start({
      files: { "code.zip": zip([{ name: "src/index.js", text: "exports.handler = async () => 'unpacked';" }]) },
      resources: { F: functionResource({ FunctionName: "f", Code: "code.zip", Handler: "src/index.handler" }) },
    });
    expect(await invoke("f")).toBe("unpacked");
  });

  it("is an asset of CDK as well", async () => {
    const metadata = { "aws:asset:path": "asset.0b5c.zip" };
    await start({
      files: { "asset.0b5c.zip": zip([{ name: "index.mjs", text: "export const handler = async () => 'asset';" }]) },
      resources: { F: functionResource({ FunctionName: "f", Code: { S3Bucket: "b", S3Key: "k" } }, metadata) },
    });
    expect(await invoke("f")).toBe("asset");
  });

  it("that cannot be unpacked is told at the start", async () => {
    await start({
      files: { "code.zip": "no archive" },
      resources: { F: functionResource({ Code: "code.zip" }), G: functionResource({ Code: "absent.zip" }) },
    });
    expect(warnings()).toEqual([
      expect.stringMatching(/^F cannot run: .*code.zip cannot be unpacked: it is no zip archive.$/),
      expect.stringMatching(/^G cannot run: .*absent.zip cannot be unpacked: ENOENT/),
    ]);
  });
});

const layer = (Content: unknown, metadata = {}): ResourceDefinition => ({
  Type: "AWS::Lambda::LayerVersion",
  Properties: { LayerName: "layer", Content },
  Metadata: metadata,
});

const LAYER_ARN = "arn:aws:lambda:us-east-1:000000000000:layer:layer:1";

const USES_LAYER = {
  "common/index.cjs": "const { text } = require('from-layer'); exports.handler = async () => text;",
  "module/index.mjs": "import layer from 'from-layer'; export const handler = async () => layer.text;",
};

const usesLayer = {
  Common: functionResource({ FunctionName: "common", Code: "common", Layers: [LAYER_ARN] }),
  Module: functionResource({ FunctionName: "module", Code: "module", Layers: [LAYER_ARN] }),
};

describe("a layer", () => {
  it.each([
    ["a folder", "layer"],
    ["an archive", "layer.zip"],
  ])("that is %s is where require and import find modules", async (_kind, content) => {
    const name = "nodejs/node_modules/from-layer/index.js";
    await start({
      files: {
        ...USES_LAYER,
        [`layer/${name}`]: "exports.text = 'layered';",
        "layer.zip": zip([{ name, text: "exports.text = 'layered';" }]),
      },
      resources: { ...usesLayer, Layer: layer(content) },
    });
    expect([await invoke("common"), await invoke("module")]).toEqual(["layered", "layered"]);
    expect(warnings()).toEqual([]);
  });

  it("is where an import finds modules that is only made when it is needed", async () => {
    await start({
      files: {
        "module/index.mjs": "export const handler = async () => (await import('from-layer')).default.text;",
        "layer/nodejs/node_modules/from-layer/index.js": "exports.text = 'layered';",
      },
      resources: { Module: usesLayer.Module, Layer: layer("layer") },
    });
    expect(await invoke("module")).toBe("layered");
  });

  it("that is not on this machine is told at the start", async () => {
    await start({ files: USES_LAYER, resources: { ...usesLayer, Other: layer({ S3Bucket: "b", S3Key: "k" }) } });
    const reason = "its code is s3://b/k, not on this machine; --code-dir DIR says where packages are";
    expect(warnings()).toContain(`Other has no content here: ${reason}`);
    expect(await invoke("common")).toMatchObject({ errorType: "Runtime.ImportModuleError" });
  });

  it("of another account is told at the start, by its ARN", async () => {
    const arn = "arn:aws:lambda:us-east-1:017000801446:layer:AWSLambdaPowertoolsTypeScriptV2:20";
    await start({
      files: { "index.mjs": "export const handler = async () => 1;" },
      resources: { F: functionResource({ Layers: [arn] }) },
    });
    expect(warnings()).toEqual([`The layer ${arn} is not on this machine; install what it holds beside the code.`]);
  });
});

describe("BuildMethod makefile", () => {
  const makefile = (recipe: string) => `build-F:\n\t${recipe}\n`;
  const resources = { F: functionResource({ FunctionName: "f", Code: "src" }, { BuildMethod: "makefile" }) };
  const source = "export const handler = async () => 'made';";

  it("runs what its target puts into ARTIFACTS_DIR", async () => {
    await start({
      files: { "src/Makefile": makefile("cp in.mjs $(ARTIFACTS_DIR)/index.mjs && touch litter"), "src/in.mjs": source },
      resources,
    });
    expect(await invoke("f")).toBe("made");
  });

  it("that fails is told with make's output", async () => {
    await start({ files: { "src/Makefile": makefile("@echo went wrong; exit 3") }, resources });
    const [error] = lambda?.journal.entries({ type: "build-error" }) ?? [];
    expect(error?.data.message).toMatch(/^make build-F ended with 2:\nwent wrong/);
    expect(await invoke("f")).toMatchObject({ errorType: "Runtime.UserCodeSyntaxError" });
  });
});

describe("dependencies that nobody installed", () => {
  it("are installed into the cache, for code and for bundles", async () => {
    const baseDir = await mkdtemp(join(tmpdir(), "packaging-"));
    const dependencies = { "local-dependency": `file:${join(baseDir, "local")}` };
    await start({
      baseDir,
      files: {
        "local/package.json": '{"name":"local-dependency","version":"1.0.0"}',
        "local/index.js": "exports.text = 'installed';",
        "src/package.json": JSON.stringify({ dependencies }),
        "src/index.cjs": "exports.handler = async () => require('local-dependency').text;",
        "src/app.ts": "import { text } from 'local-dependency'; export const handler = async () => text;",
      },
      resources: {
        Plain: functionResource({ FunctionName: "plain", Code: "src" }),
        Bundle: functionResource({ FunctionName: "bundle", Code: "src", Handler: "app.handler" }),
      },
    });
    expect([await invoke("plain"), await invoke("bundle")]).toEqual(["installed", "installed"]);
    const installs = lambda?.journal.entries({ type: "install" }) ?? [];
    expect(installs.map(({ data }) => data.status)).toEqual(["started", "done"]);
    expect((await readdir(join(baseDir, "src"))).sort()).toEqual(["app.ts", "index.cjs", "package.json"]);
    await rm(baseDir, { recursive: true });
  });
});
