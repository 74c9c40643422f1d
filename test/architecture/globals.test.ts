import { describe, expect, it } from "vitest";
import { type Exemptions, judge, NOTHING } from "../exemptions.ts";
import { files } from "../import-graph.ts";
import { type AstNode, nameOf, walk } from "../source-files.ts";

describe("time, chance and the process", () => {
  const FORBIDDEN = new Set(["Date", "setTimeout", "setInterval", "console", "process"]);
  const EXEMPT: Exemptions = {
    "engine/src/services/lambda/runtimes/runtime/": "the function's own side, in a process or thread of its own",
    "engine/src/services/lambda/environment/": "owns the processes and threads that functions run in",
    "engine/src/services/dynamodb/store/": "owns the process that the store runs in",
  };

  it("reach a service by its context alone", () => {
    const inServices = files.filter(({ path }) => path.startsWith("engine/src/services/"));
    const found = inServices.flatMap(({ path, program }) => globalsIn(program).map((name) => `${path}: ${name}`));
    expect(judge(found, EXEMPT), "Take them from ServiceContext: clock, random, journal.").toEqual(NOTHING);
  });

  function globalsIn(program: unknown): string[] {
    const found: string[] = [];
    walk(program, (node, parent, key) => {
      if (node.type !== "Identifier" || !FORBIDDEN.has(String(node.name))) return;
      const isName =
        (key === "property" && !parent?.computed) || (key === "key" && !parent?.shorthand) || key === "typeName";
      // `new Date(ms)` only formats a time that somebody gave.
      const formats =
        node.name === "Date" && parent?.type === "NewExpression" && (parent.arguments as unknown[]).length > 0;
      const parses =
        node.name === "Date" && key === "object" && ["parse", "UTC"].includes(nameOf(parent?.property) ?? "");
      if (!isName && !formats && !parses) found.push(String(node.name));
    });
    return found;
  }
});

describe("process.env", () => {
  const READERS: Exemptions = {
    "app/src/env.ts": "the settings of the app, each with its name and its check",
    "conformance/src/cli/targets.ts": "the credentials and the Region that AWS's tools put there",
    "engine/src/cli/environment.ts": "the settings of the command line",
    "engine/src/compiled/environment.ts": "the place of what is kept before any code of the engine runs",
    "engine/src/testing/environment.ts": "sets the variables of the test's own process, and puts them back",
    "engine/src/services/lambda/environment/sandbox/": "the processes that build and run functions inherit it",
    "engine/src/services/lambda/runtimes/runtime/": "the function's own environment, on the function's own side",
  };

  it("is read in one file of the app and one of the engine, and where processes start", () => {
    const found = files.filter(({ program }) => readsEnvironment(program)).map(({ path }) => path);
    expect(judge(found, READERS), "Take the value as an argument from whoever reads the environment.").toEqual(NOTHING);
  });

  function readsEnvironment(program: unknown): boolean {
    let reads = false;
    walk(program, (node) => {
      reads ||= isEnvironment(node);
    });
    return reads;
  }

  /** `process.env`, `process["env"]`, `const { env } = process`, `import { env } from "node:process"`. */
  function isEnvironment({ type, object, property, id, init, source }: AstNode): boolean {
    if (type === "MemberExpression")
      return nameOf(object) === "process" && (nameOf(property) === "env" || (property as AstNode).value === "env");
    if (type === "VariableDeclarator") return nameOf(init) === "process" && (id as AstNode).type === "ObjectPattern";
    return type === "ImportDeclaration" && /^(node:)?process$/.test(String((source as AstNode).value));
  }
});

describe("the disk", () => {
  const LOOKERS: Exemptions = {
    "engine/src/template/find.ts": "finds the template itself, each time",
    "engine/src/template/samconfig/read.ts": "is read each time",
  };

  it("is looked at by templates through kernel/machine/looks.ts alone, which notes on what a kept stack depends", () => {
    const ofTemplates = files.filter(({ path }) => path.startsWith("engine/src/template/"));
    const found = ofTemplates.filter(({ imports }) => imports.some(({ specifier }) => /^(node:)?fs\b/.test(specifier)));
    expect(
      judge(
        found.map(({ path }) => path),
        LOOKERS,
      ),
    ).toEqual(NOTHING);
  });
});
