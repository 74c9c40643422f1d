import { describe, expect, it } from "vitest";
import { compileFilter, formatFilter, isFiltering, NO_FILTER, parseFilter } from "../../../src/model/traces/filter.ts";
import type { Summary } from "../../../src/model/traces/summary.ts";

const SUMMARY: Summary = {
  id: "1-0-a",
  version: 1,
  kind: "message",
  startedAt: 0,
  durationMs: 120,
  what: "send",
  api: "Chat",
  stage: "dev",
  user: "ann",
  connectionId: "c1",
  status: "200",
  ownTone: "good",
  tone: "bad",
  functions: ["Send"],
  isConsoles: false,
  searched: "send chat dev ann c1 200",
};

describe("a filter of traces", () => {
  it.each([
    ["", true],
    ["q=ann+send", true],
    ["q=bob", false],
    ["q=1-0-a", true],
    ["kind=message", true],
    ["kind=push", false],
    ["kind=nonsense", true],
    ["api=Chat&route=send&function=Send&user=ann&status=200", true],
    ["api=Other", false],
    ["route=other", false],
    ["function=Other", false],
    ["user=bob", false],
    ["status=403", false],
    ["status=problems", true],
    ["status=failures", true],
    ["slow=100", true],
    ["slow=1000", false],
    ["slow=nonsense", true],
  ])("?%s takes or leaves a trace", (query, passes) => {
    expect(compileFilter(parseFilter(new URLSearchParams(query)))(SUMMARY)).toBe(passes);
  });

  it.each([
    ["X-Ray's", "1-4bf92f35-77b34da6a3ce929d0e0e4736", true],
    ["W3C's", "4bf92f3577b34da6a3ce929d0e0e4736", true],
    ["a traceparent's", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true],
    ["another", "4bf92f3577b34da6a3ce929d0e0e4737", false],
  ])("finds a trace by its id: %s", (_, id, passes) => {
    const traced = { ...SUMMARY, id: "1-4bf92f35-77b34da6a3ce929d0e0e4736" };
    expect(compileFilter({ ...NO_FILTER, text: id })(traced)).toBe(passes);
  });

  it("leaves out what the console itself called, unless it is asked for", () => {
    const own = { ...SUMMARY, isConsoles: true };
    const passes = (query: string) => compileFilter(parseFilter(new URLSearchParams(query)))(own);
    expect([passes(""), passes("console=shown")]).toEqual([false, true]);
  });

  it.each(["", "console=shown&q=x", "q=a+b&kind=push&slow=10&order=oldest", "user=%C3%A4&status=problems"])(
    "?%s is kept as it is",
    (query) => {
      const filter = parseFilter(new URLSearchParams(query));
      expect(parseFilter(new URLSearchParams(formatFilter(filter)))).toEqual(filter);
    },
  );

  it("is none as long as only the order is another", () => {
    expect(isFiltering(NO_FILTER)).toBe(false);
    expect(isFiltering({ ...NO_FILTER, oldestFirst: true })).toBe(false);
    expect(isFiltering({ ...NO_FILTER, withConsole: true })).toBe(false);
    expect(isFiltering({ ...NO_FILTER, user: "ann" })).toBe(true);
  });
});
