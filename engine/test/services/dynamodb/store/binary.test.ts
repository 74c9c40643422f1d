import { existsSync, readdirSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createJournal, type Journal } from "../../../../src/kernel/journal.ts";
import {
  findStoreBinary,
  STORE_VERSION,
  type StoreBinaryOptions,
} from "../../../../src/services/dynamodb/store/binary.ts";

const PACKAGE = "@dynoxide/darwin-arm64";

let folder: string;
let journal: Journal;
const at = (...parts: string[]) => join(folder, ...parts);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-binary-"));
  journal = createJournal(() => 0);
});

afterEach(() => rm(folder, { recursive: true }));

/** An npm that does what `script` says, in the folder where it is to install; `$2` is the package and its version. */
async function npmThat(script: string): Promise<string> {
  await writeFile(at("npm"), `#!/bin/sh\n${script}\n`);
  await chmod(at("npm"), 0o755);
  return at("npm");
}

/** The way to the program on a Mac, whatever this machine is. */
const find = (npm: string, options: Partial<StoreBinaryOptions> = {}) =>
  findStoreBinary({ cacheDir: at("cache"), journal, platform: "darwin-arm64", npm, from: at("engine.js"), ...options });

const FETCHES = `mkdir -p "node_modules/${PACKAGE}" && : > "node_modules/${PACKAGE}/dynoxide"`;

async function install(path: string): Promise<string> {
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), "{}");
  return at(path);
}

describe("findStoreBinary where npm has installed the platform's package", () => {
  it.each([
    ["beside the engine", `node_modules/${PACKAGE}`],
    ["with a dynoxide of the user's", `node_modules/dynoxide/node_modules/${PACKAGE}`],
  ])("takes it %s, and fetches nothing", async (_where, path) => {
    await install("node_modules/dynoxide/package.json");
    await install(`${path}/package.json`);
    expect(await find("/nonexistent/npm")).toBe(at(path, "dynoxide"));
    expect(journal.entries()).toEqual([]);
  });

  it("takes the program of Windows by its name", async () => {
    await install("node_modules/@dynoxide/win32-x64/package.json");
    const program = await find("/nonexistent/npm", { platform: "win32-x64" });
    expect(program).toBe(at("node_modules/@dynoxide/win32-x64/dynoxide.exe"));
  });
});

describe("findStoreBinary where the platform's package is not installed", () => {
  const cached = () => at("cache/dynoxide", `${STORE_VERSION}-darwin-arm64`);

  it("has npm fetch it into the user's cache, once for all projects, and says so", async () => {
    const npm = await npmThat(`[ "$2" = "${PACKAGE}@${STORE_VERSION}" ] && ${FETCHES}`);
    const expected = join(cached(), "node_modules", PACKAGE, "dynoxide");
    expect(await find(npm)).toBe(expected);
    expect(await find("/nonexistent/npm")).toBe(expected);
    const data = { package: `${PACKAGE}@${STORE_VERSION}`, folder: cached() };
    expect(journal.entries({ service: "dynamodb", type: "download" })).toMatchObject([
      { data: { status: "begun", ...data } },
      { data: { status: "done", ...data } },
    ]);
  });

  it("lets two engines fetch it at once", async () => {
    const npm = await npmThat(FETCHES);
    const [one, other] = await Promise.all([find(npm), find(npm)]);
    expect([one, existsSync(one)]).toEqual([other, true]);
  });

  it("fetches it again when somebody has emptied the cache's folder", async () => {
    await mkdir(join(cached(), "node_modules"), { recursive: true });
    expect(existsSync(await find(await npmThat(FETCHES)))).toBe(true);
  });

  it.each([
    ["the registry lacks it", "echo npm error code E404 >&2; exit 1", `${PACKAGE}@${STORE_VERSION}, npm says E404.`],
    ["npm fails otherwise", "printf 'a\\nlast words\\n' >&2; exit 1", `${PACKAGE}@${STORE_VERSION}, last words.`],
    ["the package holds no program", "exit 0", `${PACKAGE}@${STORE_VERSION}, which holds no program.`],
  ])("says in one line what to do when %s, and leaves nothing half done", async (_why, script, message) => {
    const failure = await find(await npmThat(script)).catch((error) => error);
    expect(failure).toMatchObject({ name: "UserError", hint: expect.stringContaining("--dynamodb http://") });
    expect(failure.message).toMatch(/^[^\n]*$/);
    expect(failure.message).toContain(message);
    expect(readdirSync(at("cache/dynoxide")).filter((name) => !cached().endsWith(name))).toEqual([]);
  });

  it("says so when there is no npm", async () => {
    await expect(find("/nonexistent/npm")).rejects.toMatchObject({
      message: expect.stringContaining("there is no npm to fetch it with"),
    });
  });
});

describe("findStoreBinary on a platform that the store was not built for", () => {
  it("says so at once, and asks nobody", async () => {
    await expect(find("/nonexistent/npm", { platform: "win32-arm64" })).rejects.toMatchObject({
      message: "There is no DynamoDB store for win32-arm64.",
      hint: expect.stringContaining("--dynamodb"),
    });
    expect(journal.entries()).toEqual([]);
  });
});
