import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkOrigin, type OriginPolicy } from "../../../src/core/tokens/origin.ts";

const LISTED: OriginPolicy = { allowed: ["https://app.example.com", "https://example.com:8443"], allowNone: false };

function isAllowed(origins: readonly string[], policy: OriginPolicy = LISTED): boolean {
  try {
    checkOrigin(origins, policy);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ reason: "origin_not_allowed" });
    return false;
  }
}

describe("the Origin of a handshake", () => {
  it.each([
    ["that is listed", "https://app.example.com"],
    ["with a port that is listed", "https://example.com:8443"],
    ["in other letters, since hosts have no case", "https://APP.Example.com"],
  ])("is allowed: one %s", (_, origin) => {
    expect(isAllowed([origin])).toBe(true);
  });

  it.each([
    ["another host", "https://evil.example"],
    ["a listed one before another", "https://app.example.com.evil.io"],
    ["a listed one after something", "https://evilapp.example.com"],
    ["a host above", "https://example.com"],
    ["a host below", "https://x.app.example.com"],
    ["another scheme", "http://app.example.com"],
    ["a port", "https://app.example.com:8443"],
    ["another port", "https://example.com:8444"],
    ["no port", "https://example.com"],
    ["a letter that looks alike", "https://аpp.example.com"],
    ["a dot at the end", "https://app.example.com."],
    ["a slash at the end", "https://app.example.com/"],
    ["a path", "https://app.example.com/x"],
    ["user information", "https://app.example.com@evil.io"],
    ["any letter for the dot", "https://appXexample.com"],
    ["a blank", " https://app.example.com"],
    ["two in one header", "https://app.example.com, https://evil.example"],
    ["null, as sandboxed frames send it", "null"],
    ["a file", "file://"],
    ["nothing in it", ""],
  ])("is refused: %s", (_, origin) => {
    expect(isAllowed([origin])).toBe(false);
  });

  it("is refused with a letter that becomes one of ASCII when it is made small", () => {
    const policy = { allowed: ["https://kiosk.example"], allowNone: false };
    expect(isAllowed(["https://\u212aiosk.example"], policy)).toBe(false);
  });

  it("is refused when there are two, even of the same", () => {
    const [origin = ""] = LISTED.allowed;
    expect(isAllowed([origin, origin])).toBe(false);
    expect(isAllowed([origin, origin], { allowed: [], allowNone: true })).toBe(false);
  });

  it.each([true, false])("may be absent when that is allowed, whether others are listed or not: %s", (allowNone) => {
    expect(isAllowed([], { ...LISTED, allowNone })).toBe(allowNone);
    expect(isAllowed([], { allowed: [], allowNone })).toBe(allowNone);
  });

  it("is any when none is listed", () => {
    expect(isAllowed(["https://whoever.example"], { allowed: [], allowNone: false })).toBe(true);
  });

  it("can be null when that is listed by name", () => {
    expect(isAllowed(["null"], { allowed: ["null"], allowNone: false })).toBe(true);
  });

  it("is one of those listed, whatever comes", () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.tuple(fc.string(), fc.constantFrom(...LISTED.allowed), fc.string()).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(hostile, (origin) => {
        expect(isAllowed([origin])).toBe(LISTED.allowed.includes(origin.toLowerCase()));
      }),
    );
  });
});
