import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commandHelp } from "../../src/cli/args.ts";
import { start } from "../../src/cli/commands/start.ts";
import { KIND_NAMES, KINDS, keysOf, MOMENTS } from "../../src/faults/kinds.ts";

const guide = readFileSync(join(import.meta.dirname, "../../../docs/engine.md"), "utf8");
const [, section = ""] = guide.split("\n## Faults on purpose\n");
const documented = section.split("\n## ")[0] ?? "";

describe("the language of faults is told", () => {
  it.each(KIND_NAMES)("%s: in the help, and in the guide with its keys and moments", (kind) => {
    const row = documented.split("\n").find((line) => line.startsWith(`| \`${kind}\` |`)) ?? "";
    const { moments } = KINDS[kind];
    // The row of the delay refers to those above it.
    expect(kind === "delay" || moments.every((moment) => row.includes(`\`${moment}\``))).toBe(true);
    for (const key of keysOf(kind)) expect(documented).toContain(`\`${key}`);
    expect(commandHelp(start)).toContain(`\n  ${kind.padEnd(17)} ${KINDS[kind].effect}\n`);
  });

  it("with what is known at each moment", () => {
    const help = commandHelp(start);
    for (const [moment, keys] of Object.entries(MOMENTS)) {
      expect(help).toContain(`\n  ${moment.padEnd(17)} ${keys.join(", ")}\n`);
      const row = documented.split("\n").find((line) => line.startsWith("| `") && line.includes(`\`${moment}\``)) ?? "";
      expect(row, moment).not.toBe("");
    }
  });
});
