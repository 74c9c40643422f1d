import { describe, expect, it } from "vitest";
import { type AuthenticateDependencies, authenticate } from "../../../src/core/connections/authenticate.ts";
import { retired } from "../../../src/core/connections/connection.ts";
import { shardOf } from "../../../src/core/subscriptions/subscribe.ts";
import type { Identity } from "../../../src/core/tokens/identity.ts";
import { followPolicy, type MayFollow } from "../../../src/core/tokens/policy.ts";
import { Refusal } from "../../../src/core/tokens/refusal.ts";
import { connectionOf, createLog, createMetrics, createRegistry, NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";

const OLD = { iat: NOW_SECONDS - 60, exp: NOW_SECONDS + 60 };
const CONNECTION = connectionOf("abc=", OLD);
const charge = async () => undefined;
const NEWER: Identity = { userId: "myuserid", sub: "examplesub", iat: NOW_SECONDS, exp: NOW_SECONDS + 3600 };

/** `verified`: what the token says, or why it does not count. */
async function start(
  verified: Identity | Error = NEWER,
  follows: readonly string[] = [],
  mayFollow: MayFollow = followPolicy("claims"),
) {
  const { connections, subscriptions } = createRegistry();
  await connections.put(CONNECTION);
  const following = new Set(follows);
  for (const entityId of follows)
    await subscriptions.add({ connection: CONNECTION, entityId, shard: shardOf("abc=", 1) }, 1000, NOW_MS);
  const prolonged: [string, number][] = [];
  const closed: string[][] = [];
  const log = createLog();
  let meanwhile = async () => {};
  const ports = {
    connections,
    log,
    metrics: createMetrics(),
    mayFollow,
    verify: async () => {
      if (verified instanceof Error) throw verified;
      return verified;
    },
    revocations: {
      isTokenRevoked: async ({ jti }) => jti === "stolen",
      isUserRevoked: async ({ iat = 0 }) => iat < NOW_SECONDS - 3600,
    },
    subscriptions: {
      remove: async (_, entityId) => void following.delete(entityId),
      entitiesOf: async () => [...following],
      async prolong({ exp }, entityId) {
        prolonged.push([entityId, exp]);
        await meanwhile();
      },
    },
    closing: { ask: async (...request) => void closed.push(request) },
  } satisfies AuthenticateDependencies;
  const message = { action: "authenticate", token: "a.b.c", requestId: "7" } as const;
  return {
    act: authenticate(ports),
    message,
    answer: () => authenticate(ports)(CONNECTION, message, charge),
    answerTo: (token: Identity) => authenticate({ ...ports, verify: async () => token })(CONNECTION, message, charge),
    whileProlonging(task: () => Promise<void>) {
      meanwhile = task;
    },
    connections,
    following,
    prolonged,
    closed,
    log,
  };
}

describe("authenticate", () => {
  it("costs what it renews, and renews nothing where that is too much", async () => {
    const { act, message, connections } = await start(NEWER, ["order-1"]);
    const charged: unknown[] = [];
    const refusal = { refused: "rate_limited", retryAfterMs: 1 } as const;
    const answer = await act({ ...CONNECTION, subscriptions: 7 }, message, async (...work) => {
      charged.push(work);
      return refusal;
    });
    expect([answer, charged]).toEqual([refusal, [["renewed", 7]]]);
    expect(await connections.find("abc=")).toEqual(CONNECTION);
  });

  it("puts what the newer token says in the place of the older, and answers how long that is good for", async () => {
    const { answer, connections, prolonged } = await start({ ...NEWER, jti: "second" }, ["order-1"]);
    expect(await answer()).toEqual({
      type: "authenticated",
      expiresAt: new Date(NEWER.exp * 1000).toISOString(),
      requestId: "7",
    });
    expect(await connections.find("abc=")).toEqual({
      ...NEWER,
      jti: "second",
      connectionId: "abc=",
      connectedAt: CONNECTION.connectedAt,
      ttl: NEWER.exp + 600,
    });
    expect(prolonged).toEqual([["order-1", NEWER.exp]]);
  });

  it("does not let a connection live longer than API Gateway does", async () => {
    const { answer, connections } = await start({ ...NEWER, exp: NOW_SECONDS + 86_400 });
    await answer();
    expect((await connections.find("abc="))?.ttl).toBe(Math.floor(CONNECTION.connectedAt / 1000) + 7200 + 600);
  });

  it("ends subscriptions that the newer token does not allow, and says which", async () => {
    const world = await start({ ...NEWER, permissions: ["order-*"] }, ["order-1", "user-1", "order-2", "user-2"]);
    expect(await world.answer()).toMatchObject({ ended: ["user-1", "user-2"] });
    expect([...world.following]).toEqual(["order-1", "order-2"]);
    expect(world.prolonged.map(([entityId]) => entityId)).toEqual(["order-1", "order-2"]);
  });

  it("asks a rule that looks something up once for each subscription, and renews none when that fails", async () => {
    const asked: string[] = [];
    const world = await start(NEWER, ["order-1", "user-1"], async (_, entityId) => {
      asked.push(entityId);
      return entityId === "order-1";
    });
    expect(await world.answer()).toMatchObject({ ended: ["user-1"] });
    expect(asked).toEqual(["order-1", "user-1"]);
    const unlucky = await start(NEWER, ["order-1"], () => Promise.reject(new Error("no answer")));
    await expect(unlucky.answer()).rejects.toThrow("no answer");
    expect(unlucky.prolonged).toEqual([]);
  });

  it("names a hundred of them at most, so that the answer is never too large, and ends all", async () => {
    const wide = "\uffdc".repeat(250);
    const world = await start(
      { ...NEWER, permissions: [] },
      Array.from({ length: 1000 }, (_, index) => `${wide}${index}`),
    );
    const answer = await world.answer();
    expect(answer).toMatchObject({ ended: expect.objectContaining({ length: 100 }) });
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(128 * 1024);
    expect(world.following.size).toBe(0);
  });

  it.each([
    ["does not verify", new Refusal("signature_invalid", ""), "signature_invalid"],
    ["has expired", new Refusal("token_expired", ""), "token_expired"],
    ["is older than the one that is there", { ...NEWER, iat: OLD.iat - 1 }, "token_outdated"],
    ["does not say when it was issued, as the one that is there does", { ...NEWER, iat: undefined }, "token_outdated"],
    ["was revoked by its id", { ...NEWER, jti: "stolen" }, "token_revoked"],
  ])("keeps the token that there is when the newer one %s", async (_, verified, cause) => {
    const { answer, connections, closed, log } = await start(verified as Identity | Error);
    expect(await answer()).toBe("token_refused");
    expect(await connections.find("abc=")).toEqual(CONNECTION);
    expect(closed).toEqual([]);
    expect(log.lines).toMatchObject([{ fields: { cause, connectionId: "abc=" } }]);
  });

  it.each([
    ["sub", { sub: "mallory" }],
    ["tenant", { tenant: "evil" }],
    ["user id", { userId: "mallory" }],
  ])("closes the connection over a token of another %s", async (_, claims) => {
    const { answer, connections, closed } = await start({ ...NEWER, ...claims });
    expect(await answer()).toBe("token_refused");
    expect(closed).toEqual([["abc=", "identity_changed"]]);
    expect(await connections.find("abc=")).toEqual(CONNECTION);
  });

  it("says so when the connection went in the meantime", async () => {
    const { answer, connections } = await start();
    await connections.remove("abc=");
    expect(await answer()).toBe("connection_unknown");
  });

  it("says so when the connection is being closed", async () => {
    const { answer, connections } = await start();
    await connections.retire(retired(CONNECTION, "kicked"));
    expect(await answer()).toBe("connection_unknown");
  });

  // Both know of the connection what it was before either.
  const older = { ...NEWER, iat: NOW_SECONDS - 1, exp: NOW_SECONDS + 7200 };
  const inForce = ({ exp }: Identity) => ({ type: "authenticated", expiresAt: new Date(exp * 1000).toISOString() });

  it.each([
    ["comes first", [NEWER, older], [expect.objectContaining(inForce(NEWER)), "token_refused"]],
    ["comes last", [older, NEWER], [expect.objectContaining(inForce(older)), expect.objectContaining(inForce(NEWER))]],
  ])("ends with the newest token of two at once when that %s, and answers what counts", async (_, tokens, answers) => {
    const { connections, answerTo } = await start();
    const given = [];
    for (const token of tokens) given.push(await answerTo(token));
    expect(given).toEqual(answers);
    expect(await connections.find("abc=")).toMatchObject(NEWER);
  });

  it("answers how long the newest is good for, when that came while subscriptions were carried over", async () => {
    const world = await start({ ...NEWER, iat: NOW_SECONDS - 1, exp: NOW_SECONDS + 7200 }, ["order-1"]);
    world.whileProlonging(async () => void (await world.connections.renew({ ...CONNECTION, ...NEWER })));
    expect(await world.answer()).toMatchObject({ expiresAt: new Date(NEWER.exp * 1000).toISOString() });
  });

  it("fails when it cannot be decided, which is not the client's fault", async () => {
    const { answer } = await start(new Error("Secrets Manager is down"));
    await expect(answer()).rejects.toThrow("down");
  });
});
