import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../src/kernel/errors.ts";
import { loadTemplate, parseTemplate } from "../../src/template/text/load.ts";
import { FILE } from "./compile-text.ts";

const rootOf = (text: string) => parseTemplate(text, FILE).root;

function mistakeIn(text: string): string {
  try {
    parseTemplate(text, FILE);
  } catch (error) {
    if (error instanceof UserError) return `${error.location?.line}:${error.location?.column} ${error.message}`;
    throw error;
  }
  return "none";
}

describe("parseTemplate()", () => {
  it.each<[what: string, text: string, value: unknown]>([
    ["dates as text", "v: 2012-10-17", "2012-10-17"],
    ["AWSTemplateFormatVersion as text", "v: 2010-09-09", "2010-09-09"],
    [
      "versions and addresses as text",
      "v: [1.2.3, 10.0.0.0/8, '::1', 10:00-11:00]",
      ["1.2.3", "10.0.0.0/8", "::1", "10:00-11:00"],
    ],
    ["true, null and numbers as they are", "v: [true, ~, 1, 1.5, -3]", [true, null, 1, 1.5, -3]],
    ["an account id with a leading zero as text", "v: 012345678901", "012345678901"],
    ["quoted numbers as text", "v: [\"1\", '2']", ["1", "2"]],
    ["an empty value as nothing", "v:", null],
    ["a folded text", "v: >-\n  a\n  b", "a b"],
    ["keys that are numbers as text", "v: {012: a, 7: b}", { "012": "a", "7": "b" }],
    ["anchors and merge keys", "v: {<<: &x {a: 1, b: 2}, b: 3, c: *x}", { a: 1, b: 3, c: { a: 1, b: 2 } }],
    ["a key that JavaScript objects inherit", "v: {__proto__: 1}", JSON.parse('{"__proto__": 1}')],
    ["!Ref", "v: !Ref A", { Ref: "A" }],
    ["!Condition", "v: !Condition A", { Condition: "A" }],
    ["!GetAtt", "v: !GetAtt A.B", { "Fn::GetAtt": "A.B" }],
    ["!Sub with a list", "v: !Sub [x, {y: !Ref z}]", { "Fn::Sub": ["x", { y: { Ref: "z" } }] }],
    [
      "nested short forms",
      "v: !If [C, !Join ['', [!Ref A]], !GetAtt [B, C]]",
      {
        "Fn::If": ["C", { "Fn::Join": ["", [{ Ref: "A" }]] }, { "Fn::GetAtt": ["B", "C"] }],
      },
    ],
    ["short forms over lines", "v: !Join\n  - ''\n  - - a\n    - !Ref B", { "Fn::Join": ["", ["a", { Ref: "B" }]] }],
    ["YAML's own tags", "v: !!str 1", "1"],
  ])("reads %s", (_what, text, value) => {
    expect(rootOf(text)).toEqual({ v: value });
  });

  it("reads JSON with tabs and a byte order mark", () => {
    expect(rootOf('\uFEFF{\n\t"a": {\t"Ref": "b" }\n}\n')).toEqual({ a: { Ref: "b" } });
  });

  it.each([
    "A:\n  P: {\n  a: 1,\n  b: [x]\n  }\n  Q: 2\n",
    'A:\n  P: { # {\n"a": 1, "b": ["x"]\n}\n  Q: 2\n',
    "A:\n  P: {a: 1,\n\tb: [x]}\n  Q: 2\n",
  ])("reads brackets that are not indented, as in %j", (text) => {
    expect(rootOf(text)).toEqual({ A: { P: { a: 1, b: ["x"] }, Q: 2 } });
  });

  it.each<[what: string, text: string, value: unknown]>([
    ["double quotes", 'A:\n  D: "a,\n  b c"\n  E: 1\n', { D: "a, b c", E: 1 }],
    ["single quotes", "A:\n  D: 'it''s\n  b'\n  E: [x]\n", { D: "it's b", E: ["x"] }],
    ["quotes less than the key", "A:\n  D: 'a\nb'\n  E: 1\n", { D: "a b", E: 1 }],
    ["JSON in quotes", `A:\n  P: '{\n  "a": [\n1\n  ]\n}'\n  E: 1\n`, { P: '{ "a": [ 1 ] }', E: 1 }],
    ["quotes behind a tag", 'A:\n  P: !Sub "a\n  b"\n  E: 1\n', { P: { "Fn::Sub": "a b" }, E: 1 }],
    ["quotes in brackets", 'A:\n  P: ["a\n  b", "c"\n  ]\n  E: 1\n', { P: ["a b", "c"], E: 1 }],
    [
      "quotes behind texts that have quotes, brackets and blocks of their own",
      'A:\n  B: it\'s {a "b [c\n  C: |\n    x = {\n      "y\n\n  F: >-\n  D: "a\n  b" # it\'s\n  E: [d"]\n',
      { B: "it's {a \"b [c", C: 'x = {\n  "y\n', F: "", D: "a b", E: ['d"'] },
    ],
    ["a list of quotes", "A:\n  L:\n  - 'a\n  b'\n  - k: \"c\n    d\"\n", { L: ["a b", { k: "c d" }] }],
  ])("reads what is not indented within %s, as AWS does", (_what, text, value) => {
    expect(rootOf(text)).toEqual({ A: value });
  });

  it("keeps the places of brackets that are not indented", () => {
    const { root, positions } = parseTemplate("A:\n  P: {\n  a: 1,\n   b: 2\n  }\n", FILE);
    expect(positions.follow(root, ["A", "P", "b"], positions.top)).toEqual({ file: FILE, line: 4, column: 4 });
  });

  it("refuses aliases of aliases that would make billions of values", () => {
    const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
    for (let n = 1; n < 12; n += 1)
      lines.push(
        `a${n}: &a${n} [${Array(9)
          .fill(`*a${n - 1}`)
          .join(", ")}]`,
      );
    expect(mistakeIn(lines.join("\n"))).toContain(
      "The template has more than 262144 values, its aliases (*) among them.",
    );
  });

  it("takes the last of two equal keys and says so", () => {
    const { root, notices } = parseTemplate("a: 1\nb: 2\na: 3\n", FILE);
    expect(root).toEqual({ a: 3, b: 2 });
    expect(notices).toEqual([
      {
        severity: "warning",
        code: "duplicate-key",
        message: "a is given twice; the last one counts.",
        location: { file: FILE, line: 3, column: 1 },
      },
    ]);
  });

  it.each<[text: string, mistake: string]>([
    ["a: b: c", "1:4 A second ': ' on one line; put the value into quotes or on a line of its own."],
    ["a:\n  b: 1\n c: 2", "3:1 This line is not indented like its neighbours."],
    ["a:\n\t- b", "2:1 A tab is used for indentation; YAML takes blanks only."],
    ["a: %x", "1:4 A value cannot begin with this character; put it into quotes."],
    ["a\nb: 1", "1:1 This line is no key with its value; a key needs a colon and a blank behind it."],
    [
      "a: !Ref !Sub b",
      "1:9 A value can have one tag (!) only; put the second function's full name into a map below the first.",
    ],
    ["a: 'x", "1:6 A character is missing here, such as a closing quote, bracket, comma or colon."],
    ["a: [1", "1:6 A list or map in brackets is not closed, or is not indented enough."],
    ['{"a": [1, 2}', "1:12 A list or map in brackets is not closed, or is not indented enough."],
    [
      '{\n\t"a": "b\\q"\n}',
      "2:9 Invalid escape sequence \\q; within double quotes write \\\\ for \\ itself, or use single quotes.",
    ],
    ["a: *b", "1:4 No anchor &b stands before this."],
    ["a: &b [*b]", "1:7 An anchor contains itself."],
    ["- a", "1:1 A template is a map with a Resources section."],
    ["", "1:1 A template is a map with a Resources section."],
  ])("says where %j goes wrong", (text, mistake) => {
    expect(mistakeIn(text)).toBe(mistake);
  });

  it("knows the place of every key and item", () => {
    const { root, positions } = parseTemplate("a:\n  b:\n    - x\n    - c: !Ref D\n", FILE);
    const at = (...path: (string | number)[]) => {
      const { line, column } = positions.follow(root, path, positions.top);
      return [line, column];
    };
    expect(at("a")).toEqual([1, 1]);
    expect(at("a", "b")).toEqual([2, 3]);
    expect(at("a", "b", 0)).toEqual([3, 7]);
    expect(at("a", "b", 1, "c")).toEqual([4, 7]);
    expect(at("a", "b", 7, "nothing")).toEqual([2, 3]);
  });
});

describe("loadTemplate()", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "template-"));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it("reads a file and keeps its absolute path", async () => {
    const file = join(dir, "t.yaml");
    await writeFile(file, "Resources: {}\n");
    expect(loadTemplate(file)).toMatchObject({ file, root: { Resources: {} } });
  });

  it("throws a UserError for a file that cannot be read", async () => {
    expect(() => loadTemplate(join(dir, "none.yaml"))).toThrow(UserError);
    expect(() => loadTemplate(join(dir, "none.yaml"))).toThrow(/none\.yaml does not exist/);
  });
});
