import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatTraceparent,
  formatXRayHeader,
  inTraceOf,
  parseTraceparent,
  parseXRayHeader,
} from "../../src/core/trace.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";
const trace = (flags = 1) => ({ traceId: TRACE, spanId: SPAN, flags });

describe("a traceparent", () => {
  it.each([
    ["sampled", `00-${TRACE}-${SPAN}-01`, 1],
    ["not sampled", `00-${TRACE}-${SPAN}-00`, 0],
    ["with a random trace id", `00-${TRACE}-${SPAN}-03`, 3],
    ["with flags that nobody knows, which are left", `00-${TRACE}-${SPAN}-ff`, 3],
    ["of a later version", `cc-${TRACE}-${SPAN}-01`, 1],
  ])("is read %s, and written as version 00", (_, text, flags) => {
    expect(parseTraceparent(text)).toEqual(trace(flags));
    expect(formatTraceparent(trace(flags))).toBe(`00-${TRACE}-${SPAN}-0${flags}`);
  });

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["a list of one", [`00-${TRACE}-${SPAN}-01`]],
    ["an object that looks like text", { length: 55, split: () => [] }],
    ["the empty text", ""],
    ["version ff", `ff-${TRACE}-${SPAN}-01`],
    ["a trace id of zeros", `00-${"0".repeat(32)}-${SPAN}-01`],
    ["a span id of zeros", `00-${TRACE}-${"0".repeat(16)}-01`],
    ["capital letters", `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ["a trace id that is too short", `00-${TRACE.slice(1)}-${SPAN}-01`],
    ["a trace id that is too long", `00-${TRACE}0-${SPAN}-01`],
    ["no flags", `00-${TRACE}-${SPAN}`],
    ["more after its flags", `00-${TRACE}-${SPAN}-01-more`],
    ["a line break after it", `00-${TRACE}-${SPAN}-01\n`],
    ["a blank before it", ` 00-${TRACE}-${SPAN}-01`],
    ["letters beyond f", `00-${"g".repeat(32)}-${SPAN}-01`],
    ["other digits", `00-${"٣".repeat(32)}-${SPAN}-01`],
  ])("is not %s", (_, value) => {
    expect(parseTraceparent(value)).toBeUndefined();
  });

  it("is found in no hostile value, and what is read of any has digits alone", () => {
    const parts = fc.constantFrom(TRACE, SPAN, "00", "01", "ff", "-", "\n", "\u0000", "0".repeat(32), "%n", "{}");
    const hostile = fc.oneof(
      fc.anything(),
      fc.string(),
      fc.array(parts, { maxLength: 8 }).map((list) => list.join("")),
    );
    fc.assert(
      fc.property(hostile, (value) => {
        const parsed = parseTraceparent(value);
        if (parsed) expect(formatTraceparent(parsed)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]$/);
      }),
    );
  });
});

describe("X-Ray's header", () => {
  const ROOT = "Root=1-4bf92f35-77b34da6a3ce929d0e0e4736";

  it.each([
    [`${ROOT};Parent=${SPAN};Sampled=1`, 1],
    [`${ROOT};Parent=${SPAN};Sampled=0`, 0],
    [`${ROOT};Parent=${SPAN};Sampled=?`, 0],
    [`Self=1-0-0; ${ROOT}; Parent=${SPAN}; Sampled=1; Lineage=a:0`, 1],
    [`${ROOT.replace("f", "F")};Parent=${SPAN.toUpperCase()}`, 0],
  ])("%s is a place in the trace of the same digits", (header, flags) => {
    expect(parseXRayHeader(header)).toEqual(trace(flags));
  });

  it.each([
    [
      "",
      undefined,
      ROOT,
      `Parent=${SPAN}`,
      `${ROOT};Parent=${SPAN}0`,
      `Root=1-${TRACE};Parent=${SPAN}`,
      `x${ROOT};Parent=${SPAN}`,
    ],
  ])("names no place without a segment or a trace", (...headers) => {
    for (const header of headers) expect(parseXRayHeader(header)).toBeUndefined();
  });

  it("is the same trace in both worlds, whatever its ids", () => {
    const hex = (length: number) =>
      fc
        .string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length })
        .filter((text) => /[^0]/.test(text));
    fc.assert(
      fc.property(hex(32), hex(16), fc.constantFrom(0, 1), (traceId, spanId, flags) => {
        const one = { traceId, spanId, flags };
        expect(parseXRayHeader(formatXRayHeader(one))).toEqual(one);
        expect(parseTraceparent(formatTraceparent(one))).toEqual(one);
      }),
    );
  });
});

describe("a part of some work with a trace of its own", () => {
  const work = "00-11111111111111111111111111111111-2222222222222222-00";

  it("has that trace, and the span of the work", () => {
    expect(inTraceOf(`00-${TRACE}-${SPAN}-01`, work)).toBe(`00-${TRACE}-2222222222222222-01`);
  });

  it("is a part of the work's where it gives none", () => {
    expect(inTraceOf(undefined, work)).toBe(work);
    expect(inTraceOf("nonsense", work)).toBe(work);
    expect(inTraceOf(`00-${TRACE}-${SPAN}-01`, undefined)).toBeUndefined();
  });
});
