import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../support/system.ts";

/** Runs the tests of an example as its `npm test` does, and resolves with all that the runner says. */
function runTests(example: string, runner: string): Promise<string> {
  const { PATH, HOME } = process.env;
  const options = { cwd: join(root, "examples", example), env: { PATH, HOME, NO_COLOR: "1", CI: "true" } };
  const args = [join(root, "node_modules", runner), ...(example === "vitest" ? ["run"] : [])];
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (_error, stdout, stderr) => resolve(`${stdout}${stderr}`));
  });
}

describe("the tests of an example", () => {
  it.each([
    ["vitest", "vitest/vitest.mjs"],
    ["jest-commonjs", "jest/bin/jest.js"],
  ])("pass: examples/%s", async (example, runner) => {
    expect(await runTests(example, runner)).toMatch(/Tests: +8 passed, 8 total|Tests +8 passed \(8\)/);
  });
});
