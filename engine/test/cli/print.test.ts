import picocolors from "picocolors";
import { describe, expect, it } from "vitest";
import { formatReady } from "../../src/cli/output/print.ts";
import type { StackResource } from "../../src/template/model.ts";

function served(...functions: string[]) {
  const resources = new Map(
    functions.map((logicalId) => [logicalId, { logicalId, type: "AWS::Lambda::Function" } as StackResource]),
  );
  const names = { endpoint: "http://127.0.0.1:3001", webSockets: [], httpApis: [], outputs: {}, functions: [] };
  return { ...names, remoteAddress: undefined, stack: { resources } };
}

const form = { page: true, faults: 0, colors: picocolors.createColors(false) };

describe("what start prints when the system is up", () => {
  it("lists many functions in lines that fit a terminal, all of them and in their order", () => {
    const functions = Array.from({ length: 40 }, (_, index) => `FunctionNumber${index}OfManyThatThereAre`);
    const lines = formatReady(served(...functions), form).split("\n");
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
    expect(lines.filter((line) => line.includes("  Functions  "))).toHaveLength(1);
    expect(lines.join(" ").match(/FunctionNumber\w+/g)).toEqual(functions);
  });

  it.each([
    [0, "  Ready. Ctrl-C stops it."],
    [1, "  Ready, with 1 fault: a function above cannot run. Ctrl-C stops it."],
    [2, "  Ready, with 2 faults: functions above cannot run. Ctrl-C stops it."],
  ])("ends with the number of functions that cannot start: %i", (faults, line) => {
    expect(formatReady(served("Fn"), { ...form, faults })).toContain(`\n${line}\n`);
  });

  it("says when there is none", () => {
    expect(formatReady(served(), { ...form, page: false })).toContain("  Functions     none\n");
  });
});
