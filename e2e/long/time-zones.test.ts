import { describe, expect, it } from "vitest";
import { expectRightTimes } from "../../engine/test/languages/schedule-zones.ts";
import { changesOf } from "../../engine/test/languages/zone-changes.ts";

const FROM = Date.parse("2024-01-01T00:00:00Z");
const UNTIL = Date.parse("2034-01-01T00:00:00Z");

describe("a schedule in each of IANA's time zones", () => {
  it("comes later each time, at the wall clocks it names and once at each, over every change of ten years", () => {
    const zones = Intl.supportedValuesOf("timeZone");
    const changes = zones.flatMap((timeZone) => {
      const found = changesOf(timeZone, FROM, UNTIL);
      for (const change of found) expectRightTimes(timeZone, change);
      return found;
    });
    expect(changes.length).toBeGreaterThan(1000);
  }, 300_000);
});
