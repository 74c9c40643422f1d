import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Exemptions, judge, NOTHING } from "../exemptions.ts";
import { files as sources } from "../import-graph.ts";
import { type AstNode, filesBelow, readFilesBelow, root, WORKSPACES, walk } from "../source-files.ts";

const files = [...sources, ...readFilesBelow(["examples"])];

describe("fixtures, which neither linter nor compiler reads", () => {
  it.each(["engine/test/fixtures", "e2e/fixtures", "console/test/fixtures"])(
    "are stacks and no tests: %s",
    (folder) => {
      const entries = readdirSync(join(root, folder), { withFileTypes: true });
      expect(entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name)).toEqual([]);
      const paths = readdirSync(join(root, folder), { recursive: true }).map(String);
      expect(paths.filter((path) => path.endsWith(".test.ts"))).toEqual([]);
    },
  );
});

describe("rooms stay small", () => {
  const LONGEST_FILE_LINES = 400;
  const LONGEST_FUNCTION_LINES = 60;
  const LONGEST_FACTORY_LINES = 80;
  const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);
  const LISTS: Exemptions = {
    "conformance/src/chapters/": "cases of one chapter, which share what they talk to, as a test file's do",
  };
  const lines = (text: string) => text.split("\n").length;

  it("with no file over 400 lines", () => {
    expect(files.filter(({ text }) => lines(text) > LONGEST_FILE_LINES).map(({ path }) => path)).toEqual([]);
  });

  // A function that makes an object of functions is the room around them: its own lines are those outside of them.
  it("with no function over 60 lines", () => {
    expect(functionsOver(LONGEST_FUNCTION_LINES, ownLines)).toEqual([]);
  });

  // The inner ones share its variables, so that whoever reads one of them reads them all.
  it("with no function over 80 lines together with those inside of it", () => {
    expect(judge(functionsOver(LONGEST_FACTORY_LINES, allLines), LISTS)).toEqual(NOTHING);
  });

  function functionsOver(limit: number, linesOf: (node: AstNode, text: string) => number): string[] {
    const long: string[] = [];
    for (const { path, text, program } of files)
      walk(program, (node) => {
        if (FUNCTIONS.has(node.type) && linesOf(node, text) > limit)
          long.push(`${path}:${lines(text.slice(0, node.start))}`);
      });
    return long;
  }

  function allLines({ start, end }: AstNode, text: string): number {
    return lines(text.slice(start, end));
  }

  function ownLines(node: AstNode, text: string): number {
    const inner = outermostFunctions(node).map((one) => allLines(one, text) - 1);
    return allLines(node, text) - inner.reduce((sum, count) => sum + count, 0);
  }

  function outermostFunctions(outer: AstNode): AstNode[] {
    const found: AstNode[] = [];
    walk(outer, (node) => {
      const covered = found.some(({ start, end }) => node.start >= start && node.end <= end);
      if (node !== outer && FUNCTIONS.has(node.type) && !covered) found.push(node);
    });
    return found;
  }
});

describe("folders stay small", () => {
  const MOST_LOOSE_FILES = 15;
  const FOLDERS = [
    ...WORKSPACES.flatMap((name) => [`${name}/src`, `${name}/test`]),
    "e2e",
    "bench",
    "fuzz",
    "scripts",
    "test",
    "examples",
  ];

  it("with at most 15 loose files", () => {
    const counts = new Map<string, number>();
    for (const folder of FOLDERS.flatMap(filesBelow).map((path) => dirname(path)))
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    const crowded = [...counts].filter(([, count]) => count > MOST_LOOSE_FILES);
    const hint = "Group the files by subject, in folders below.";
    expect(
      crowded.map(([folder, count]) => `${folder}: ${count} files`),
      hint,
    ).toEqual([]);
  });
});
