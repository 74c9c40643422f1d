import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findSdkImports } from "../../../../src/services/lambda/runtime-sdk/sdk-imports.ts";
import { sdkPackage } from "../../../../src/services/lambda/runtime-sdk/sdk-packages.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "imports-"));
});

afterEach(() => rm(root, { recursive: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
}

async function importsOf(entries: readonly string[], nodePaths: readonly string[] = []): Promise<readonly string[]> {
  const found = await findSdkImports({
    entries: entries.map((entry) => join(root, entry)),
    nodePaths: nodePaths.map((path) => join(root, path)),
  });
  return [...new Set(found.sdk.map(({ specifier }) => specifier))].sort();
}

const SQS = "@aws-sdk/client-sqs";

describe("the imports of AWS's SDK", () => {
  it.each([
    ["an import", "index.mjs", `import { SQSClient } from "${SQS}"; console.log(SQSClient);`],
    ["an import for its effect", "index.mjs", `import "${SQS}";`],
    ["an export from it", "index.mjs", `export * from "${SQS}";`],
    ["an import on a way that may never be taken", "index.mjs", `export const f = () => import("${SQS}");`],
    ["a template without a variable", "index.mjs", `export const f = () => import(\`${SQS}\`);`],
    ["an import beside an await of the module", "index.mjs", `await 1; import "${SQS}";`],
    ["a require", "index.js", `const { SQSClient } = require('${SQS}');`],
    ["a require inside of a function", "index.cjs", `exports.f = () => { require("${SQS}"); };`],
    ["a require that may fail", "index.js", `try { require("${SQS}"); } catch {}`],
    ["require.resolve", "index.js", `require.resolve("${SQS}");`],
    ["a minified bundle", "index.js", `"use strict";var a=Object.create;var c=require("${SQS}");exports.h=()=>c;`],
    ["a require made in a module", "index.mjs", `import { createRequire as c } from "module"; c("/")("${SQS}");`],
    [
      "esbuild's stand-in for require in a module",
      "index.mjs",
      `import { createRequire as c } from "module"; const require = c(import.meta.url);
       var __require = ((x) => (typeof require !== "undefined" ? require : x))((x) => x); export var s = __require("${SQS}");`,
    ],
    ["TypeScript", "index.ts", `import { SQSClient } from "${SQS}"; export const f = (): unknown => SQSClient;`],
  ])("are found: %s", async (_form, file, text) => {
    await write({ [file]: text });
    expect(await importsOf([file])).toEqual([SQS]);
  });

  it.each([
    ["in a comment", "index.js", `// require("${SQS}")\n/* require("${SQS}") */ exports.f = 1;`],
    [
      "in a comment beside a require that was made",
      "index.mjs",
      `import { createRequire } from "module"; // r("${SQS}")\nexport const r = createRequire("/");`,
    ],
    ["in a text", "index.js", `exports.text = 'require("${SQS}")';`],
    ["of a type only", "index.ts", `import type { SQSClient } from "${SQS}"; export const f = (_: SQSClient) => 1;`],
    ["by a name that is put together", "index.mjs", "export const f = (name) => import(`@aws-sdk/client-${name}`);"],
    ["of a package with a similar name", "index.js", `require("@aws-sdks/client-sqs"); require("aws-sdk-mock");`],
  ])("are not seen %s", async (_place, file, text) => {
    await write({ [file]: text });
    expect(await importsOf([file])).toEqual([]);
  });

  it("are followed through files and packages, and those of the SDK itself are not", async () => {
    await write({
      "src/index.js": 'require("../lib/queue"); require("tool"); require("@aws-sdk/lib-dynamodb");',
      "lib/queue.js": 'exports.send = require("@aws-sdk/client-sqs");',
      "node_modules/tool/index.js": 'exports.sign = require("@smithy/signature-v4");',
      "node_modules/@aws-sdk/lib-dynamodb/index.js": 'require("@aws-sdk/client-dynamodb");',
    });
    expect(await importsOf(["src/index.js"])).toEqual([
      "@aws-sdk/client-sqs",
      "@aws-sdk/lib-dynamodb",
      "@smithy/signature-v4",
    ]);
  });

  it("are followed into layers", async () => {
    await write({
      "index.js": 'require("@powertools/parameters/ssm");',
      "layer/node_modules/@powertools/parameters/ssm.js": 'exports.get = require("@aws-sdk/client-ssm");',
    });
    expect(await importsOf(["index.js"])).toEqual([]);
    expect(await importsOf(["index.js"], ["layer/node_modules"])).toEqual(["@aws-sdk/client-ssm"]);
  });

  it("are found beside what is missing, does not parse, or is no code", async () => {
    await write({
      "one.js": `require("nowhere"); require("./absent"); require("./addon.node"); require("./page.html"); require("${SQS}");`,
      "two.js": 'require("@aws-sdk/client-sns"); require("./broken");',
      "broken.js": "const = ;",
      "addon.node": "\0",
      "page.html": "<p>",
    });
    expect(await importsOf(["one.js", "two.js"])).toEqual(["@aws-sdk/client-sns", "@aws-sdk/client-sqs"]);
  });

  const MADE_REQUIRE = `import { createRequire } from "module"; const r = createRequire(import.meta.url); r("${SQS}");`;

  it.each([
    ["misses a package", { "other.js": 'require("nowhere");' }],
    ["misses a file that this one has", { "other/index.js": 'require("./tool.js");', "tool.js": MADE_REQUIRE }],
    ["does not parse", { "other.js": "const = ;" }],
    ["imports from what does not parse", { "other.mjs": 'import { a } from "./a.mjs"; a();', "a.mjs": "const = ;" }],
    [
      "imports what is not exported",
      { "other.mjs": 'import { a } from "./a.mjs"; a();', "a.mjs": "export const b = 1;" },
    ],
  ] satisfies [string, Record<string, string>][])(
    "are found by a require that was made and in layers, beside a function that %s",
    async (_fault, files) => {
      await write({
        "index.mjs": `${MADE_REQUIRE} import "shared"; import "./tool.js";`,
        "layer/node_modules/shared/index.js": "exports.a = 1;",
        "tool.js": "exports.a = 1;",
        ...files,
      });
      const other = Object.keys(files)[0] ?? "";
      const request = [other, "index.mjs"].map((entry) => join(root, entry));
      const found = await findSdkImports({ entries: request, nodePaths: [join(root, "layer/node_modules")] });
      expect(found.sdk.map(({ specifier }) => specifier)).toContain(SQS);
      expect(found.fromNodePaths.flatMap(found.entriesOf)).toEqual([join(root, "index.mjs")]);
    },
  );
});

describe("the package of an import", () => {
  it.each([
    ["@aws-sdk/client-sqs", "nodejs22.x", "@aws-sdk/client-sqs"],
    ["@aws-sdk/client-sqs/dist-cjs/index.js", "nodejs18.x", "@aws-sdk/client-sqs"],
    ["@smithy/node-http-handler", "nodejs24.x", "@smithy/node-http-handler"],
    ["aws-sdk/clients/dynamodb", "nodejs16.x", "aws-sdk"],
    ["aws-sdk", "nodejs14.x", "aws-sdk"],
    ["aws-sdk", "nodejs22.x", undefined],
    ["@aws-sdk/client-sqs", "nodejs16.x", undefined],
    ["@aws-sdk/../evil", "nodejs22.x", undefined],
    ["@aws-sdk/.hidden", "nodejs22.x", undefined],
    ["@aws-sdk/a b", "nodejs22.x", undefined],
    ["@aws-sdk/client-sqs@1.0.0", "nodejs22.x", undefined],
    ["@aws-sdk/", "nodejs22.x", undefined],
    ["left-pad", "nodejs22.x", undefined],
  ])("is known when its runtime brings it: %s in %s", (specifier, runtime, expected) => {
    expect(sdkPackage(specifier, runtime)).toBe(expected);
  });
});
