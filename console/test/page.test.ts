import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type AstNode, nameOf, readSourceFiles, walk } from "../../test/source-files.ts";

const SRC = new URL("../src/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, SRC), "utf8");

const page = read("index.html");
const style = read("app.css");

/** The tag of each class of element that the source asks for. */
const TAGS: Readonly<Record<string, RegExp>> = {
  HTMLElement: /./,
  HTMLDListElement: /^dl$/,
  HTMLTableSectionElement: /^tbody$/,
  HTMLOListElement: /^ol$/,
  HTMLUListElement: /^ul$/,
  HTMLSelectElement: /^select$/,
  HTMLInputElement: /^input$/,
  HTMLButtonElement: /^button$/,
  HTMLFormElement: /^form$/,
  HTMLDataListElement: /^datalist$/,
};

const tagOf = new Map([...page.matchAll(/<(\w+)[^>]*? id="([\w-]+)"/g)].map(([, tag = "", id = ""]) => [id, tag]));

/** All nodes of the console's sources. */
const nodes: AstNode[] = [];
for (const { program } of readSourceFiles().filter(({ path }) => path.startsWith("console/src/")))
  walk(program, (node) => nodes.push(node));

/** Calls of `byId` with an id and a class. */
const asked = nodes.flatMap(({ type, callee, arguments: given }) => {
  const [id, element] = type === "CallExpression" && nameOf(callee) === "byId" ? (given as AstNode[]) : [];
  return id && element ? [[String(id.value), String(nameOf(element))] as const] : [];
});

describe("the page", () => {
  it("is asked for its elements", () => {
    expect(asked.length).toBeGreaterThan(20);
  });

  it.each(asked)("has #%s, which is an %s", (id, type) => {
    expect(tagOf.get(id)).toMatch(TAGS[type] ?? /^no such class$/);
  });

  it("has each id once", () => {
    const ids = [...page.matchAll(/ id="([\w-]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("needs nothing that its content security policy forbids", () => {
    expect(page).not.toMatch(/<style|<script(?![^>]* src="\/console\/)|\son\w+=|\sstyle=|javascript:/i);
    const addresses = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
    expect(addresses.sort()).toEqual(["/console/app.css", "/console/app.js", "/console/icon.svg"]);
    expect(style).not.toMatch(/url\(|@import/);
    const names = nodes.flatMap(({ type, name, value }) => (type === "Identifier" ? [name] : [value]));
    for (const forbidden of ["innerHTML", "outerHTML", "insertAdjacentHTML", "write", "writeln", "eval", "Function"])
      expect(names).not.toContain(forbidden);
  });

  it("labels every field", () => {
    const fields = [...page.matchAll(/<(?:input|select|textarea) id="([\w-]+)"/g)].map(([, id]) => id);
    const labelled = [...page.matchAll(/<label for="([\w-]+)"/g)].map(([, id]) => id);
    expect(fields.length).toBeGreaterThan(5);
    expect(labelled.sort()).toEqual(fields.sort());
  });
});

describe("colours", () => {
  const [light = "", dark = ""] = style.split("@media (prefers-color-scheme: dark)");
  const colourOf = (part: string, name: string) => new RegExp(`--${name}: (#\\w{6})`).exec(part)?.[1] ?? "";

  /** Returns the relative luminance of WCAG 2.2. */
  function luminance(colour: string): number {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  const contrast = (a: string, b: string) => {
    const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (lighter + 0.05) / (darker + 0.05);
  };

  const pairs = [
    ["text", "panel"],
    ["text", "page"],
    ["quiet", "panel"],
    ["accent", "panel"],
    ["bad", "panel"],
    ["on-accent", "accent"],
  ] as const;

  it.each(
    [["light", light] as const, ["dark", dark] as const].flatMap(([name, part]) =>
      pairs.map((pair) => [name, ...pair, part] as const),
    ),
  )("in the %s can be told apart: %s on %s", (_, front, back, part) => {
    expect(contrast(colourOf(part, front), colourOf(part, back))).toBeGreaterThanOrEqual(4.5);
  });
});
