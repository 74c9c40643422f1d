import { afterAll, describe } from "vitest";
import type { Target } from "./targets/target.ts";

const TARGETS: Readonly<Record<string, () => Promise<Target>>> = {
  engine: async () => (await import("./targets/engine.ts")).startEngineTarget(),
  aws: async () => (await import("./targets/aws.ts")).startAwsTarget(),
};

/**
 * Declares tests of whatever runs the fixture stack. Each title ends with the ids of the facts that the test proves:
 * `[1.3/throws]`. To be awaited at the top of a test file: the target is up before its tests are declared.
 */
export async function suite(title: string, tests: (target: Target) => void): Promise<void> {
  const name = process.env.TARGET ?? "engine";
  const start = TARGETS[name];
  if (!start) throw new Error(`There is no target ${name}; there are ${Object.keys(TARGETS).join(" and ")}.`);
  const target = await start();
  afterAll(() => target[Symbol.asyncDispose]());
  describe(`${title} (${target.name})`, () => tests(target));
}
