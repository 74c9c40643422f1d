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

async function unpack(archive: Uint8Array, maxBytes?: number): Promise<string> {
  const file = join(folder, "code.zip");
  await writeFile(file, archive);
  await unpackZip(file, join(folder, "out"), maxBytes);
  return join(folder, "out");
}

const TOO_LARGE = "Unzipped size must be smaller than 262144000 bytes";

describe("the size of what is in a zip archive", () => {
  const kilobyte = "x".repeat(1024);

  it("is told, and may be all that is allowed", async () => {
    const file = join(folder, "code.zip");
    await writeFile(
      file,
      zip([
        { name: "a", text: kilobyte },
        { name: "b/c", text: kilobyte, stored: true },
      ]),
    );
    expect(await unpackZip(file, join(folder, "out"), 2048)).toBe(2048);
  });

  it.each([
    ["of one file", [{ name: "a", text: "x".repeat(3000) }]],
    ["of one file that is not compressed", [{ name: "a", text: "x".repeat(3000), stored: true }]],
    ["of one file that says it is small", [{ name: "a", text: "x".repeat(3000), toldBytes: 1 }]],
    ["of many files together", Array.from({ length: 3 }, (_, n) => ({ name: `${n}`, text: kilobyte }))],
  ])("is refused above that: %s", async (_what, members) => {
    await expect(unpack(zip(members), 2047)).rejects.toThrow(TOO_LARGE);
  });

  it("is refused before it is read when the archive itself is larger", async () => {
    await expect(unpack(Buffer.alloc(4096), 2047)).rejects.toThrow(TOO_LARGE);
  });
});

describe("a link in a zip archive", () => {
  const files = [
    { name: "lib/text.txt", text: "linked" },
    { name: "deep/x/y/z.txt", text: "" },
  ];
  const link = (name: string, text: string) => ({ name, text, isLink: true, stored: true });

  it("is one, to a file, a folder or another link", async () => {
    const links = [link("a", "lib"), link("b.txt", "a/text.txt"), link("lib/c.txt", "../b.txt")];
    const out = await unpack(zip([...links, ...files]));
    for (const name of ["a/text.txt", "b.txt", "lib/c.txt"])
      expect(await readFile(join(out, name), "utf8")).toBe("linked");
  });

  it.each([
    ["by an absolute path", [link("a", "/etc")]],
    ["upwards", [link("a", "../..")]],
    ["upwards from a folder", [link("lib/a", "../../code.zip")]],
    [
      "through another link that lies deeper than it leads",
      [link("deep/x/y/s", "../../.."), link("t", "deep/x/y/s/../../code.zip")],
    ],
  ])("may not lead out of its folder: %s", async (_how, links) => {
    await expect(unpack(zip([...files, ...links]))).rejects.toThrow(/leads (out of its folder|to nothing)/);
  });

  it("may not be written through", async () => {
    const archive = zip([link("lib", ".."), { name: "lib/outside.js", text: "x" }]);
    await expect(unpack(archive)).rejects.toThrow();
    await expect(stat(join(folder, "outside.js"))).rejects.toThrow("ENOENT");
  });

  it("that leads round in a circle is refused", async () => {
    await expect(unpack(zip([link("a", "b"), link("b", "a")]))).rejects.toThrow("leads to nothing");
  });
});

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

  it("may not have a file twice", async () => {
    const twice = [
      { name: "a.js", text: "1" },
      { name: "lib/../a.js", text: "2" },
    ];
    await expect(unpack(zip(twice))).rejects.toThrow("lib/../a.js is in it twice");
  });

  it("may not say that it has more files than it has", async () => {
    const archive = zip([{ name: "a.js", text: "1" }]);
    archive.writeUInt16LE(65_534, archive.length - 12);
    await expect(unpack(archive)).rejects.toThrow("its directory is broken");
    archive.writeUInt16LE(65_535, archive.length - 12);
    await expect(unpack(archive)).rejects.toThrow("ZIP64");
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
