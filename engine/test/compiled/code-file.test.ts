import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCodeFile } from "../../src/compiled/code-file.ts";

let scratch: string;
let folder: string;
let file: string;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), "compiled-"));
  folder = join(scratch, "user", "compiled");
  file = join(scratch, "code.cjs");
  await write("first", "module.exports = 'first';");
});

afterEach(() => rm(scratch, { recursive: true }));

/** Writes the code as all versions of a package are unpacked: at one time. */
async function write(digest: string, code: string): Promise<void> {
  await writeFile(file, `// ${digest}\n${code}`);
  await utimes(file, 0, 0);
}

const run = (use = "library") => runCodeFile(file, { folder, use });

function keep(use?: string): unknown {
  const code = run(use);
  code.keep();
  return code.exports;
}

const kept = () => readdir(folder).catch(() => []);

describe("a file of code", () => {
  it("is run as CommonJS, and finds what lies beside it", async () => {
    await writeFile(join(scratch, "other.cjs"), "exports.answer = 42;");
    await write("places", 'module.exports = [require("./other.cjs").answer, __filename, __dirname];');
    expect(run().exports).toEqual([42, file, scratch]);
  });

  it("is run from what was compiled of it, which is kept when the caller says so", async () => {
    expect(run().exports).toBe("first");
    expect(await kept()).toEqual([]);
    keep();
    const [name = ""] = await kept();
    const bytes = await readFile(join(folder, name));
    // A process that has found it there writes nothing.
    await utimes(join(folder, name), 1, 1);
    expect(keep()).toBe("first");
    expect(await readFile(join(folder, name))).toEqual(bytes);
    expect(await kept()).toEqual([name]);
  });

  it("is compiled anew when it is another, be it of one length and one time", async () => {
    keep();
    await write("other", "module.exports = 'other';");
    expect(keep()).toBe("other");
    expect(await kept()).toHaveLength(2);
  });

  it("has other functions kept for another use", async () => {
    keep("library");
    keep("start");
    expect(await kept()).toHaveLength(2);
  });

  it.each<readonly [damage: string, of: (bytes: Buffer) => Buffer]>([
    ["cut", (bytes) => bytes.subarray(0, bytes.length / 2)],
    ["empty", () => Buffer.alloc(0)],
    ["changed", (bytes) => Buffer.from(bytes.map((byte, index) => (index === bytes.length >> 1 ? byte ^ 255 : byte)))],
  ])("is compiled and kept again when what is kept is %s", async (_damage, damaged) => {
    keep();
    const [name = ""] = await kept();
    const bytes = await readFile(join(folder, name));
    await writeFile(join(folder, name), damaged(bytes));
    expect(keep()).toBe("first");
    expect(await readFile(join(folder, name))).toHaveLength(bytes.length);
  });

  it("runs where nothing can be kept", async () => {
    await writeFile(join(scratch, "user"), "a file in the place of the folder");
    expect(keep()).toBe("first");
    const code = runCodeFile(file, { folder: undefined, use: "library" });
    code.keep();
    expect(code.exports).toBe("first");
  });

  it("leaves no more behind than a few versions of it", async () => {
    for (let version = 0; version < 20; version++) {
      await write(`version ${version}`, "");
      keep();
    }
    expect((await kept()).length).toBeLessThanOrEqual(12);
  });
});
