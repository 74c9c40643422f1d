import { describe, expect, it } from "vitest";
import { getRequest } from "../../../src/core/requests/get-request.ts";
import type { Outcome } from "../../../src/core/requests/request.ts";
import { NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";
import { createRequests } from "../../support/requests.ts";

const ANN = { userId: "ann" };
const NOTHING = { code: "not_found", message: "There is no such request." };

async function world(outcome?: Outcome) {
  const requests = createRequests(() => NOW_MS);
  await requests.create({ ...ANN, requestId: "1", name: "greet", outcome, ttl: NOW_SECONDS + 1 });
  return (user: { userId: string; tenant?: string }, requestId = "1", nowMs = NOW_MS) =>
    getRequest(user, requestId, { requests, now: () => nowMs });
}

describe("GET /requests/{id}", () => {
  it.each<[string, Outcome | undefined, object]>([
    ["pending", undefined, { status: "pending" }],
    ["its result", { status: "succeeded", result: [1] }, { status: "succeeded", result: [1] }],
    ["null where there is no result", { status: "succeeded" }, { status: "succeeded", result: null }],
    [
      "why it failed",
      { status: "failed", error: { code: "x", message: "y" } },
      { status: "failed", error: { code: "x", message: "y" } },
    ],
  ])("says %s", async (_, outcome, state) => {
    const get = await world(outcome);
    expect(await get(ANN)).toEqual({ requestId: "1", ...state });
  });

  it.each<[string, { userId: string; tenant?: string }, string, number]>([
    ["another user's", { userId: "bob" }, "1", 0],
    ["another tenant's", { ...ANN, tenant: "acme" }, "1", 0],
    ["one that there never was", ANN, "2", 0],
    ["one without an id", ANN, "", 0],
    ["one whose id is longer than a key may be", ANN, "x".repeat(3000), 0],
    ["one whose time is over", ANN, "1", 1000],
  ])("cannot tell %s from none", async (_, user, requestId, afterMs) => {
    const get = await world({ status: "succeeded" });
    expect(await get(user, requestId, NOW_MS + afterMs)).toEqual(NOTHING);
  });
});
