import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createClock } from "../../src/kernel/clock.ts";
import { createJournal } from "../../src/kernel/journal.ts";
import { systemRandom } from "../../src/kernel/random.ts";
import { createTracer, formatTraceHeader, otherTrace, parseTraceHeader, xRayIdOf } from "../../src/kernel/tracing.ts";

const STARTED_AT = Date.parse("2026-03-01T12:00:00Z");
const ROOT = "1-5759e988-bd862e3fe1be46a994272793";
const PARENT = "53995c3f42cd8ad8";

function setUp() {
  let preciseMs = 0;
  const clock = createClock(() => STARTED_AT + preciseMs);
  const tracer = createTracer({ clock, random: systemRandom, preciseNow: () => preciseMs });
  const journal = createJournal(clock.now, { tracer });
  return {
    tracer,
    clock,
    record: (type: string) => journal.record("test", type),
    entry: (type: string) => journal.entries({ type })[0],
    pass: (ms: number) => {
      preciseMs += ms;
    },
  };
}

describe("a tracer", () => {
  it("gives an entry its trace, its span and the time since that began, with fractions", () => {
    const { tracer, record, entry, pass } = setUp();
    tracer.trace(() => {
      pass(0.25);
      record("a");
    });
    expect(entry("a")).toMatchObject({ elapsedMs: 0.25, trace: { startedAt: STARTED_AT } });
    expect(entry("a")?.trace?.traceId).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    expect(entry("a")?.trace?.spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(entry("a")?.trace).not.toHaveProperty("parentId");
  });

  it("gives an entry outside of all work no trace", () => {
    const { record, entry } = setUp();
    record("a");
    expect(entry("a")).not.toHaveProperty("trace");
    expect(entry("a")).not.toHaveProperty("elapsedMs");
  });

  it("makes work a part of the work that goes on", () => {
    const { tracer, record, entry } = setUp();
    tracer.trace(() => {
      tracer.span(() => record("part"));
      record("whole");
    });
    const whole = entry("whole")?.trace;
    expect(entry("part")?.trace).toMatchObject({ traceId: whole?.traceId, parentId: whole?.spanId });
  });

  it("never takes work for another's: who has waited goes on within what it took before", async () => {
    const { tracer, record, entry } = setUp();
    const work = async (name: string) => {
      const { current } = tracer;
      await setImmediate();
      record(`${name} lost`);
      tracer.within(current, () => record(name));
    };
    await Promise.all(["a", "b"].map((name) => tracer.trace(() => work(name))));
    expect(entry("a lost")).not.toHaveProperty("trace");
    expect(entry("a")?.trace?.traceId).toBeDefined();
    expect(entry("a")?.trace?.traceId).not.toBe(entry("b")?.trace?.traceId);
  });

  it("is back at the work before when a part has thrown", () => {
    const { tracer } = setUp();
    tracer.trace(() => {
      const { current } = tracer;
      const part = () => {
        throw new Error("no");
      };
      expect(() => tracer.span(part)).toThrow("no");
      expect(tracer.current).toBe(current);
    });
    expect(tracer.current).toBeUndefined();
  });

  it("goes on with a parent from elsewhere, and begins a trace without one", () => {
    const { tracer, record, entry } = setUp();
    tracer.span(() => record("continued"), { traceId: ROOT, spanId: PARENT });
    tracer.span(() => record("begun"));
    expect(entry("continued")?.trace).toMatchObject({ traceId: ROOT, parentId: PARENT });
    expect(entry("begun")?.trace?.traceId).not.toBe(ROOT);
  });

  it("runs a timer outside of the work that set it", async () => {
    const { tracer, clock, record, entry } = setUp();
    tracer.trace(() => clock.after(10, () => record("later")));
    await clock.advance(10);
    expect(entry("later")).not.toHaveProperty("trace");
  });

  it("keeps to the time of its clock when that is moved ahead", async () => {
    const { tracer, clock, record, entry } = setUp();
    await clock.advance(3_600_000);
    tracer.trace(() => record("a"));
    expect(entry("a")?.trace?.startedAt).toBe(STARTED_AT + 3_600_000);
  });
});

describe("the id of a trace", () => {
  it.each([ROOT, "5759e988bd862e3fe1be46a994272793", `00-5759e988bd862e3fe1be46a994272793-${PARENT}-01`])(
    "may be written %s",
    (text) => {
      expect(xRayIdOf(text)).toBe(ROOT);
    },
  );

  it.each(["", "1-2-3", "5759e988bd862e3fe1be46a99427279", `00-5759e988bd862e3fe1be46a994272793-${PARENT}`])(
    "is left as it is where it is none: %j",
    (text) => {
      expect(xRayIdOf(text)).toBe(text);
    },
  );
});

describe("X-Ray's header", () => {
  it.each([
    [`Root=${ROOT};Parent=${PARENT};Sampled=1`, { traceId: ROOT, spanId: PARENT }],
    [`Sampled=0; Root=${ROOT}`, { traceId: ROOT, spanId: undefined }],
    [`Root=${ROOT};Parent=none`, { traceId: ROOT, spanId: undefined }],
    ["Root=1-2-3", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("%s is read as %o", (header, parent) => {
    expect(parseTraceHeader(header)).toEqual(parent);
  });

  it("puts into another trace what stays a part of the work that goes on", () => {
    const current = { traceId: ROOT, spanId: "1111111111111111" };
    const another = "1-5759e988-000000000000000000000001";
    expect(otherTrace(`Root=${another};Parent=${PARENT}`, current)).toEqual({
      traceId: another,
      spanId: current.spanId,
    });
    expect(otherTrace(`Root=${ROOT};Parent=${PARENT}`, undefined)).toEqual({ traceId: ROOT, spanId: PARENT });
    for (const header of [`Root=${ROOT};Parent=${PARENT}`, `Root=${ROOT.toUpperCase()}`, "Root=1-2-3", undefined])
      expect(otherTrace(header, current)).toBeUndefined();
    expect(otherTrace(undefined, undefined)).toBeUndefined();
  });

  it("names trace and span, and samples nothing by itself", () => {
    const span = { traceId: ROOT, spanId: PARENT, startedAt: 0 };
    expect(formatTraceHeader(span)).toBe(`Root=${ROOT};Parent=${PARENT};Sampled=0`);
    expect(formatTraceHeader(span, "1")).toBe(`Root=${ROOT};Parent=${PARENT};Sampled=1`);
  });
});
