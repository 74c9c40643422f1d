import { beforeEach, describe, expect, it } from "vitest";
import {
  type ConnectionSummary,
  type ConnectionTable,
  createConnectionTable,
} from "../../../src/model/connections/table.ts";

const summary = (connectionId: string, more: Partial<ConnectionSummary> = {}): ConnectionSummary => ({
  connectionId,
  apiId: "a1",
  api: "Api",
  stage: "dev",
  state: "open",
  connectedAt: 1_000,
  lastActiveAt: 1_000,
  framesIn: 0,
  bytesIn: 0,
  framesOut: 0,
  bytesOut: 0,
  ...more,
});

let seq = 0;
const entry = (type: string, data: Record<string, unknown>, at = 5_000) => ({
  seq: ++seq,
  at,
  service: "execute-api",
  type,
  data: { apiId: "a1", stage: "dev", connectionId: "c1", ...data },
});

let table: ConnectionTable;
beforeEach(() => {
  seq = 10;
  table = createConnectionTable();
  table.take({ connections: [summary("c1")], ended: [], lastSeq: 10 });
});

describe("a table of connections", () => {
  it.each([
    ["a message", [entry("message", { routeKey: "say", bytes: 5 })], { framesIn: 1, bytesIn: 5, lastRoute: "say" }],
    [
      "a message that is refused",
      [entry("message", { routeKey: "", bytes: 5, refused: "Forbidden", sentBytes: 70 })],
      { framesIn: 1, framesOut: 1, bytesOut: 70 },
    ],
    ["an answer", [entry("answer", { eventType: "MESSAGE", sentBytes: 9 })], { framesOut: 1, bytesOut: 9 }],
    ["an answer that nobody got", [entry("answer", { eventType: "MESSAGE" })], { framesOut: 0, lastActiveAt: 1_000 }],
    ["a post", [entry("post", { bytes: 3 })], { framesOut: 1, bytesOut: 3, lastActiveAt: 5_000 }],
    [
      "its end",
      [entry("disconnect", { code: 1006, reason: "", by: "client" })],
      { state: "closed", endedAt: 5_000, close: { code: 1006, reason: "", by: "client" } },
    ],
  ])("takes over %s", (_, entries, change) => {
    expect(table.apply(entries.map((each) => ({ ...each, seq: ++seq })))).toBe(true);
    expect(table.find("c1")).toMatchObject(change);
  });

  it("has a row for who connects or is refused, with the name of the API", () => {
    table.apply([
      entry("connect", { connectionId: "c2", principalId: "ann" }),
      entry("refuse", { connectionId: "c3", status: 401, reason: "no token" }),
    ]);
    expect(table.find("c2")).toMatchObject({ user: "ann", api: "Api", state: "open", connectedAt: 5_000 });
    expect(table.find("c3")).toMatchObject({ state: "refused", refused: { status: 401, reason: "no token" } });
    expect([table.openCount, table.endedCount]).toEqual([2, 1]);
    expect(table.rows().map(({ connectionId }) => connectionId)).toEqual(["c1", "c2", "c3"]);
  });

  it("counts nothing twice that its list knows of", () => {
    const entries = [entry("post", { bytes: 3 }), entry("post", { bytes: 3 })];
    table.take({ connections: [summary("c1", { framesOut: 1 })], ended: [], lastSeq: entries[0]?.seq ?? 0 });
    table.apply(entries);
    table.apply(entries);
    expect(table.find("c1")).toMatchObject({ framesOut: 2 });
  });

  it("knows nothing before there is a list, and changes by nothing of others", () => {
    const own = createConnectionTable();
    expect(own.apply([entry("connect", {})])).toBe(false);
    own.take({ connections: [], ended: [], lastSeq: 0 });
    const others = [
      { ...entry("connect", {}), service: "lambda" },
      entry("notice", {}),
      { ...entry("refuse", {}), data: { status: 403 } },
      entry("constructor", {}),
    ];
    expect(own.apply(others)).toBe(false);
    expect(own.rows()).toEqual([]);
  });

  it("shows the last thousand that have ended", () => {
    for (let index = 0; index < 1_200; index++)
      table.apply([entry("refuse", { connectionId: `r${index}`, status: 403 })]);
    expect(table.endedCount).toBe(1_000);
    expect(table.find("r199")).toBeUndefined();
    expect(table.find("r200")).toBeDefined();
  });

  it("remembers the last minute of those that stay when the list is read anew", () => {
    table.apply([entry("post", { bytes: 3 }, 60_000)]);
    table.take({ connections: [summary("c1")], ended: [], lastSeq: seq });
    expect(table.find("c1")?.activity?.counts(60_500).at(-1)).toBe(1);
  });
});
