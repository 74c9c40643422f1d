import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UnauthorizedError } from "../../src/index.ts";
import { refreshDelayMs } from "../../src/tokens/token-refresh.ts";
import { settled } from "../support/fake-clock.ts";
import { createHarness } from "../support/harness.ts";

const MINUTE_MS = 60_000;

describe("refreshDelayMs", () => {
  it.each([
    ["30 s before expiry", 15 * MINUTE_MS, 0.5, 14.5 * MINUTE_MS],
    ["up to 6 s earlier", 15 * MINUTE_MS, 1, 14.4 * MINUTE_MS],
    ["up to 6 s later", 15 * MINUTE_MS, 0, 14.6 * MINUTE_MS],
    ["halfway through a short life", 20_000, 0.5, 10_000],
    ["never, when this machine's clock says that it is over", 0, 0.5, undefined],
    ["never, when the clock is far ahead", -MINUTE_MS, 0.5, undefined],
  ])("is %s", (_, remainingMs, random, delayMs) => {
    expect(refreshDelayMs(remainingMs, () => random)).toBe(delayMs);
  });

  it("always falls within what remains, so that refreshing never becomes a loop", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (remaining, random) => {
          const delayMs = refreshDelayMs(remaining, () => random) ?? Number.NaN;
          return delayMs >= remaining * 0.39 && delayMs < remaining;
        },
      ),
    );
  });
});

describe("refresh of the token", () => {
  /** Tokens of 4 minutes, numbered: a refresh comes before the first ping. */
  function setUp({ auth = "subprotocol" }: { auth?: "subprotocol" | "query" | "ticket" } = {}) {
    let count = 0;
    let fail: (() => never) | undefined;
    const harness = createHarness({
      auth,
      getToken() {
        fail?.();
        count += 1;
        return { token: `token-${count}`, expiresAt: harness.clock.now() + 4 * MINUTE_MS };
      },
    });
    return {
      ...harness,
      failWith(error: Error | undefined) {
        fail =
          error &&
          (() => {
            throw error;
          });
      },
    };
  }

  it("happens on the open connection, 30 s before the token expires", async () => {
    const { open, clock, tokenReasons, client, sockets } = setUp();
    const socket = await open();
    await clock.advance(3.5 * MINUTE_MS);
    expect(tokenReasons).toEqual(["connect", "refresh"]);
    expect(socket.request("authenticate")).toMatchObject({ token: "token-2" });
    socket.answer("authenticate", { type: "authenticated" });
    await clock.advance(MINUTE_MS);
    expect(client.status.state).toBe("connected");
    expect(sockets).toHaveLength(1);
  });

  it("goes on with the next token, by the server's word on its expiry", async () => {
    const { open, clock, tokenReasons } = setUp();
    const socket = await open();
    await clock.advance(3.5 * MINUTE_MS);
    const expiresAt = new Date(clock.now() + 2 * MINUTE_MS).toISOString();
    socket.answer("authenticate", { type: "authenticated", expiresAt });
    await clock.advance(1.5 * MINUTE_MS - 1);
    expect(tokenReasons).toHaveLength(2);
    await clock.advance(1);
    expect(tokenReasons).toEqual(["connect", "refresh", "refresh"]);
  });

  it("ends the subscriptions that the new token does not allow any more, for good", async () => {
    const { open, clock, client } = setUp();
    const socket = await open();
    const follow = async (entityId: string) => {
      const subscription = client.subscribe(entityId);
      socket.answer("subscribe", { type: "subscribed", entityId, seq: 1 });
      await settled();
      return subscription;
    };
    const [allowed, forbidden] = [await follow("allowed"), await follow("forbidden")];
    await clock.advance(3.5 * MINUTE_MS);
    socket.answer("authenticate", { type: "authenticated", ended: ["forbidden", "never followed"] });
    await settled();
    expect([allowed.state, forbidden.state]).toEqual(["subscribed", "unsubscribed"]);
    await expect(forbidden.ready()).rejects.toMatchObject({ code: "not_authorized", retryable: false });
    expect(socket.sent.filter(({ action }) => action === "unsubscribe")).toEqual([]);
  });

  it("opens another connection when the server does not take the token here", async () => {
    const { open, clock, client, tokenReasons } = setUp();
    const socket = await open();
    await clock.advance(3.5 * MINUTE_MS);
    socket.answer("authenticate", { type: "error", code: "unknown_action", message: "No such action" });
    await settled();
    expect(client.status).toMatchObject({ code: "token_refused", willReconnect: true });
    await clock.advance(250);
    expect(tokenReasons).toEqual(["connect", "refresh", "expired"]);
  });

  it("is tried again while getToken fails, and reported", async () => {
    const { open, clock, failWith, errors, client } = setUp();
    const socket = await open();
    failWith(new Error("503"));
    await clock.advance(3.5 * MINUTE_MS);
    expect(errors).toMatchObject([{ code: "token_failed", message: "503" }]);
    failWith(undefined);
    await clock.advance(250);
    expect(socket.request("authenticate")).toMatchObject({ token: "token-2" });
    expect(client.status.state).toBe("connected");
  });

  it("is tried again when the server does not answer", async () => {
    const { open, clock, errors, tokenReasons } = setUp();
    await open();
    await clock.advance(3.5 * MINUTE_MS + 30_000 + 250);
    expect(errors).toMatchObject([{ code: "request_timeout" }]);
    expect(tokenReasons).toEqual(["connect", "refresh", "refresh"]);
  });

  it("ends the connection for good with an UnauthorizedError", async () => {
    const { open, clock, failWith, client, sockets } = setUp();
    await open();
    failWith(new UnauthorizedError("signed out"));
    await clock.advance(60 * MINUTE_MS);
    expect(client.status).toMatchObject({ code: "unauthorized", reason: "signed out", willReconnect: false });
    expect(sockets).toHaveLength(1);
  });

  it("ends with the connection, also while getToken is at work", async () => {
    let answer: ((token: string) => void) | undefined;
    const { open, clock, client } = createHarness({
      getToken: ({ reason }) =>
        reason === "refresh"
          ? new Promise((resolve) => {
              answer = resolve;
            })
          : { token: "token", expiresAt: clock.now() + MINUTE_MS },
    });
    const socket = await open();
    await clock.advance(MINUTE_MS);
    client.disconnect();
    answer?.("late");
    await settled();
    expect(socket.sent).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it("does not happen with a ticket, which is spent once the socket is open", async () => {
    const { open, clock, tokenReasons } = setUp({ auth: "ticket" });
    await open();
    await clock.advance(4 * MINUTE_MS);
    expect(tokenReasons).toEqual(["connect"]);
  });

  it("does not happen without an expiry", async () => {
    const { open, clock, tokenReasons } = createHarness({ getToken: () => "opaque" });
    await open();
    await clock.advance(4 * MINUTE_MS);
    expect(tokenReasons).toEqual(["connect"]);
    // Of the heartbeat and of the hand-over.
    expect(clock.pending).toBe(2);
  });
});
