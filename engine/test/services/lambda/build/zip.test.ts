import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unpackZip } from "../../../../src/services/lambda/build/zip.ts";
import { zip } from "./zip-file.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "zip-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function unpack(archive: Uint8Array): Promise<string> {
  const file = join(folder, "code.zip");
  await writeFile(file, archive);
  await unpackZip(file, join(folder, "out"));
  return join(folder, "out");
}

describe("a zip archive", () => {
  it("is unpacked with its folders, compressed or not", async () => {
    const text = "exports.handler = async () => 1;\n".repeat(100);
    const out = await unpack(
      zip([
        { name: "lib/", text: "", stored: true },
        { name: "index.js", text },
        { name: "lib/a.js", text: "a", stored: true },
        { name: "empty.txt", text: "" },
      ]),
    );
    expect(await readFile(join(out, "index.js"), "utf8")).toBe(text);
    expect(await readFile(join(out, "lib/a.js"), "utf8")).toBe("a");
    expect((await stat(join(out, "empty.txt"))).size).toBe(0);
  });

  it.each(["../outside.js", "a/../../outside.js"])("may not write outside of its folder: %s", async (name) => {
    await expect(unpack(zip([{ name, text: "x" }]))).rejects.toThrow("leads out of its folder");
    await expect(stat(join(folder, "outside.js"))).rejects.toThrow("ENOENT");
  });

  it.each([Buffer.from(""), Buffer.from("not a zip"), Buffer.alloc(100)])("that is none is refused", async (bytes) => {
    await expect(unpack(bytes)).rejects.toThrow("it is no zip archive");
  });

  it("that is damaged gives what was in it, or nothing", async () => {
    const text = "exports.handler = 1;";
    const whole = zip([{ name: "index.js", text }]);
    const damage = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(damage, async ([at, change]) => {
        const broken = Buffer.from(whole);
        broken[at] = (broken[at] ?? 0) ^ change;
        await unpack(broken).catch(() => undefined);
        const unpacked = await readdir(folder, { recursive: true, withFileTypes: true });
        const files = unpacked.filter((entry) => entry.isFile() && entry.name !== "code.zip");
        for (const { parentPath, name } of files) expect(await readFile(join(parentPath, name), "utf8")).toBe(text);
        await rm(join(folder, "out"), { recursive: true, force: true });
      }),
      { numRuns: 50 },
    );
  });
});
