import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sdkNeeds } from "../../../../src/services/lambda/runtime-sdk/runtime-sdk.ts";

/** A package that nothing in this repository depends on. */
const POLLY = "@aws-sdk/client-polly";

const FILES: Readonly<Record<string, string>> = {
  "plain.mjs": "export const handler = async () => 1;",
  "requires.cjs": `exports.handler = require("${POLLY}");`,
  "imports.mjs": `import "${POLLY}"; export const handler = async () => 1;`,
  "through.mjs": `import { send } from "./lib/send.mjs"; export const handler = () => send();`,
  "lib/send.mjs": `export const send = async () => (await import("${POLLY}")).from;`,
  "layered.mjs": `import "shared"; export const handler = async () => 1;`,
  "layer/node_modules/shared/index.js": "exports.a = 1;",
  "broken.mjs": "const = ;",
};

describe("functions beside each other", () => {
  let root: string;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "needs-"));
    for (const [file, text] of Object.entries(FILES)) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), text);
    }
  });
  afterAll(() => rm(root, { recursive: true }));

  it("have hooks for imports, which take a thread, only if they import what lies beside none of their files", async () => {
    const handlers = ["plain.mjs", "requires.cjs", "imports.mjs", "through.mjs", "layered.mjs", "broken.mjs"];
    const common = { runtime: "nodejs22.x", moduleFolders: [join(root, "layer")], isWhole: false };
    const codes = handlers.map((handler) => ({ ...common, handler, files: [join(root, handler)] }));
    const { importing, missing } = await sdkNeeds(codes, root);
    const importers = codes.filter((code) => importing.has(code)).map(({ handler }) => handler);
    expect(importers).toEqual(["imports.mjs", "through.mjs", "layered.mjs"]);
    expect(missing).toEqual([POLLY]);
  });
});
