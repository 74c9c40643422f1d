import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { arrow, atFork, edges, files, findCycle, packageImports, workspaceOf } from "../import-graph.ts";
import { root, walk } from "../source-files.ts";

function manifest(workspace: string): Record<string, Record<string, string> | undefined> {
  return JSON.parse(readFileSync(join(root, workspace, "package.json"), "utf8"));
}

describe("arrows between workspaces", () => {
  const OURS = new Map([
    ["@portcullis/contract", "contract"],
    ["@portcullis/app", "app"],
    ["portcullis", "engine"],
    ["@portcullis/client", "client"],
    ["@portcullis/lambda", "lambda"],
    ["@portcullis/conformance", "conformance"],
    ["@portcullis/console", "console"],
  ]);
  /** importer → workspace it may import, and how. */
  const ALLOWED: Readonly<Record<string, Readonly<Record<string, "value" | "type">>>> = {
    app: { contract: "value", lambda: "value" },
    client: { contract: "type" },
    // Starts an engine when it is asked to, and lives without one.
    conformance: { engine: "value" },
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
    expect(edges.filter(({ from, to }) => workspaceOf(from) !== workspaceOf(to)).map(arrow)).toEqual([]);
  });

  it("rest on declared dependencies", () => {
    // What a build puts into its bundle is a development dependency of the package.
    const BUNDLED = new Set(["engine", "console", "client"]);
    const undeclared = packageImports.filter(({ from, name, typeOnly }) => {
      const workspace = workspaceOf(from);
      const { dependencies, optionalDependencies, peerDependencies, devDependencies = {} } = manifest(workspace);
      const known = {
        ...dependencies,
        ...optionalDependencies,
        ...peerDependencies,
        ...(BUNDLED.has(workspace) ? devDependencies : {}),
      };
      const ofTypes = typeOnly ? { ...devDependencies, ...manifest("").devDependencies } : {};
      return !Object.hasOwn({ ...known, ...ofTypes }, name);
    });
    expect(undeclared).toEqual([]);
  });
});

describe("arrows inside the engine", () => {
  /** A room and the rooms it may import from. The first that fits is a file's room; "" is that of the loose files. */
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
    ["api-documents/", ["api-documents/", "diagram/", "services/", "iam/", "template/", "languages/", "kernel/"]],
    ["diagram/", ["diagram/", "services/", "iam/", "template/", "languages/", "kernel/"]],
    // Calls of a running engine are signed by its own signer.
    [
      "cli/",
      [
        "cli/",
        "engine.ts",
        "prerequisites.ts",
        "running/",
        "diagram/",
        "faults/help.ts",
        "wire/sigv4/sign.ts",
        "template/",
        "kernel/",
      ],
    ],
    // It is an engine's caller, by its endpoint.
    ["running/", ["running/", "kernel/"]],
    // It is asked through what services are given, and answers in the errors of those that are called.
    ["faults/", ["faults/", "services/contract/", "template/", "wire/", "languages/", "kernel/"]],
    ["library/", ["library/", "engine.ts", "kernel/"]],
    // Loads the engine as its user would; all else of it is types, and the words for its journal.
    ["testing/", ["testing/", "library/", "index.ts", "engine.ts", "services/contract/", "kernel/"]],
    // Runs what a build has made of the library and of the command line: their types are all that it knows.
    ["compiled/", ["compiled/", "cli/main.ts", "index.ts", "data-folder/user-cache-folder.ts"]],
    ["index.ts", ["library/", "engine.ts", "local-urls.ts", "faults/", "debugging/", "services/contract/", "kernel/"]],
    ["debugging/", ["debugging/", "services/contract/", "template/", "wire/", "kernel/"]],
    [
      "",
      [
        "",
        "kernel/",
        "languages/",
        "data-folder/",
        "template/",
        "wire/",
        "iam/",
        "services/",
        "faults/",
        "debugging/",
        "diagram/",
        "running/",
        "api-documents/",
        "admin/",
      ],
    ],
  ];
  const source = "engine/src/";
  const inEngine = edges
    .filter(({ from }) => from.startsWith(source))
    .map(({ from, to }) => ({ from: from.slice(source.length), to: to.slice(source.length) }));
  const fullArrow = ({ from, to }: (typeof inEngine)[number]) => arrow({ from: source + from, to: source + to });

  it("lead downwards", () => {
    const isIn = (room: string, path: string) => (room === "" ? !path.includes("/") : path.startsWith(room));
    const wrong = inEngine.filter(({ from, to }) => {
      const [, mayImport = []] = ROOMS.find(([room]) => isIn(room, from)) ?? [];
      return !mayImport.some((room) => isIn(room, to));
    });
    expect(wrong.map(fullArrow)).toEqual([]);
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
    expect(wrong.map(fullArrow)).toEqual([]);
  });
});

describe("arrows inside the client", () => {
  /** Groups from the top down: each may import itself and those below it. */
  const GROUPS = [
    "react/",
    "server/",
    "streams/",
    "presence/",
    "state/",
    "inbox/",
    "testing/",
    "debug/",
    "index.ts",
    "client.ts",
    "options.ts",
    "subscriptions/",
    "socket/",
    "tokens/",
    "retry.ts",
    "patience.ts",
    "wait.ts",
    "abort.ts",
    "clock.ts",
    "errors.ts",
    "messages.ts",
  ];
  const source = "client/src/";
  const groupOf = (path: string) => GROUPS.findIndex((group) => path.startsWith(source + group));

  it("lead downwards, those of types too: client, subscriptions, socket, tokens", () => {
    const inClient = edges.filter(({ from }) => from.startsWith(source));
    expect(inClient).not.toEqual([]);
    const wrong = inClient.filter(({ from, to }) => groupOf(from) < 0 || groupOf(to) < groupOf(from));
    expect(wrong.map(arrow)).toEqual([]);
  });
});

describe("the rings of the app", () => {
  /** A ring and the rings it may import from. The first prefix that fits is the ring. */
  const RINGS: readonly (readonly [ring: string, mayImport: readonly string[]])[] = [
    ["core/", ["core/"]],
    ["aws/", ["aws/", "core/", "env.ts"]],
    // Of what its user adds the app knows who may follow what.
    ["handlers/", ["aws/", "core/", "env.ts", "../actions/may-follow.ts"]],
    ["own-action.ts", ["aws/", "core/", "env.ts", "../actions/may-follow.ts"]],
    ["env.ts", []],
  ];

  it("lead inwards: handlers and AWS know the core, and it knows neither", () => {
    const wrong = edges.filter(({ from, to }) => {
      const [, mayImport = []] = RINGS.find(([ring]) => from.startsWith(`app/src/${ring}`)) ?? [];
      return workspaceOf(from) === "app" && !mayImport.some((ring) => to.startsWith(join("app/src", ring)));
    });
    expect(wrong.map(arrow)).toEqual([]);
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
  it("has no cycle of files, not even of types", () => {
    expect(findCycle(edges)).toBeUndefined();
  });

  it("has no cycle of values between the files and folders of any folder", () => {
    const values = edges.filter(({ typeOnly }) => !typeOnly);
    const cycle = findCycle(values.map(atFork)) ?? [];
    const turns = cycle.slice(1).map((to, index) => arrow({ from: cycle[index] ?? "", to }));
    const hint = "These imports make two neighbours need each other: move what both need, or import its type only.";
    expect(values.filter((edge) => turns.includes(arrow(atFork(edge)))).map(arrow), hint).toEqual([]);
  });
});
