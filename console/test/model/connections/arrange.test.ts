import { describe, expect, it } from "vitest";
import { Activity } from "../../../src/model/connections/activity.ts";
import { type Arrangement, arrange } from "../../../src/model/connections/arrange.ts";
import { closeMeaning } from "../../../src/model/connections/close-codes.ts";
import { connectLines, tokenFunctionOf } from "../../../src/model/connections/connect-lines.ts";
import { filterFrames, previewOf, readableOf } from "../../../src/model/connections/frames.ts";
import { traceIdOf } from "../../../src/model/connections/trace-id.ts";

const row = (connectionId: string, more: object = {}) => ({
  connectionId,
  apiId: "a1",
  api: "Api",
  stage: "dev",
  state: "open" as const,
  connectedAt: 1_000,
  lastActiveAt: 1_000,
  framesIn: 0,
  bytesIn: 0,
  framesOut: 0,
  bytesOut: 0,
  ...more,
});

const ROWS = [
  row("c1", { user: "ann", connectedAt: 1_000, lastActiveAt: 9_000, framesIn: 3, lastRoute: "say" }),
  row("c2", { user: "Bob", connectedAt: 2_000, lastActiveAt: 3_000, framesIn: 12 }),
  row("c3", { connectedAt: 3_000, state: "refused", endedAt: 3_000, refused: { status: 401, reason: "" } }),
];

const ids = (part: Partial<Arrangement>) =>
  arrange(ROWS, { search: "", show: "all", sortBy: "age", isDescending: false, ...part }).map(
    (each) => each.connectionId,
  );

describe("arrange", () => {
  it.each<[Partial<Arrangement>, string[]]>([
    [{}, ["c3", "c2", "c1"]],
    [{ isDescending: true }, ["c1", "c2", "c3"]],
    [{ sortBy: "idle" }, ["c1", "c2", "c3"]],
    [{ sortBy: "in", isDescending: true }, ["c2", "c1", "c3"]],
    [{ sortBy: "user" }, ["c3", "c2", "c1"]],
    [{ sortBy: "state" }, ["c2", "c1", "c3"]],
    [{ show: "open" }, ["c2", "c1"]],
    [{ show: "ended" }, ["c3"]],
    [{ search: "bob" }, ["c2"]],
    [{ search: "  refused 401 " }, ["c3"]],
    [{ search: "say dev" }, ["c1"]],
    [{ search: "nobody" }, []],
  ])("by %j gives %j", (part, expected) => expect(ids(part)).toEqual(expected));
});

describe("Activity", () => {
  it("counts the frames of each second of the last minute", () => {
    const activity = new Activity();
    for (const at of [1_000, 1_900, 30_000]) activity.add(at);
    const counts = activity.counts(60_999);
    expect([counts[0], counts[29], counts.reduce((sum, count) => sum + count, 0)]).toEqual([2, 1, 3]);
    expect(activity.counts(61_000).reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(activity.counts(200_000).every((count) => count === 0)).toBe(true);
    activity.add(500_000);
    expect(activity.counts(500_000).reduce((sum, count) => sum + count, 0)).toBe(1);
    activity.add(1_000);
    expect(activity.counts(500_000).reduce((sum, count) => sum + count, 0)).toBe(1);
  });
});

describe("connectLines", () => {
  const api = (identitySources: readonly string[]) => ({
    logicalId: "Api",
    apiId: "a1",
    name: "api",
    kind: "websocket" as const,
    stage: "dev",
    url: "ws://127.0.0.1:3001/dev",
    routes: [{ routeKey: "$connect", authorizer: "Gate" }],
    authorizers: [{ logicalId: "Gate", type: "REQUEST", identitySources }],
  });

  it.each([
    [[], "wscat -c ws://127.0.0.1:3001/dev", []],
    [["route.request.querystring.pass"], "wscat -c 'ws://127.0.0.1:3001/dev?pass=PASS'", ["PASS"]],
    [
      ["route.request.querystring.a", "route.request.querystring.b-c"],
      "wscat -c 'ws://127.0.0.1:3001/dev?a=A&b-c=B_C'",
      ["A", "B_C"],
    ],
    [
      ["route.request.header.Authorization"],
      "wscat -c ws://127.0.0.1:3001/dev -H 'Authorization: AUTHORIZATION'",
      ["AUTHORIZATION"],
    ],
    [
      ["route.request.header.Sec-WebSocket-Protocol"],
      "wscat -c ws://127.0.0.1:3001/dev --subprotocol SEC_WEBSOCKET_PROTOCOL",
      ["SEC_WEBSOCKET_PROTOCOL"],
    ],
    [["stageVariables.x", "context.connectionId"], "wscat -c ws://127.0.0.1:3001/dev", []],
  ])("for the identity sources %j", (sources, wscat, placeholders) => {
    const portcullis = wscat.replace("wscat -c", "portcullis ws");
    expect(connectLines(api(sources))).toEqual({ wscat, placeholders, portcullis });
  });

  it("names the function that gives a token", () => {
    expect(connectLines(api([]), "CreateTestJwt").portcullis).toMatch(/--token-function CreateTestJwt$/);
    const functions = [
      { logicalId: "CheckToken", triggers: [] },
      { logicalId: "CreateTokenRoute", triggers: [{}] },
      { logicalId: "CreateTestJwt", triggers: [] },
    ];
    expect(tokenFunctionOf(functions as never)).toBe("CreateTestJwt");
    expect(tokenFunctionOf([])).toBeUndefined();
  });
});

describe("frames", () => {
  const frame = (text: string, more: object = {}) =>
    ({ direction: "in", source: "client", type: "text", text, ...more }) as const;

  it("are found by what they hold, route and direction", () => {
    const frames = [frame('{"Action":"say"}'), frame("x", { direction: "out", routeKey: "$default" })];
    expect(filterFrames(frames, " SAY", "both")).toEqual([frames[0]]);
    expect(filterFrames(frames, "$def", "both")).toEqual([frames[1]]);
    expect(filterFrames(frames, "", "out")).toEqual([frames[1]]);
    expect(filterFrames(frames, "say", "out")).toEqual([]);
  });

  it("are read as JSON, as text, or as bytes", () => {
    expect(readableOf(frame('{"a":1}'))).toEqual({ kind: "json", value: { a: 1 } });
    expect(readableOf(frame("12"))).toEqual({ kind: "text", text: "12" });
    expect(readableOf({ direction: "in", source: "client", type: "binary", base64: "AEFC" })).toEqual({
      kind: "text",
      text: `0000  00 41 42${" ".repeat(40)} .AB`,
    });
    expect(readableOf({ direction: "in", source: "client", type: "text" })).toEqual({ kind: "none" });
    expect(previewOf(frame("a\n  b"))).toBe("a b");
    expect(previewOf({ direction: "in", source: "client", type: "text" })).toBe("(text)");
  });
});

describe("closeMeaning and traceIdOf", () => {
  it("know codes and traces", () => {
    expect([1000, 1006, 3001, 4001, 2999].map(closeMeaning)).toEqual([
      "normal",
      "no close frame: the TCP connection ended",
      "of a library",
      "of the application",
      "unknown",
    ]);
    const entry = { seq: 1, at: 1, service: "s", type: "t", data: {} };
    expect(traceIdOf(entry)).toBeUndefined();
    expect(traceIdOf({ ...entry, trace: { traceId: "1-a-b", spanId: "c", startedAt: 1 } })).toBe("1-a-b");
  });
});
