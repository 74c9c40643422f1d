import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { loadCompiled } from "../../src/testing/code-cache.ts";

afterEach(() => vi.unstubAllEnvs());

/** The calls in their order. */
async function callsOf(has: "all" | "nothing"): Promise<readonly string[]> {
  const calls: string[] = [];
  const cache = {
    enableCompileCache: (folder: string) => calls.push(`enable ${folder}`),
    flushCompileCache: () => void calls.push("flush"),
  };
  const load = async () => calls.push("load");
  await loadCompiled(load, "cache", has === "all" ? cache : {});
  return calls;
}

describe("the engine's code", () => {
  it("is compiled for the processes to come as well, in the user's own folder", async () => {
    vi.stubEnv("NODE_V8_COVERAGE", undefined);
    expect(await callsOf("all")).toEqual([`enable ${join("cache", "compiled")}`, "load", "flush"]);
  });

  it("is loaded as ever while coverage is measured, and where Node.js cannot keep it", async () => {
    vi.stubEnv("NODE_V8_COVERAGE", "coverage");
    expect(await callsOf("all")).toEqual(["load"]);
    vi.stubEnv("NODE_V8_COVERAGE", undefined);
    expect(await callsOf("nothing")).toEqual(["load"]);
  });
});
