import { describe, expect, it } from "vitest";
import { isGood, keptTicket, newTicket, ticketId } from "../../../src/core/tokens/ticket.ts";
import { credentialOf } from "../../../src/core/tokens/token-carrier.ts";
import { NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";

const identity = { userId: "myuserid", sub: "examplesub", exp: NOW_SECONDS + 3600 };

describe("a ticket", () => {
  it("has 256 random bits, in the one form that a handshake takes for a ticket", () => {
    const tickets = Array.from({ length: 1000 }, newTicket);
    expect(new Set(tickets).size).toBe(1000);
    for (const ticket of tickets) {
      expect(Buffer.from(ticket.slice("tkt_".length), "base64url")).toHaveLength(32);
      expect(credentialOf({ queryTokens: [ticket], subprotocols: undefined, origins: [] }).kind).toBe("ticket");
    }
  });

  it("is kept as its SHA-256, never as it is", async () => {
    const ticket = newTicket();
    const id = await ticketId(ticket);
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(id).not.toContain(ticket.slice(4));
    expect(await ticketId(ticket)).toBe(id);
  });

  it.each([
    ["just before it expires", undefined, undefined, 29_999, true],
    ["30 seconds later", undefined, undefined, 30_000, false],
    ["from the page that asked for it", "https://app.example.com", "https://app.example.com", 0, true],
    ["from another page", "https://app.example.com", "https://evil.example", 0, false],
    ["from no browser, when a page asked for it", "https://app.example.com", undefined, 0, false],
    ["from a page, when its server asked for it", undefined, "https://app.example.com", 0, true],
  ])("used %s", (_, issuedFor, usedFrom, afterMs, good) => {
    expect(isGood(keptTicket(identity, issuedFor, NOW_MS), usedFrom, NOW_MS + afterMs)).toBe(good);
  });

  it("ends with its token", () => {
    const short = { ...identity, exp: NOW_SECONDS + 5 };
    expect(keptTicket(short, undefined, NOW_MS).expiresAt).toBe(NOW_MS + 5_000);
  });
});
