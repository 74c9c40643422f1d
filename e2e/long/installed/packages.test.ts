import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Entry, packAll, published, run } from "../../support/packages.ts";
import { root } from "../../support/system.ts";

/** Bounds for what is installed, and for the time that help takes beyond that of Node.js itself. */
const MOST_INSTALLED_BYTES = 30e6;
const MOST_HELP_MS = 150;

/** Versions that run on Node.js 20. */
const RUNNERS = ["jest@30.5.2", "@jest/globals@30.5.2", "vitest@4.1.12"];

const fixture = join(root, "e2e/fixtures/stranger");

/** Packages that are a command alone: nothing of them can be imported. */
const COMMANDS = published.filter(({ entries }) => entries.length === 0).map(({ manifest }) => manifest.name);

let folder: string;
let archives: readonly string[];
const at = (...parts: string[]) => join(folder, ...parts);
const npmInstall = (...packages: readonly string[]) =>
  run("npm", ["install", "--save-dev", "--no-audit", "--no-fund", "--prefer-offline", ...packages], at());

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-packages-"));
  archives = await packAll(folder);
  await cp(fixture, folder, { recursive: true });
  await writeFile(at("package.json"), JSON.stringify({ name: "stranger", private: true }));
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("what is packed", () => {
  it("is every package of the table", () => {
    expect(archives).toHaveLength(published.length);
  });

  it("has nothing that publint would change", async () => {
    for (const archive of archives) {
      const { buffer, byteOffset, length } = await readFile(archive);
      const tarball = buffer.slice(byteOffset, byteOffset + length);
      const { messages, pkg } = await publint({ pack: { tarball: tarball as ArrayBuffer }, level: "suggestion" });
      expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
    }
  });

  it("has the same types for every way of resolving them (arethetypeswrong)", async () => {
    for (const archive of archives) {
      const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(await readFile(archive))));
      const expected = COMMANDS.includes(analysis.packageName) ? "no types" : [];
      expect(analysis.types && "problems" in analysis ? analysis.problems : "no types").toEqual(expected);
    }
  });
});

describe("in an empty folder", () => {
  // It comes with clients of AWS, and stands beside the others.
  const isSuite = (archive: string) => archive.includes("portcullis-conformance-");

  it("is small, with all that it depends on", { timeout: 120_000 }, async () => {
    await npmInstall(...archives.filter((archive) => !isSuite(archive)));
    expect(await sizeOf(at("node_modules"))).toBeLessThan(MOST_INSTALLED_BYTES);
  });

  it("takes the conformance suite beside it", { timeout: 120_000 }, async () => {
    await npmInstall(...archives.filter(isSuite));
    expect(await run("npx", ["portcullis-conformance", "--version"], at())).toMatch(/^\d+\.\d+\.\d+$/m);
  });

  it("brings the licences of the packages that are bundled with it", async () => {
    const licences = await readFile(at("node_modules/portcullis/dist/THIRD-PARTY-LICENSES.txt"), "utf8");
    expect(licences).toMatch(/^zod [\d.]+ \(MIT\)$/m);
    expect(licences).toContain("WITHOUT WARRANTY OF ANY KIND");
  });

  it("says what it can do at once: portcullis --help", async () => {
    await writeFile(at("usage.cjs"), USAGE);
    const help = medianMs([at("node_modules/portcullis/bin/portcullis.mjs"), "--help"]);
    const node = medianMs(["-e", "0"]);
    expect(node).toBeGreaterThan(0);
    expect(help - node).toBeLessThan(MOST_HELP_MS);
  });

  it.each([
    ["import()", "imported.mjs", "await import(name)"],
    ["require()", "required.cjs", "require(name)"],
  ])("gives by %s what its types tell, without a warning", async (_way, file, load) => {
    const names = JSON.stringify(specifiers());
    const lines = `(async () => { for (const name of ${names}) console.log(name, Object.keys(${load}).length > 0); })();`;
    await writeFile(at(file), lines);
    expect(await run(process.execPath, [file], at())).toBe(
      specifiers()
        .map((name) => `${name} true\n`)
        .join(""),
    );
  });

  it("is one module for import and for require", async () => {
    await writeFile(
      at("both.cjs"),
      'import("portcullis").then(({ UserError }) => console.log(UserError === require("portcullis").UserError));',
    );
    expect(await run(process.execPath, ["both.cjs"], at())).toBe("true\n");
  });
});

const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  target: "es2022",
  types: [],
  noEmit: true,
};

describe("types, checked strictly and with those of libraries, without @types", () => {
  const compilers = ["node_modules/typescript", "scripts/typescript6/node_modules/typescript"];
  const resolutions = [
    ["node16", "node16", "ts"],
    ["node16", "node16", "mts"],
    ["nodenext", "nodenext", "cts"],
    ["esnext", "bundler", "ts"],
    ["commonjs", "bundler", "ts"],
  ] as const;
  const cases = compilers.flatMap((compiler) => resolutions.map((resolution) => [compiler, ...resolution] as const));

  it.each(cases)("compile with %s: module %s, moduleResolution %s, .%s", async (compiler, module, resolution, kind) => {
    const entries = specifiers().map((name, index) => `export * as entry${index} from "${name}";\n`);
    await writeFile(at(`use.${kind}`), (await readFile(join(fixture, "use.ts"), "utf8")) + entries.join(""));
    const compilerOptions = { ...STRICT, module, moduleResolution: resolution };
    await writeFile(at("tsconfig.json"), JSON.stringify({ compilerOptions, files: [`use.${kind}`] }));
    await run(process.execPath, [join(root, compiler, "bin/tsc")], at());
  });
});

describe("with test runners", () => {
  beforeAll(() => npmInstall(...RUNNERS), 300_000);

  it("has types that know the matchers", async () => {
    const compilerOptions = { ...STRICT, skipLibCheck: true, module: "nodenext", moduleResolution: "nodenext" };
    await writeFile(at("tsconfig.json"), JSON.stringify({ compilerOptions, files: ["runners.mts"] }));
    await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc")], at());
  });

  it("runs in Jest without flags or settings", async () => {
    expect(await run(process.execPath, [at("node_modules/jest/bin/jest.js")], at())).toMatch(
      /Tests: +3 passed, 3 total/,
    );
  });
});

/** A page that uses each hook, rendered as a server does. */
const PAGE = `
const { createElement } = React;
const Page = () => {
  hooks.useUserMessages(() => {});
  return hooks.useConnectionState().state + " " + hooks.useSubscription("order").state + " " + hooks.usePresence("order").users.length
    + " " + hooks.useEntityState("order").values.size + " " + hooks.useInbox().unread.length + " " + hooks.useStreams("order").streams.length;
};
console.log(server.renderToString(createElement(hooks.PortcullisProvider, { client: null }, createElement(Page))));
`;

describe.each(["18", "19"])("with React %s", (version) => {
  beforeAll(() => npmInstall(`react@${version}`, `react-dom@${version}`, `@types/react@${version}`), 300_000);

  it("has hooks for import and for require", async () => {
    const imports = ["React from react", "server from react-dom/server", "* as hooks from @portcullis/client/react"]
      .map((line) => line.split(" from "))
      .map(([name, from]) => ({ name: String(name), from: String(from) }));
    const imported = imports.map(({ name, from }) => `import ${name} from "${from}";\n`).join("");
    const required = imports
      .map(({ name, from }) => `const ${name.replace("* as ", "")} = require("${from}");\n`)
      .join("");
    await writeFile(at("page.mjs"), imported + PAGE);
    await writeFile(at("page.cjs"), required + PAGE);
    for (const file of ["page.mjs", "page.cjs"])
      expect(await run(process.execPath, [file], at())).toBe("connecting subscribing 0 0 0 0\n");
  });

  it("has types for its hooks", async () => {
    const use = 'import { useSubscription } from "@portcullis/client/react";\n';
    const page =
      'export const Page = () => useSubscription<{ status: string }>("order").latest?.message.status ?? null;\n';
    await writeFile(at("hooks.mts"), use + page);
    const compilerOptions = { ...STRICT, skipLibCheck: true, module: "nodenext", moduleResolution: "nodenext" };
    await writeFile(at("tsconfig.json"), JSON.stringify({ compilerOptions, files: ["hooks.mts"] }));
    await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc")], at());
  });
});

describe("a test of a component", () => {
  const compilerOptions = {
    ...STRICT,
    skipLibCheck: true,
    lib: ["es2022", "dom"],
    module: "esnext",
    moduleResolution: "bundler",
    jsx: "react-jsx",
  };

  beforeAll(() => npmInstall("happy-dom@21.0.4", "@types/react-dom@19.3.0"), 300_000);

  it("compiles and passes as the README has it", async () => {
    const readme = await readFile(join(root, "client/README.md"), "utf8");
    const [, section = ""] = readme.split("## Tests of components");
    const [, example = ""] = section.split(/^```(?:tsx)?$/m);
    await writeFile(at("order.test.tsx"), example);
    await writeFile(at("tsconfig.json"), JSON.stringify({ compilerOptions, files: ["order.test.tsx"] }));
    await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc")], at());
    const said = await run(process.execPath, [at("node_modules/vitest/vitest.mjs"), "run", "order.test.tsx"], at());
    expect(stripVTControlCharacters(said)).toMatch(/Tests +1 passed/);
  });
});

/** All that can be imported with no other package, by its name. */
const specifiers = () => namesOf(({ needs }) => needs === undefined);

const namesOf = (isMeant: (entry: Entry) => boolean) =>
  published.flatMap(({ manifest, entries }) =>
    entries.filter(isMeant).map(({ path }) => manifest.name + path.slice(1)),
  );

async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const stats = await Promise.all(files.map((file) => stat(join(file.parentPath, file.name))));
  // esbuild's program is there under two names, and on the disk once.
  const byInode = new Map(stats.map(({ ino, size }) => [ino, size]));
  return [...byInode.values()].reduce((sum, size) => sum + size, 0);
}

/** Tells a process's time on the processor, which other processes do not add to. */
const USAGE = `process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  require("node:fs").writeSync(2, String((user + system) / 1000));
});`;

function medianMs(args: readonly string[]): number {
  const node = () => spawnSync(process.execPath, ["--require", at("usage.cjs"), ...args], { encoding: "utf8" });
  const times = Array.from({ length: 9 }, () => Number(node().stderr));
  return times.sort((a, b) => a - b)[4] ?? Number.NaN;
}
