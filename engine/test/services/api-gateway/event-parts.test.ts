import { expect, it } from "vitest";
import { requestTime } from "../../../src/services/api-gateway/event-parts.ts";

it.each([
  [1_731_324_924_561, "11/Nov/2024:11:35:24 +0000"],
  [Date.UTC(2026, 0, 2, 3, 4, 5), "02/Jan/2026:03:04:05 +0000"],
])("requestTime of %i is %s", (epochMs, text) => {
  expect(requestTime(epochMs)).toBe(text);
});
