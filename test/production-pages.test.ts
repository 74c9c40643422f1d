import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { slugOf } from "../site/markdown.ts";
import { root } from "./source-files.ts";

const read = (file: string) => readFileSync(join(root, file), "utf8");
const template = read("app/template.yaml");

/** Logical ids and names of a section of the template. */
const namesIn = (section: string): string[] => {
  const [, text = ""] = new RegExp(`^${section}:\\n((?: .*\\n|\\n)+)`, "m").exec(template) ?? [];
  return [...text.matchAll(/^ {2}(\w+):/gm)].map(([, name = ""]) => name);
};

const parameters = namesIn("Parameters");
const alarms = namesIn("Resources").filter((name) => name.endsWith("Alarm"));

/** Rows of a table whose first cell names something in code: the names, and the cell beside them. */
const rowsOf = (page: string) =>
  [...page.matchAll(/^\| ((?:`\w+`[^|]*)+)\| ([^|]*)\|/gm)].map(([, names = "", value = ""]) => ({
    names: [...names.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name),
    value,
  }));

const defaultOf = (parameter: string): string =>
  new RegExp(`^ {2}${parameter}:\\n(?: {4}.*\\n)*? {4}Default: "?([^"\\n]*)"?\\n`, "m").exec(template)?.[1] ?? "";

describe("docs/production/checklist.md", () => {
  const rows = rowsOf(read("docs/production/checklist.md"));

  it("has a row for each parameter of the template, and for no other", () => {
    expect(parameters.length).toBeGreaterThan(30);
    expect(rows.flatMap(({ names }) => names).sort()).toEqual([...parameters].sort());
  });

  it.each(parameters)("tells the default of %s", (parameter) => {
    const { value = "" } = rows.find(({ names }) => names.includes(parameter)) ?? {};
    const wanted = defaultOf(parameter);
    expect(value).toContain(wanted === "" ? "empty" : `\`${wanted}\``);
  });
});

describe("docs/production/runbook.md", () => {
  const page = read("docs/production/runbook.md");
  const headings = [...page.matchAll(/^### (\w+Alarm)$/gm)].map(([, name = ""]) => name);

  it("has a section for each alarm of the template, and for no other", () => {
    expect(alarms.length).toBeGreaterThan(15);
    expect([...headings].sort()).toEqual([...alarms].sort());
  });

  it("names each dead-letter queue that raises an alarm", () => {
    const queues = alarms.filter((name) => name.includes("DeadLetterQueue")).map((name) => name.replace(/Alarm$/, ""));
    expect(queues.filter((queue) => !page.includes(`| \`${queue}\``) && !page.includes(`, \`${queue}\` |`))).toEqual(
      [],
    );
  });

  it("is what operations.md leads to", () => {
    expect(read("docs/operations.md")).toContain(`production/runbook.md#${slugOf("RefusalsAlarm")}`);
  });
});
