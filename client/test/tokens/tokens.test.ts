import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { UnauthorizedError } from "../../src/errors.ts";
import { createTokens, type GetToken, readExpiry, type TokenReason } from "../../src/tokens/tokens.ts";
import { createFakeClock } from "../support/fake-clock.ts";

const { signal } = new AbortController();
const clock = createFakeClock();
const MINUTE_MS = 60_000;

const jwt = (claims: Record<string, unknown>) =>
  new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode("k".repeat(32)));

describe("readExpiry", () => {
  it("reads the exp of a JWT, also with letters that base64url writes differently", async () => {
    expect(readExpiry(await jwt({ exp: 1_800_000_000, name: "Žofie >>>???" }))).toBe(1_800_000_000_000);
  });

  it.each(["opaque", "a.b.c", "..", "", "a.bnVsbA.c", "a.eyJleHAiOiJzb29uIn0.c"])("finds none in %j", (token) => {
    expect(readExpiry(token)).toBeUndefined();
  });
});

describe("getToken", () => {
  async function reasons(...steps: (readonly ["connect" | "refresh", expiresInMs?: number] | "distrust" | "accept")[]) {
    const asked: TokenReason[] = [];
    let expiresAt: number | undefined;
    const tokens = createTokens(({ reason }) => {
      asked.push(reason);
      return { token: "token", expiresAt };
    }, clock);
    for (const step of steps) {
      if (step === "distrust") tokens.distrust();
      else if (step === "accept") tokens.accept();
      else {
        expiresAt = step[1] === undefined ? undefined : clock.now() + step[1];
        await tokens.fetch(step[0], signal);
      }
    }
    return asked;
  }

  it.each([
    ["connect at first", [["connect"]], ["connect"]],
    ["connect again while the last one is good", [["connect", MINUTE_MS], ["connect"]], ["connect", "connect"]],
    ["expired once the last one ran out", [["connect", 0], ["connect"]], ["connect", "expired"]],
    ["expired when the last one is in doubt", [["connect"], "distrust", ["connect"]], ["connect", "expired"]],
    ["connect after the doubt is over", [["connect"], "distrust", "accept", ["connect"]], ["connect", "connect"]],
    ["refresh ahead of expiry", [["connect", MINUTE_MS], ["refresh"]], ["connect", "refresh"]],
  ] as const)("is asked to %s", async (_, steps, expected) => {
    expect(await reasons(...steps)).toEqual(expected);
  });

  it.each<[string, GetToken, string]>([
    [
      "an UnauthorizedError",
      () => {
        throw new UnauthorizedError("signed out");
      },
      "unauthorized",
    ],
    ["an UnauthorizedError of another copy", () => Promise.reject(foreignUnauthorized()), "unauthorized"],
    ["any other error", () => Promise.reject(new Error("503")), "token_failed"],
    ["something that is no error", () => Promise.reject("no"), "token_failed"],
    ["an empty token", () => "", "invalid_token"],
    ["nothing", () => JSON.parse("null"), "invalid_token"],
  ])("turns %s into %3$s", async (_, getToken, code) => {
    await expect(createTokens(getToken, clock).fetch("connect", signal)).rejects.toMatchObject({ code });
  });

  it("keeps the cause of its failure", async () => {
    const cause = new Error("503");
    const failing = createTokens(() => Promise.reject(cause), clock);
    await expect(failing.fetch("connect", signal)).rejects.toMatchObject({ message: "503", cause, retryable: true });
  });

  it("gets a signal to pass on", async () => {
    let seen: AbortSignal | undefined;
    const tokens = createTokens((request) => {
      seen = request.signal;
      return "token";
    }, clock);
    await tokens.fetch("connect", signal);
    expect(seen).toBe(signal);
  });
});

describe("expiresAt", () => {
  it("is the given one, else that of the JWT, and the server's word counts more than both", async () => {
    const given = clock.now() + 5 * MINUTE_MS;
    const token = await jwt({ exp: 1_800_000_000 });
    const withGiven = createTokens(() => ({ token, expiresAt: given }), clock);
    const withoutGiven = createTokens(() => ({ token }), clock);
    await withGiven.fetch("connect", signal);
    await withoutGiven.fetch("connect", signal);
    expect(withGiven.expiresAt).toBe(given);
    expect(withoutGiven.expiresAt).toBe(1_800_000_000_000);
    withGiven.accept(given + 1);
    expect(withGiven.expiresAt).toBe(given + 1);
  });
});

function foreignUnauthorized(): Error {
  const error = new Error("signed out");
  error.name = "UnauthorizedError";
  return error;
}
