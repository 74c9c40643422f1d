import { describe, expect, it } from "vitest";
import { type CpuProfile, foldProfile, modulesOfBundles, withoutSmall } from "../../bench/flame/profile.ts";
import { flameSvg } from "../../bench/flame/svg.ts";

const nodeOf = (id: number, functionName: string, children: readonly number[] = [], lineNumber = 1) => ({
  id,
  callFrame: { functionName, url: "file:///engine.cjs", lineNumber },
  children,
});

/** main calls work, in two places; work calls small once. */
const profile: CpuProfile = {
  nodes: [
    nodeOf(1, "(root)", [2, 3, 6]),
    nodeOf(2, "(idle)"),
    nodeOf(3, "main", [4]),
    nodeOf(4, "work", [5]),
    nodeOf(5, ""),
    nodeOf(6, "main", [7]),
    nodeOf(7, "work"),
  ],
  startTime: 1_000,
  samples: [3, 4, 5, 2, 7, 4],
  timeDeltas: [10, 100, 1, 500, 200, 40],
};

const everything = { fromUs: 0, toUs: 10_000 };
const noModule = () => "";

describe("a folded profile", () => {
  it("has each function once below its caller, with its time and that of what it called, and no waiting", () => {
    const root = foldProfile(profile, everything, noModule);
    expect(root).toMatchObject({ name: "all", us: 351 });
    expect(root.children).toMatchObject([{ name: "main", us: 351, children: [{ name: "work", us: 341 }] }]);
    expect(root.children[0]?.children[0]?.children).toMatchObject([{ name: "(anonymous)", us: 1 }]);
  });

  it("has only what was sampled in the span", () => {
    expect(foldProfile(profile, { fromUs: 1_700, toUs: 1_820 }, noModule).us).toBe(200);
    expect(foldProfile(profile, { fromUs: 0, toUs: 999 }, noModule)).toMatchObject({ us: 0, children: [] });
  });

  it("leaves small functions out, whose time stays with who called them", () => {
    const pruned = withoutSmall(foldProfile(profile, everything, noModule), 0.01);
    expect(pruned.children[0]?.children).toMatchObject([{ name: "work", us: 341, children: [] }]);
  });
});

describe("modules", () => {
  const moduleOf = modulesOfBundles((url) =>
    url.endsWith("engine.cjs")
      ? "head\n// engine/src/one.ts\nfirst\nsecond\n// node_modules/ws/lib/sender.js\nthird"
      : undefined,
  );

  it.each([
    ["file:///engine.cjs", 2, "engine/src/one.ts"],
    ["file:///engine.cjs", 3, "engine/src/one.ts"],
    ["file:///engine.cjs", 5, "node_modules/ws/lib/sender.js"],
    ["file:///engine.cjs", 0, "engine.cjs"],
    ["file:///work/dist/load.cjs", 9, "dist/load.cjs"],
    ["node:internal/streams/writable", 9, "node:internal/streams/writable"],
    ["", 0, ""],
  ])("are those that a bundle names: %s:%d", (url, line, module) => {
    expect(moduleOf(url, line).replace(/^\/+/, "")).toBe(module);
  });
});

describe("a flame graph", () => {
  const root = {
    name: "all",
    module: "",
    us: 1_000,
    children: [
      { name: "a<b>", module: "engine/src/a.ts", us: 600, children: [] },
      { name: "tiny", module: "", us: 1, children: [] },
    ],
  };
  const svg = flameSvg(root, "ping & pong", "commit 1");

  it("is as wide as time is long, and says the share", () => {
    expect(svg).toContain("<title>a&lt;b&gt; engine/src/a.ts 60.0 %</title>");
    expect(svg).toContain('width="719.5"');
    expect(svg).toContain("ping &amp; pong");
  });

  it("draws nothing that nobody can see", () => {
    expect(svg).not.toContain("tiny");
  });
});
