import { describe, expect, it } from "vitest";
import { createConnectionTable } from "../src/connection-table.ts";
import type { JournalEntry } from "../src/journal/entry.ts";
import { entry } from "./entries.ts";

const api = (seq: number, type: string, connectionId: string) =>
  entry(seq, "execute-api", type, { apiId: "api", stage: "dev", connectionId });

function tableOf(...entries: JournalEntry[]) {
  const table = createConnectionTable();
  for (const each of entries) table.apply(each);
  return table;
}

const ids = (...entries: JournalEntry[]) => tableOf(...entries).open.map(({ connectionId }) => connectionId);

describe("open connections", () => {
  it.each([
    ["those that connected, newest first", [api(1, "connect", "a"), api(2, "connect", "b")], ["b", "a"]],
    [
      "without those that disconnected",
      [api(1, "connect", "a"), api(2, "connect", "b"), api(3, "disconnect", "a")],
      ["b"],
    ],
    ["without those that only began before", [api(1, "disconnect", "a"), api(2, "message", "b")], []],
    ["without those of other services", [entry(1, "lambda", "connect", { connectionId: "a" })], []],
    ["whatever else happens", [api(1, "connect", "a"), api(2, "toString", "a"), api(3, "notice", "b")], ["a"]],
  ])("are %s", (_, entries, expected) => {
    expect(ids(...entries)).toEqual(expected);
  });

  it("are shown with stage, time and messages", () => {
    const table = tableOf(
      api(1, "connect", "a"),
      api(2, "message", "a"),
      api(3, "message", "a"),
      api(4, "post", "a"),
      api(5, "post", "b"),
    );
    expect(table.open).toEqual([{ connectionId: "a", stage: "dev", connectedAt: entry(1).at, received: 2, posted: 1 }]);
  });

  it("are none after another engine began", () => {
    const table = tableOf(api(1, "connect", "a"), entry(2, "execute-api", "refuse", { status: 401, reason: "no" }));
    table.reset();
    expect([table.open, table.refused, table.refusedCount]).toEqual([[], [], 0]);
  });
});

describe("refused handshakes", () => {
  it("are counted, and the newest ten kept with their reason", () => {
    const handshakes = Array.from({ length: 30 }, (_, index) =>
      entry(index, "execute-api", "refuse", { status: 401, reason: `reason ${index}` }),
    );
    const table = tableOf(...handshakes);
    expect(table.refusedCount).toBe(30);
    expect(table.refused).toHaveLength(10);
    expect(table.refused[0]).toEqual({ at: entry(29).at, status: "401", reason: "reason 29" });
  });

  it("may lack a status and a reason", () => {
    expect(tableOf(entry(1, "execute-api", "refuse", { reason: null })).refused).toMatchObject([
      { status: "", reason: "" },
    ]);
  });
});
