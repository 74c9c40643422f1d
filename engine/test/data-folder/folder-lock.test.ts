import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openDataFolder } from "../../src/data-folder/data-folder.ts";
import { lockFolder } from "../../src/data-folder/folder-lock.ts";
import { createJournal } from "../../src/kernel/journal.ts";
import { identityOf } from "../../src/kernel/process-identity.ts";

const source = join(dirname(fileURLToPath(import.meta.url)), "../../src/data-folder/folder-lock.ts");

/** Tries whenever its standard input says go, so that many do at the same moment, and holds the lock until it ends. */
const CONTENDER = `
import { lockFolder } from ${JSON.stringify(source)};
process.stdin.on("data", () => {
  try {
    lockFolder(process.argv[2]);
    process.stdout.write("owner\\n");
  } catch (error) {
    process.stdout.write(error.message + "\\n");
  }
});
process.stdout.write("ready\\n");
`;

let programs: string;
let folder: string;

beforeAll(async () => {
  programs = await mkdtemp(join(tmpdir(), "portcullis-lock-"));
  await build({
    stdin: { contents: CONTENDER, resolveDir: programs },
    outfile: join(programs, "contender.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
  });
});
afterAll(() => rm(programs, { recursive: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(programs, "data-"));
});
afterEach(() => rm(folder, { recursive: true }));

interface Contender {
  readonly process: ChildProcess;
  /** Resolves with `owner`, or with why not. */
  contend(): Promise<string>;
}

async function startContender(directory: string): Promise<Contender> {
  const child = spawn(process.execPath, [join(programs, "contender.mjs"), directory], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  return {
    process: child,
    async contend() {
      child.stdin.write("go\n");
      return String((await lines.next()).value);
    },
  };
}

async function kill({ process: child }: Contender): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

const lockFiles = async () => (await readdir(folder)).filter((name) => name.includes("lock"));

const lockText = async () => readFile(join(folder, (await lockFiles()).at(-1) ?? ""), "utf8");

describe("lockFolder", () => {
  it("has one owner of twenty that start at once, and another one of the rest when that is killed", async () => {
    let contenders = await Promise.all(Array.from({ length: 20 }, () => startContender(folder)));
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all(contenders.map((contender) => contender.contend()));
      const owners = contenders.filter((_, index) => answers[index] === "owner");
      expect(owners).toHaveLength(1);
      for (const answer of answers.filter((each) => each !== "owner"))
        expect(answer).toContain(`process ${owners[0]?.process.pid} on ${hostname()}`);
      expect(await lockFiles()).toHaveLength(1);
      await Promise.all(owners.map(kill));
      contenders = contenders.filter((contender) => !owners.includes(contender));
    }
    await Promise.all(contenders.map(kill));
  }, 60_000);

  it("refuses a second owner in the same process, and has none once the first is disposed", () => {
    const first = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(`process ${process.pid}`);
    first[Symbol.dispose]();
    lockFolder(folder)[Symbol.dispose]();
  });

  it("takes over from a process whose number another one has by now", async () => {
    const owner = { ...identityOf(process.pid), started: "another-boot/1" };
    await writeFile(join(folder, "portcullis.lock.4"), JSON.stringify({ owner, since: "2026-01-01T00:00:00Z" }));
    lockFolder(folder)[Symbol.dispose]();
    expect(await lockFiles()).toEqual(["portcullis.lock.5"]);
  });

  it.each([
    ["another host", { host: "elsewhere" }],
    ["another container", { pidNamespace: "pid:[1]" }],
  ])("does not take over from %s, and tells which file to delete", async (_what, other) => {
    const file = join(folder, "portcullis.lock.1");
    const owner = { ...identityOf(process.pid), pid: 7, ...other };
    await writeFile(file, JSON.stringify({ owner, since: "2026-01-01T00:00:00Z" }));
    expect(() => lockFolder(folder)).toThrow(
      expect.objectContaining({
        name: "UserError",
        message: expect.stringContaining(`process 7 on ${owner.host}, since 2026-01-01`),
        hint: expect.stringContaining(file),
      }),
    );
  });

  it("does not guess who the owner is when the file cannot be read", async () => {
    await writeFile(join(folder, "portcullis.lock.1"), "");
    expect(() => lockFolder(folder)).toThrow(/cannot be read/);
  });

  it("leaves the lock of an owner alone that came after its file was deleted by hand", async () => {
    const first = lockFolder(folder);
    await rm(join(folder, "portcullis.lock.1"));
    const second = lockFolder(folder);
    const text = await lockText();
    first[Symbol.dispose]();
    expect(await lockText()).toBe(text);
    second[Symbol.dispose]();
  });
});

describe("openDataFolder", () => {
  it("knows a folder by whatever path leads there", async () => {
    const real = join(folder, "real");
    const link = join(folder, "link");
    await mkdir(real);
    await symlink(real, link);
    const journal = createJournal(Date.now);
    await using first = await openDataFolder(link, journal);
    expect(first.path).toBe(real);
    await expect(openDataFolder(join(real, "..", "real"), journal)).rejects.toThrow(/Another engine uses .*real/);
  });

  it("says what is wrong with a folder that cannot be made", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    await expect(openDataFolder(join(file, "data"), createJournal(Date.now))).rejects.toMatchObject({
      name: "UserError",
    });
  });
});
