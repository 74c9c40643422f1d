import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { start } from "../../src/cli/commands/start.ts";

interface Launch {
  readonly configurations: readonly {
    readonly name: string;
    readonly args?: readonly string[];
    readonly command?: string;
  }[];
  readonly compounds: readonly { readonly configurations: readonly string[] }[];
}

const text = readFileSync(new URL("../../../docs/debugging.md", import.meta.url), "utf8");

describe("the launch.json of docs/debugging.md", () => {
  const launch: Launch = JSON.parse(/```json\n([\s\S]*?)```/.exec(text)?.[1] ?? "");

  it("starts the engine with options that it has", () => {
    const commands = launch.configurations.flatMap(({ args, command }) =>
      [args?.join(" ") ?? [], command ?? []].flat(),
    );
    const options = commands.flatMap((command) => [...command.matchAll(/--([\w-]+)/g)].map(([, name]) => name));
    expect(commands).toHaveLength(2);
    expect(options.filter((name) => !Object.hasOwn(start.options, String(name)))).toEqual([]);
  });

  it("has compounds of configurations that are there", () => {
    const names = launch.configurations.map(({ name }) => name);
    expect(launch.compounds.flatMap(({ configurations }) => configurations)).not.toEqual([]);
    for (const { configurations } of launch.compounds)
      expect(names).toEqual(expect.arrayContaining([...configurations]));
  });
});
