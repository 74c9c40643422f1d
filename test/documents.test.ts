import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { withPictures } from "../scripts/generate/architecture.ts";
import { withDiagrams } from "../scripts/generate/diagrams.ts";
import { root } from "./source-files.ts";

const WORKSPACES = ["contract", "app", "engine", "client", "lambda", "conformance", "console"];
const FOLDERS = [
  "bench",
  "conformance/stack",
  "create-portcullis/templates",
  "docs",
  "e2e",
  "examples",
  "findings",
  "fuzz",
  "scripts",
  "test",
  "app/actions",
  "app/admin",
  "app/examples",
  "app/scripts",
  "app/simulate",
];

const entriesOf = (folder: string, recursive: boolean) =>
  readdirSync(join(root, folder), { recursive }).map((entry) => join(folder, String(entry)).split(sep).join("/"));

/** Files and folders with text of ours, from the root. */
const entries = [
  ...["", "create-portcullis", "site", ...WORKSPACES].flatMap((folder) => entriesOf(folder, false)),
  ...[...FOLDERS, ...WORKSPACES.flatMap((workspace) => [`${workspace}/src`, `${workspace}/test`])].flatMap((folder) =>
    entriesOf(folder, true),
  ),
].filter((entry) => !/(^|\/)(node_modules|\.portcullis)(\/|$)/.test(entry));

const read = (file: string) => readFileSync(join(root, file), "utf8");
const documents = entries.filter((entry) => entry.endsWith(".md"));

/** Folders and files of a user's project, which the guides speak of. */
const OF_USERS: ReadonlySet<string> = new Set(["bin/", "cdk.out/", "lib/", "actions/ask.ts", "actions/ask.test.ts"]);

const isPath = (text: string) =>
  /\w\.(ts|mjs|md|sh)$|^[\w-]+(\/[\w.-]+)*\/$|^\w+\/(src|test)\//.test(text) ||
  FOLDERS.some((folder) => text.startsWith(`${folder}/`));

/** Paths in code spans: from the root, or from the room that the text is about. */
const pathsIn = (document: string) =>
  [...document.matchAll(/`([\w.-]+(?:\/[\w.-]*)*)`/g)].map(([, text = ""]) => text).filter(isPath);

/** A file's extension may be left out. */
function exists(path: string): boolean {
  const end = `/${path.replace(/\/$/, "")}`;
  const ends = [end, `${end}.ts`, `${end}.test.ts`];
  return OF_USERS.has(path) || entries.some((entry) => ends.some((one) => `/${entry}`.endsWith(one)));
}

describe("documents", () => {
  it.each(documents)("name only files and folders that there are: %s", (document) => {
    expect(pathsIn(read(document)).filter((path) => !exists(path))).toEqual([]);
  });

  it.each(documents)("lead only to files that there are: %s", (document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, link = ""]) => link);
    expect(links.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([]);
  });
});

describe("ARCHITECTURE.md", () => {
  it("has the pictures that the imports make", () => {
    const text = read("ARCHITECTURE.md");
    expect(withPictures(text)).toBe(text);
  });
});

describe("docs/diagram.md", () => {
  it("has the diagram that the app's template makes", async () => {
    const text = read("docs/diagram.md");
    expect(text).toContain("<!-- diagram: app/template.yaml -->");
    expect(await withDiagrams(text)).toBe(text);
  });
});

/** Lines that are read in a few minutes. */
const MOST_README_LINES = 200;

describe("README.md", () => {
  const text = read("README.md");

  it("is short", () => {
    expect(text.split("\n").length).toBeLessThanOrEqual(MOST_README_LINES);
  });

  it("shows only pictures that there are", () => {
    const pictures = [...text.matchAll(/(?:src|srcset)="([^"]+)"|!\[[^\]]*\]\(([^)]+)\)/g)];
    const files = pictures.map(([, inHtml, inMarkdown]) => inHtml ?? inMarkdown ?? "");
    expect(files.length).toBeGreaterThan(2);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it("counts as the pages do that it leads to", () => {
    const [, proven] = /\*\*All\*\* \| \d+ \| (\d+) \| \d+ \| \d+ \|/.exec(read("docs/fidelity.md")) ?? [];
    const [, tried, different] = /\*\*All\*\* \| (\d+) \| (\d+) \|/.exec(read("docs/recorded.md")) ?? [];
    const [, requirements] = /The (\d+) requirements/.exec(read("docs/security.md")) ?? [];
    expect(text).toContain(`${proven} facts`);
    expect(text).toContain(`of ${tried} answers that others recorded on AWS, ${different} differ`);
    expect(text).toContain(`${requirements} requirements`);
  });
});

describe("docs/comparison.md", () => {
  it("has a source for each number, and uses each source", () => {
    const [statements = "", sources = ""] = read("docs/comparison.md").split("## Sources");
    const used = [...statements.matchAll(/\[(\d+)\](?!\()/g)].map(([, number]) => Number(number));
    const listed = [...sources.matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number));
    expect([...new Set(used)].sort((one, other) => one - other)).toEqual(listed);
  });
});

describe("llms.txt", () => {
  const text = read("llms.txt");
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => link);

  it("leads only to files that there are", () => {
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });

  it("has a line on each document but the decisions", () => {
    const own = documents.filter((document) => !/^docs\/adr\/|^create-portcullis\/templates\//.test(document));
    expect(own.filter((document) => !links.includes(document))).toEqual([]);
    const lines = text.split("\n").filter((line) => line.startsWith("- "));
    expect(lines.filter((line) => !/^- \[[^\]]+\]\([^)]+\): \S/.test(line))).toEqual([]);
  });
});

describe("AGENTS.md", () => {
  const text = read("AGENTS.md");

  it("names only scripts that package.json has", () => {
    const { scripts } = JSON.parse(read("package.json"));
    const named = [...text.matchAll(/`npm run ([\w:-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it("names only control requests that the engine's page has", () => {
    const engine = read("docs/engine.md");
    const named = [...text.matchAll(/\/_portcullis\/\w+/g)].map(([path]) => path);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !engine.includes(path))).toEqual([]);
  });
});
