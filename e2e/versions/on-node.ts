import { delimiter, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../support/packages.ts";
import { installProgram, NODE_PACKAGES, NODE_VERSIONS, nodeProgram } from "../support/programs.ts";
import { root } from "../support/system.ts";

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
  describe.skipIf(NODE_PACKAGES[`${process.platform}-${process.arch}`] === undefined)(name, () => {
    it.each(NODE_VERSIONS)(
      "passes on Node.js %s",
      async (version) => {
        const node = await installProgram(nodeProgram(version));
        const args = [join(root, "node_modules/vitest/vitest.mjs"), "run", ...VITEST_OPTIONS, ...files];
        const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}`, NO_COLOR: "1" };
        expect(await run(node, ["--version"], root)).toBe(`v${version}\n`);
        const said = await run(node, args, root, env);
        expect(Number(/Tests +(\d+) passed/.exec(said)?.[1])).toBeGreaterThanOrEqual(leastTests);
      },
      TIMEOUT_MS,
    );
  });
}
