import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type AstNode, readSourceFiles, resolveImport, root, walk } from "../source-files.ts";

const files = readSourceFiles();
const workspaceOf = (path: string) => path.split("/")[0] ?? "";
const isRelative = (specifier: string) => specifier.startsWith(".");
const packageOf = (specifier: string) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const edges: Edge[] = files.flatMap(({ path, imports }) =>
  imports
    .filter(({ specifier }) => isRelative(specifier))
    .map(({ specifier, typeOnly }) => ({ from: path, to: resolveImport(path, specifier), typeOnly })),
);

const packageImports = files.flatMap(({ path, imports }) =>
  imports
    .filter(({ specifier }) => !isRelative(specifier) && !isBuiltin(specifier))
    .map(({ specifier, typeOnly }) => ({ from: path, name: packageOf(specifier), typeOnly })),
);

function manifest(workspace: string): Record<string, Record<string, string> | undefined> {
  return JSON.parse(readFileSync(join(root, workspace, "package.json"), "utf8"));
}

describe("arrows between workspaces", () => {
  const OURS = new Map([
    ["@portcullis/contract", "contract"],
    ["@portcullis/app", "app"],
    ["portcullis", "engine"],
    ["@portcullis/client", "client"],
    ["@portcullis/console", "console"],
  ]);
  /** importer → workspace it may import, and how. */
  const ALLOWED: Readonly<Record<string, Readonly<Record<string, "value" | "type">>>> = {
    app: { contract: "value" },
    client: { contract: "type" },
    console: { client: "value" },
  };

  it("are only those of ARCHITECTURE.md", () => {
    const wrong = packageImports.filter(({ from, name, typeOnly }) => {
      const target = OURS.get(name);
      const kind = target && ALLOWED[workspaceOf(from)]?.[target];
      return target && !(kind === "value" || (kind === "type" && typeOnly));
    });
    expect(wrong).toEqual([]);
  });

  it("never cross a workspace by a relative path", () => {
    expect(edges.filter(({ from, to }) => workspaceOf(from) !== workspaceOf(to))).toEqual([]);
  });

  it("rest on declared dependencies", () => {
    // What a build puts into its bundle is a development dependency of the package.
    const BUNDLED = new Set(["engine", "console", "client"]);
    const undeclared = packageImports.filter(({ from, name, typeOnly }) => {
      const workspace = workspaceOf(from);
      const { dependencies = {}, optionalDependencies = {}, devDependencies = {} } = manifest(workspace);
      const known = { ...dependencies, ...optionalDependencies, ...(BUNDLED.has(workspace) ? devDependencies : {}) };
      const ofTypes = typeOnly ? { ...devDependencies, ...manifest("").devDependencies } : {};
      return !Object.hasOwn({ ...known, ...ofTypes }, name);
    });
    expect(undeclared).toEqual([]);
  });
});

describe("arrows inside the engine", () => {
  /** A room and the rooms it may import from. The first prefix that fits is the room. */
  const ROOMS: readonly (readonly [room: string, mayImport: readonly string[]])[] = [
    ["kernel/", ["kernel/"]],
    ["languages/", ["languages/", "kernel/"]],
    ["data-folder/", ["data-folder/", "kernel/"]],
    ["template/", ["template/", "languages/", "kernel/"]],
    ["wire/", ["wire/", "kernel/"]],
    // A policy is asked about the caller that a signature named.
    ["iam/", ["iam/", "wire/principal.ts", "template/", "languages/", "kernel/"]],
    ["services/", ["services/", "iam/", "template/", "wire/", "languages/", "kernel/"]],
    ["admin/", ["admin/", "kernel/"]],
    ["cli/", ["cli/", "engine.ts", "template/", "kernel/"]],
    ["", ["", "kernel/", "languages/", "data-folder/", "template/", "wire/", "iam/", "services/", "admin/"]],
  ];
  const inEngine = edges
    .filter(({ from }) => from.startsWith("engine/src/"))
    .map(({ from, to }) => ({ from: from.slice("engine/src/".length), to: to.slice("engine/src/".length) }));

  it("lead downwards", () => {
    const wrong = inEngine.filter(({ from, to }) => {
      const [, mayImport = []] = ROOMS.find(([room]) => from.startsWith(room)) ?? [];
      return !mayImport.some((room) => to.startsWith(room));
    });
    expect(wrong).toEqual([]);
  });

  it("never lead from one service into another", () => {
    const folderOf = (path: string) => /^services\/([^/]+)\//.exec(path)?.[1];
    // A folder that the registry does not name is ground that services share, and so is what each of them is given.
    const registered = inEngine
      .filter(({ from }) => from === "services/registry.ts")
      .map(({ to }) => folderOf(to))
      .filter((name) => name !== "contract");
    const serviceOf = (path: string) => registered.find((name) => name !== undefined && name === folderOf(path));
    const wrong = inEngine.filter(({ from, to }) => {
      const [own, other] = [serviceOf(from), serviceOf(to)];
      return other && own !== other && folderOf(from) && from !== "services/registry.ts";
    });
    expect(wrong).toEqual([]);
  });

  it("leave time, chance and the process to the context", () => {
    // The isolate's own side runs in the function's process, and two files own the processes that the engine starts.
    const EXEMPT = /^engine\/src\/services\/(lambda\/runtimes\/runtime\/|lambda\/environment|dynamodb\/store)/;
    const FORBIDDEN = new Set(["Date", "setTimeout", "setInterval", "console", "process"]);
    const wrong: string[] = [];
    for (const { path, program } of files.filter(
      ({ path }) => path.startsWith("engine/src/services/") && !EXEMPT.test(path),
    )) {
      walk(program, (node, parent, key) => {
        if (node.type !== "Identifier" || !FORBIDDEN.has(String(node.name))) return;
        const isName =
          (key === "property" && !parent?.computed) || (key === "key" && !parent?.shorthand) || key === "typeName";
        // `new Date(ms)` only formats a time that somebody gave.
        const formats =
          node.name === "Date" && parent?.type === "NewExpression" && (parent.arguments as unknown[]).length > 0;
        const parses = node.name === "Date" && key === "object" && ["parse", "UTC"].includes(propertyOf(parent));
        if (!isName && !formats && !parses) wrong.push(`${path}: ${node.name}`);
      });
    }
    expect(wrong).toEqual([]);
  });
});

describe("arrows inside the client", () => {
  /** Groups from the top down: each may import itself and those below it. */
  const GROUPS = [
    "index.ts",
    "client.ts",
    "options.ts",
    "subscriptions/",
    "socket/",
    "tokens/",
    "retry.ts",
    "clock.ts",
    "errors.ts",
    "messages.ts",
  ];
  const source = "client/src/";
  const groupOf = (path: string) => GROUPS.findIndex((group) => path.startsWith(source + group));

  it("lead downwards, those of types too: client, subscriptions, socket, tokens", () => {
    const inClient = edges.filter(({ from }) => from.startsWith(source));
    expect(inClient).not.toEqual([]);
    expect(inClient.filter(({ from, to }) => groupOf(from) < 0 || groupOf(to) < groupOf(from))).toEqual([]);
  });
});

const propertyOf = (node: unknown) => (node as { property?: { name?: string } } | undefined)?.property?.name ?? "";

describe("the rings of the app", () => {
  /** A ring and the rings it may import from. The first prefix that fits is the ring. */
  const RINGS: readonly (readonly [ring: string, mayImport: readonly string[]])[] = [
    ["core/", ["core/"]],
    ["aws/", ["aws/", "core/", "env.ts"]],
    ["handlers/", ["aws/", "core/", "env.ts"]],
    ["env.ts", []],
  ];

  it("lead inwards: handlers and AWS know the core, and it knows neither", () => {
    const wrong = edges.filter(({ from, to }) => {
      const [, mayImport = []] = RINGS.find(([ring]) => from.startsWith(`app/src/${ring}`)) ?? [];
      return workspaceOf(from) === "app" && !mayImport.some((ring) => to.startsWith(`app/src/${ring}`));
    });
    expect(wrong).toEqual([]);
  });

  it("keep AWS's packages out of core and handlers", () => {
    const ofAws = /^(@aws-sdk\/|@aws-lambda-powertools\/|aws4fetch$)/;
    const wrong = packageImports.filter(({ from, name }) => /^app\/src\/(?!aws\/)/.test(from) && ofAws.test(name));
    expect(wrong).toEqual([]);
  });

  it("leave the table's keys to aws/dynamodb/", () => {
    const KEYS = /^(pk|sk|GSI1PK|GSI1SK)$/;
    const wrong = new Set<string>();
    for (const { path, program } of files.filter(({ path }) => path.startsWith("app/src/core/")))
      walk(program, ({ type, name }) => {
        if (type === "Identifier" && KEYS.test(String(name))) wrong.add(path);
      });
    expect([...wrong]).toEqual([]);
  });
});

describe("the import graph", () => {
  it("has no cycle, not even of types", () => {
    expect(findCycle(edges)).toBeUndefined();
  });
});

function findCycle(graph: readonly Edge[]): readonly string[] | undefined {
  const next = new Map<string, string[]>();
  for (const { from, to } of graph) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const target of next.get(path) ?? []) {
      const cycle = visit(target, [...trail, path]);
      if (cycle) return cycle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of next.keys()) {
    const cycle = visit(path, []);
    if (cycle) return cycle;
  }
  return undefined;
}

describe("fixtures, which neither linter nor compiler reads", () => {
  it.each(["engine/test/fixtures", "e2e/fixtures"])("are stacks and no tests: %s", (folder) => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    expect(entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name)).toEqual([]);
    const paths = readdirSync(join(root, folder), { recursive: true }).map(String);
    expect(paths.filter((path) => path.endsWith(".test.ts"))).toEqual([]);
  });
});

describe("rooms stay small", () => {
  const LONGEST_FILE_LINES = 400;
  const LONGEST_FUNCTION_LINES = 60;
  const LONGEST_FACTORY_LINES = 80;
  const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);
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
    expect(functionsOver(LONGEST_FACTORY_LINES, allLines)).toEqual([]);
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
