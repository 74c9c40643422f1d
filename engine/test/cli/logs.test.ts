import picocolors from "picocolors";
import { describe, expect, it } from "vitest";
import { formatLogLine } from "../../src/cli/commands/logs/log-line.ts";
import { parseSince } from "../../src/cli/commands/logs/since.ts";
import type { Colors } from "../../src/cli/output/audiences/audience.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");

describe("--since", () => {
  it.each([
    ["0s", "2026-03-01T12:00:00Z"],
    ["30s", "2026-03-01T11:59:30Z"],
    ["5m", "2026-03-01T11:55:00Z"],
    ["2h", "2026-03-01T10:00:00Z"],
    ["1d", "2026-02-28T12:00:00Z"],
    ["1w", "2026-02-22T12:00:00Z"],
    ["999999w", "1970-01-01T00:00:00Z"],
    ["2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z"],
    ["2026-02-01", "2026-02-01T00:00:00Z"],
  ])("%s is %s", (text, expected) => {
    expect(parseSince(text, NOW)).toBe(Date.parse(expected));
  });

  it.each(["", "5", "m", "-5m", "5x", "1.5h", "now", "2026-13-01"])('refuses "%s"', (text) => {
    expect(() => parseSince(text, NOW)).toThrow(`--since takes a time such as`);
  });
});

describe("a line of the log", () => {
  const line = (message: string) =>
    formatLogLine({ source: "Fn", timestamp: NOW + 7, message }, picocolors.createColors(false));

  it.each([
    [
      "2026-03-01T12:00:00.007Z\t0b5c1c1e-1111-4222-8333-444455556666\tERROR\tno\nluck\n",
      "12:00:00.007 Fn 0b5c1c1e ERROR no\nluck",
    ],
    ["2026-03-01T12:00:00.007Z\t\tINFO\tat the start\n", "12:00:00.007 Fn INFO at the start"],
    ["plain\n", "12:00:00.007 Fn plain"],
    ["END RequestId: 1\n", "12:00:00.007 Fn END RequestId: 1"],
    ['{"level":"WARN","message":"low","left":2}\n', "12:00:00.007 Fn WARN low left=2"],
    ['{"level":30,"msg":"hi","requestId":"0b5c1c1e-1111"}\n', "12:00:00.007 Fn 0b5c1c1e INFO hi"],
    ['{"answer":42}\n', '12:00:00.007 Fn {"answer":42}'],
    [
      '{"time":"T","type":"platform.report","record":{"requestId":"0b5c1c1e-1","metrics":{"durationMs":4},"status":"success"}}',
      "12:00:00.007 Fn 0b5c1c1e report status=success durationMs=4",
    ],
    ['{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]},"Deliveries":1}\n', undefined],
    ["{no json\n", "12:00:00.007 Fn {no json"],
  ])("%j", (message, expected) => {
    expect(line(message)).toBe(expected);
  });

  it.each([
    ["2026-03-01T12:00:00.007Z\t1\tERROR\tno\n", (colors: Colors) => colors.red("ERROR no")],
    ['{"level":"warn","message":"low"}', (colors: Colors) => colors.yellow("WARN low")],
    ["END RequestId: 1", (colors: Colors) => colors.dim("END RequestId: 1")],
    ['{"type":"platform.start","record":{"version":"1"}}', (colors: Colors) => colors.dim("start")],
    ["plain", () => "plain"],
  ])("%s has the colour of its level", (message, expected) => {
    const colors = picocolors.createColors(true);
    const painted = formatLogLine({ source: "Fn", timestamp: NOW, message }, colors);
    expect(painted?.endsWith(` ${expected(colors)}`)).toBe(true);
  });
});
