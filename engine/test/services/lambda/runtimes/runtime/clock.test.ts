import { afterEach, describe, expect, it } from "vitest";
import { setClockOffset } from "../../../../../src/services/lambda/runtimes/runtime/clock.mjs";

const HOUR_MS = 3_600_000;
const MachineDate = Date;

afterEach(() => setClockOffset(0));

describe("Date with an offset", () => {
  it("is left alone while the offset is 0", () => {
    setClockOffset(0);
    expect(Date).toBe(MachineDate);
  });

  it("is ahead in Date.now(), new Date() and Date()", () => {
    const expected = Date.now() + HOUR_MS;
    setClockOffset(HOUR_MS);
    const made = new Date();
    expect(Math.abs(Date.now() - expected)).toBeLessThan(1_000);
    expect(Math.abs(made.getTime() - expected)).toBeLessThan(1_000);
    expect(Math.abs(Date.parse(Date()) - expected)).toBeLessThan(2_000);
  });

  it("is ahead for code that has kept Date.now from before, too", () => {
    const { now } = Date;
    const expected = now() + HOUR_MS;
    setClockOffset(HOUR_MS);
    expect(Math.abs(now() - expected)).toBeLessThan(1_000);
  });

  it("takes given dates as they are", () => {
    setClockOffset(HOUR_MS);
    expect(new Date(0).toISOString()).toBe("1970-01-01T00:00:00.000Z");
    expect(new Date(2026, 0, 2).getDate()).toBe(2);
    expect(new Date("2026-01-01").getTime()).toBe(MachineDate.UTC(2026, 0, 1));
    expect(Date.UTC(2026)).toBe(MachineDate.UTC(2026));
    expect(Date.parse("2026-01-01")).toBe(MachineDate.UTC(2026, 0, 1));
  });

  it("keeps dates and their classes what they are", () => {
    const before = new Date();
    setClockOffset(HOUR_MS);
    expect(before).toBeInstanceOf(Date);
    expect(new Date()).toBeInstanceOf(MachineDate);
    expect(new Date().constructor).toBe(Date);
    expect([Date.name, Date.length]).toEqual(["Date", 7]);
    class Day extends Date {
      isDay = true;
    }
    expect(new Day()).toMatchObject({ isDay: true });
    expect(new Day()).toBeInstanceOf(Day);
    expect(new Day().getTime()).toBeGreaterThan(before.getTime() + HOUR_MS - 1_000);
  });

  it("is the machine's again at offset 0", () => {
    setClockOffset(HOUR_MS);
    setClockOffset(0);
    expect(Date).toBe(MachineDate);
    expect(new Date().constructor).toBe(MachineDate);
  });
});
