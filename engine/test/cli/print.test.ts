import { describe, expect, it } from "vitest";
import { formatReady } from "../../src/cli/output/print.ts";

const served = { endpoint: "http://127.0.0.1:3001", webSockets: [], httpApis: [], outputs: {} };

describe("what start prints when the system is up", () => {
  it("lists many functions in lines that fit a terminal, all of them and in their order", () => {
    const functions = Array.from({ length: 40 }, (_, index) => `stack-Function${index}-1A2B3C4D5E6F`);
    const lines = formatReady({ ...served, functions }, true).split("\n");
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
    expect(lines.filter((line) => line.includes("  Functions  "))).toHaveLength(1);
    expect(lines.join(" ").match(/stack-\S+\w/g)).toEqual(functions);
  });

  it("says when there is none", () => {
    expect(formatReady({ ...served, functions: [] }, false)).toContain("  Functions     none\n");
  });
});
