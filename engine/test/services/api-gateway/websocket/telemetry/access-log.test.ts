import { describe, expect, it } from "vitest";
import { compileAccessLog } from "../../../../../src/services/api-gateway/websocket/telemetry/access-log.ts";

const context = {
  requestId: "r=",
  status: 200,
  identity: { sourceIp: "::1" },
  authorizer: { userId: "u" },
  empty: "",
  latency: 0,
};

describe("an access log's format", () => {
  it.each([
    ["$context.requestId", "r="],
    ['{"id":"$context.requestId","ip":"$context.identity.sourceIp"}', '{"id":"r=","ip":"::1"}'],
    ["$context.requestId.", "r=."],
    ["$context.authorizer.userId $context.authorizer.none", "u -"],
    ["$context.latency $context.status", "0 200"],
    ["$context.empty $context.nothing $context.identity", "- - -"],
    ["$context.constructor $context.identity.toString", "- -"],
    ["$other.requestId $context", "$other.requestId $context"],
  ])("makes of %s: %s", (format, line) => {
    expect(compileAccessLog(format)(context)).toBe(line);
  });

  it("keeps values on one line", () => {
    expect(compileAccessLog("$context.a")({ a: "x\r\ny\u001b[31m" })).toBe("x\\u000d\\u000ay\\u001b[31m");
  });
});
