import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { generateRecorded } from "../../../../scripts/generate/closeness/recorded.ts";
import { SOURCES } from "./sources.ts";
import { TABLES } from "./tables.ts";

const facts = TABLES.flatMap(({ facts: rows }) => rows);

describe("the tables of recorded facts", () => {
  it("give each fact of a table an id of its own, a source that is listed, and a day", () => {
    for (const { facts: rows } of TABLES) expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    for (const { source, date } of facts) {
      expect(SOURCES).toHaveProperty(source);
      expect(date).toMatch(/^20\d\d-\d\d-\d\d$/);
    }
  });

  it("are what docs/recorded.md was generated from", async () => {
    const page = new URL("../../../../docs/recorded.md", import.meta.url);
    expect(await readFile(page, "utf8")).toBe(generateRecorded());
  });
});
