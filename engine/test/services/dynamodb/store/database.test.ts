import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  databaseIn,
  emptyDatabase,
  STREAM_INDEXES,
  temporaryDatabase,
} from "../../../../src/services/dynamodb/store/database.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("the empty database", () => {
  it("is one of SQLite's, with the indexes that it is made for", () => {
    const text = emptyDatabase().toString("latin1");
    expect(text).toMatch(/^SQLite format 3\0/);
    expect(STREAM_INDEXES.filter((index) => !text.includes(index))).toEqual([]);
  });
});

describe("databaseIn", () => {
  it("makes the folder and the database, for their owner alone", async () => {
    const file = await databaseIn(join(folder, "new"));
    expect(await readFile(file)).toEqual(emptyDatabase());
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  it("leaves a database as it is", async () => {
    await writeFile(join(folder, "dynamodb.sqlite"), "kept");
    expect(await readFile(await databaseIn(folder), "utf8")).toBe("kept");
  });

  it("rejects where it cannot write", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(databaseIn(join(folder, "file"))).rejects.toThrow("EEXIST");
  });
});

describe("temporaryDatabase", () => {
  it("leaves nothing behind once disposed, twice or more", async () => {
    const database = await temporaryDatabase();
    expect(await readFile(database.file)).toEqual(emptyDatabase());
    await database[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
    const left = await readdir(tmpdir());
    expect(left.filter((name) => database.file.includes(name) && name.startsWith("portcullis-"))).toEqual([]);
  });
});
