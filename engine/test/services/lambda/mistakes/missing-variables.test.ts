import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { missingVariables } from "../../../../src/services/lambda/mistakes/missing-variables.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-variables-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function missingIn(line: string): Promise<readonly string[]> {
  const file = join(folder, "index.mjs");
  await writeFile(file, `${line}\n`);
  return missingVariables([file], { TABLE: "t" }).map(({ name }) => name);
}

describe("a variable that nothing sets", () => {
  it.each([
    "const url = process.env.QUEUE_URL;",
    'const url = process.env["QUEUE_URL"];',
    "open(process.env.QUEUE_URL)",
  ])("is told where it is read as if it were set: %s", async (line) =>
    expect(await missingIn(line)).toEqual(["QUEUE_URL"]),
  );

  it.each([
    'const url = process.env.QUEUE_URL ?? "none";',
    'const url = process.env["QUEUE_URL"] ?? "none";',
    "const url = process.env.QUEUE_URL || other;",
    'if (process.env.QUEUE_URL === "1") {',
    "if (process.env.QUEUE_URL) {",
    "if (!process.env.QUEUE_URL) return;",
    "const url = process.env.TABLE;",
    "const region = process.env.AWS_REGION;",
  ])("is not where its reader does without it, and neither is one that is set: %s", async (line) => {
    expect(await missingIn(line)).toEqual([]);
  });
});
