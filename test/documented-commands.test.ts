import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { AS_WRITTEN } from "../e2e/long/documents/as-written.ts";
import { parseCommand } from "../engine/src/cli/args.ts";
import { COMMANDS } from "../engine/src/cli/main.ts";
import { DOCUMENTS, fencedCommandsOf } from "./commands/fenced.ts";
import { ANYWHERE, OF_DOCUMENTS } from "./commands/ledger.ts";
import { filesBelow, root } from "./source-files.ts";

const read = (file: string) => readFileSync(join(root, file), "utf8");

/** Lines of code, and code in a line, that begin with the command. */
function commandsIn(document: string): string[] {
  const text = read(document);
  const blocks = [...text.matchAll(/^```\w*\n(.*?)^```$/gms)].flatMap(([, block = ""]) => block.split("\n"));
  const spans = [...text.replaceAll(/^```.*?^```$/gms, "").matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span);
  return [...blocks, ...spans]
    .map((line) => line.trim())
    .filter((line) => /^(npx )?portcullis [a-z]/.test(line) && !/[…|[]/.test(line));
}

/** Words of a line as a shell has them, without what comes after them. */
function wordsOf(line: string): string[] {
  const command = line.replace(/\s+[#>&<].*$/, "");
  return [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? "",
  );
}

/** The complaint of the command line about a documented one, if it has any. */
function complaintAbout(line: string): string | undefined {
  const [name, ...args] = wordsOf(line.replace(/^(npx )?portcullis /, ""));
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) return `${line}: no such command`;
  try {
    parseCommand(command, args);
    return undefined;
  } catch (error) {
    return `${line}: ${error}`;
  }
}

describe("commands in documents", () => {
  it("are found", () => {
    expect(DOCUMENTS.flatMap(commandsIn).length).toBeGreaterThan(50);
  });

  it.each(DOCUMENTS)("are taken by the command line as they stand: %s", (document) => {
    const complaints = commandsIn(document)
      .filter((line) => line.includes(" --"))
      .map(complaintAbout);
    expect(complaints.filter((complaint) => complaint !== undefined)).toEqual([]);
  });
});

describe("commands in fences", () => {
  const documented = DOCUMENTS.flatMap((document) =>
    fencedCommandsOf(document).map((command) => ({ document, command })),
  );
  const isWritten = (wanted: { readonly document: string; readonly command: string }) =>
    AS_WRITTEN.some(({ document, command }) => document === wanted.document && command === wanted.command);
  const rest = documented.filter((one) => !isWritten(one));
  const rowOf = (rows: Readonly<Record<string, string>>, command: string) =>
    Object.keys(rows).find((start) => `${command} `.startsWith(start));

  it("are run by a test, or the ledger says why not", () => {
    const unaccounted = rest.filter(
      ({ document, command }) => rowOf({ ...OF_DOCUMENTS[document], ...ANYWHERE }, command) === undefined,
    );
    expect(unaccounted.map(({ document, command }) => `${document}: ${command}`)).toEqual([]);
  });

  it("are still in the documents that the ledger and the rows name", () => {
    const gone = AS_WRITTEN.filter(
      ({ document, command }) => !documented.some((one) => one.document === document && one.command === command),
    ).map(({ document, command }) => `${document}: ${command}`);
    const unused = Object.entries(OF_DOCUMENTS).flatMap(([document, rows]) => {
      const used = rest.filter((one) => one.document === document).map(({ command }) => rowOf(rows, command));
      return Object.keys(rows)
        .filter((start) => !used.includes(start))
        .map((start) => `${document}: ${start}`);
    });
    const common = rest.map(({ command }) => rowOf(ANYWHERE, command));
    expect([...gone, ...unused, ...Object.keys(ANYWHERE).filter((start) => !common.includes(start))]).toEqual([]);
  });

  it("are run by tests that there are", () => {
    const entries = [ANYWHERE, ...Object.values(OF_DOCUMENTS)].flatMap((rows) => Object.values(rows));
    const tests = entries.filter((entry) => !entry.includes(" "));
    expect(tests.filter((test) => !existsSync(join(root, test)))).toEqual([]);
  });
});

describe("scripts in documents", () => {
  /** Of this repository, and of a project of `portcullis init`. */
  const scripts: ReadonlySet<string> = new Set([
    ...Object.keys(JSON.parse(read("package.json")).scripts),
    ...["types", "validate", "deploy", "new-action", "build"],
  ]);
  /** Those of the package that a document is the README of count as well. */
  const scriptsOf = (document: string): ReadonlySet<string> => {
    const manifest = join(dirname(document), "package.json");
    return new Set([
      ...scripts,
      ...(existsSync(join(root, manifest)) ? Object.keys(JSON.parse(read(manifest)).scripts ?? {}) : []),
    ]);
  };
  const operators = filesBelow("app/admin/commands").map((file) => basename(file, ".ts"));
  const namesOf = (document: string, pattern: RegExp) =>
    [...read(document).matchAll(pattern)].map(([, name = ""]) => name);

  it.each(DOCUMENTS)("are those that there are: %s", (document) => {
    const known = scriptsOf(document);
    expect(namesOf(document, /npm run (?:--silent )?([a-z][\w:-]*)/g).filter((name) => !known.has(name))).toEqual([]);
    expect(
      namesOf(document, /npm run admin -- ([a-z-]+)/g).filter((name) => ![...operators, "help"].includes(name)),
    ).toEqual([]);
  });
});

describe("the walk in README.md", () => {
  const text = read("README.md");

  it("has each step, with the functions and the files that the app has", () => {
    const template = read("app/template.yaml");
    const functions = [...text.matchAll(/--function-name (\w+)|portcullis invoke (\w+)/g)].map(
      ([, one, other]) => one ?? other,
    );
    const files = [...text.matchAll(/file:\/\/(\S+)/g)].map(([, file = ""]) => join(root, "app", file));
    expect(functions).toContain("CreateTestJwt");
    expect(
      functions.filter((name) => !template.includes(`FunctionName: ${name}`) && !template.includes(`  ${name}:`)),
    ).toEqual([]);
    expect(files).toHaveLength(2);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    for (const step of [
      "npm ci && npm start",
      "-s websocket\n",
      "?access_token=",
      '-s websocket -s "$TOKEN"',
      '"action":"subscribe"',
      "npm run deploy",
    ])
      expect(text).toContain(step);
  });
});
