import { describe, expect, it } from "vitest";
import { systemRandom } from "../../../../../src/kernel/random.ts";
import { createIds, isConnectionId } from "../../../../../src/services/api-gateway/websocket/event/ids.ts";

const FORM = /^[A-Za-z0-9_-]{15}=$/;

describe("ids", () => {
  const ids = createIds({ now: () => 1_731_332_735_513 }, systemRandom);

  it("have 16 characters of URL-safe base64 with one padding character", () => {
    const connectionId = ids.connection();
    for (const id of [connectionId, ids.message(connectionId), ids.request()]) {
      expect(id).toMatch(FORM);
      expect(Buffer.from(id, "base64url")).toHaveLength(11);
    }
  });

  it("give a message the tail of its connection", () => {
    const connectionId = ids.connection();
    const messageId = ids.message(connectionId);
    expect(messageId.slice(8)).toBe(connectionId.slice(8));
    expect(messageId).not.toBe(connectionId);
  });

  it("start alike when they are made together", () => {
    expect(ids.request().slice(0, 4)).toBe(ids.connection().slice(0, 4));
  });

  it("do not repeat, even many thousands of them in one tick of the clock", () => {
    const connectionId = ids.connection();
    const made = Array.from({ length: 50_000 }, () => ids.message(connectionId));
    expect(new Set(made).size).toBe(made.length);
  });

  it("rise with time", () => {
    let now = 0;
    const later = createIds({ now: () => now }, systemRandom);
    const ticks = () => Buffer.from(later.request(), "base64url").readUIntBE(0, 6);
    const first = ticks();
    now = 60_000;
    expect(ticks()).toBeGreaterThan(first);
  });
});

describe("isConnectionId", () => {
  it.each(["BFaT_fALIAMCKug=", "VNRXVFJOywMF3-Q=", "L0SM9cOFvHcCIhw="])("takes %s", (id) => {
    expect(isConnectionId(id)).toBe(true);
  });

  it.each([
    "",
    "6sdf",
    "cjy8i76bx002884le6n17d49b",
    "BFaT_fALIAMCKug",
    "BFaT_fALIAMCKu==",
    "BFaT/fALIAMCKug=",
    "BFaT_fALIAMCKug=\n",
  ])("takes %j for none", (id) => {
    expect(isConnectionId(id)).toBe(false);
  });
});
