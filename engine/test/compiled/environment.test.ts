import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { compiledFolder } from "../../src/compiled/environment.ts";
import { userCacheFolder } from "../../src/data-folder/user-cache-folder.ts";

beforeEach(() => {
  for (const name of ["NODE_V8_COVERAGE", "NODE_DISABLE_COMPILE_CACHE", "XDG_CACHE_HOME"]) vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

describe("the folder for compiled code", () => {
  it("is the user's own", () => {
    expect(compiledFolder()).toBe(join(userCacheFolder(), "compiled"));
    vi.stubEnv("XDG_CACHE_HOME", resolve("/caches"));
    expect(compiledFolder()).toBe(join(resolve("/caches"), "portcullis", "compiled"));
    vi.stubEnv("XDG_CACHE_HOME", "relative");
    expect(compiledFolder()).toBe(join(userCacheFolder(), "compiled"));
  });

  it.each([
    ["NODE_V8_COVERAGE", "coverage"],
    ["NODE_DISABLE_COMPILE_CACHE", "1"],
  ])("is none under %s", (name, value) => {
    vi.stubEnv(name, value);
    expect(compiledFolder()).toBeUndefined();
  });
});
