import { messages } from "@portcullis/contract";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { closeConnection } from "../../../src/core/connections/close.ts";
import type { CloseRequest } from "../../../src/core/connections/close-command.ts";
import type { CloseOutcome, PostOutcome } from "../../../src/core/connections/ports.ts";
import { closeRevoked, disconnectUser, revokeAccess } from "../../../src/core/connections/revoke.ts";
import { connectionOf, createRegistry, createSockets, NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";

const request = { kind: "close", connectionId: "abc=", code: "kicked" } as const;

describe("a connection that is closed from this side", () => {
  interface World {
    readonly outcomes?: readonly CloseOutcome[];
    /** None: its row is yet to come, or gone. */
    readonly ageMs?: number | undefined;
    readonly answersAfterMs?: number;
    readonly posts?: readonly PostOutcome[];
  }

  async function start({ outcomes = [], ageMs, answersAfterMs = 0, posts = [] }: World = {}) {
    let nowMs = NOW_MS;
    const left = [...outcomes];
    const { connections } = createRegistry();
    if (ageMs !== undefined) await connections.put(connectionOf("abc=", { connectedAt: NOW_MS - ageMs }));
    const sockets = createSockets({ "abc=": posts });
    const steps: string[] = [];
    const placesBack: unknown[] = [];
    const again: [CloseRequest, number][] = [];
    const ports = {
      sockets: {
        ...sockets,
        async close(connectionId: string) {
          steps.push(`${sockets.posts.length} posted, then ${connectionId} closed`);
          nowMs += answersAfterMs;
          return left.shift() ?? "closed";
        },
      },
      connections,
      users: { givePlacesBack: async (_: unknown, places: readonly unknown[]) => void placesBack.push(...places) },
      closing: { askAgain: async (...args: [CloseRequest, number]) => void again.push(args) },
      now: () => nowMs,
    };
    const close = (one: CloseRequest = request) => closeConnection(one, ports).catch((error: unknown) => error);
    const row = () => connections.find("abc=");
    const passes = (ms: number) => {
      nowMs += ms;
    };
    return { close, connections, steps, posts: sockets.posts, placesBack, again, row, passes };
  }

  it("is told why first, then closed and forgotten", async () => {
    const { close, steps, posts, row } = await start({ ageMs: 60_000 });
    expect(await close()).toBe("closed");
    expect(steps).toEqual(["1 posted, then abc= closed"]);
    expect(z.safeParse(messages.fromServer.disconnect.payload, posts[0]?.message)).toMatchObject({
      success: true,
      data: { code: "kicked", reconnect: false },
    });
    expect(await row()).toBeUndefined();
  });

  it("is told the reason of whoever closes it, if there is one", async () => {
    const { close, posts } = await start();
    await close({ ...request, reason: "Signed out" });
    expect(posts).toMatchObject([{ message: { reason: "Signed out" } }]);
  });

  it("is forgotten when it was gone already", async () => {
    const { close, row, again } = await start({ outcomes: ["gone"], ageMs: 60_000 });
    expect(await close()).toBe("gone");
    expect(await row()).toBeUndefined();
    expect(again).toEqual([]);
  });

  it("stays known, with nothing left to it, and is tried again when it could not be closed", async () => {
    const { close, row } = await start({ outcomes: ["failed"], ageMs: 60_000 });
    expect(await close()).toBeInstanceOf(Error);
    expect(await row()).toMatchObject({ closing: "kicked", exp: 0 });
  });

  it("that nobody knows is rid of what is left of it, and tried again when it could not be closed", async () => {
    const { close, row } = await start({ outcomes: ["failed"] });
    expect(await close()).toBeInstanceOf(Error);
    expect(await row()).toBeUndefined();
  });

  it("that is still opening stays known, and is closed once it is open", async () => {
    const { close, connections, row, again, passes } = await start({
      outcomes: ["gone", "gone", "closed"],
      ageMs: 700,
    });
    const connection = await row();
    expect(await close()).toBe("later");
    expect(await row()).toMatchObject({ closing: "kicked", exp: 0 });
    expect(connection && (await connections.renew(connection))).toBe("unknown");
    for (const [delaySeconds, outcome] of [
      [1, "later"],
      [2, "closed"],
    ] as const) {
      expect(again.pop()).toEqual([request, delaySeconds]);
      passes(delaySeconds * 1000);
      expect(await close()).toBe(outcome);
    }
    expect(await row()).toBeUndefined();
    expect(again).toEqual([]);
  });

  it("that opens before it could be told why is told all the same: its close waits", async () => {
    const { close, steps, again, row, passes } = await start({ ageMs: 0, posts: ["gone"] });
    expect(await close()).toBe("later");
    expect(steps).toEqual([]);
    expect(await row()).toMatchObject({ closing: "kicked", exp: 0 });
    passes(1_000);
    expect(await close(again.pop()?.[0])).toBe("closed");
    expect(steps).toEqual(["2 posted, then abc= closed"]);
    expect(await row()).toBeUndefined();
  });

  it("never opens when its row is yet to come, and gives its place back in the end", async () => {
    const place = { userId: "myuserid", tenant: "acme", connectedAt: NOW_MS - 2_000 };
    const { close, connections, row, placesBack, passes } = await start({ outcomes: ["gone", "gone"] });
    await close({ ...request, place });
    expect(await row()).toMatchObject({ ...place, closing: "kicked", ttl: NOW_SECONDS - 2 + 7200 + 600 });
    expect(await connections.put(connectionOf("abc="))).toBe(false);
    passes(35_000);
    await close({ ...request, place });
    expect(await row()).toBeUndefined();
    expect(placesBack).toEqual([{ connectionId: "abc=", ...place }]);
  });

  it("counts as opening by when it was asked for, however long the answer took", async () => {
    const { close, row } = await start({ outcomes: ["gone"], ageMs: 34_999, answersAfterMs: 5_000 });
    await close();
    expect(await row()).toMatchObject({ closing: "kicked" });
  });

  it("is asked for some times, not time and again, while a handshake takes as long as it may", async () => {
    const { close, again, passes } = await start({ outcomes: Array(20).fill("gone"), ageMs: 0 });
    const delays: number[] = [];
    await close();
    for (let next = again.pop(); next; next = again.pop()) {
      delays.push(next[1]);
      passes(next[1] * 1000);
      await close(next[0]);
    }
    expect(delays).toEqual([1, 1, 2, 4, 8, 16, 3]);
  });

  it("that nobody knows is closed all the same", async () => {
    const { close, steps, again } = await start();
    expect(await close({ ...request, code: "connection_unknown" })).toBe("closed");
    expect(steps).toHaveLength(1);
    expect(again).toEqual([]);
  });
});

async function startRevoking() {
  const { connections } = createRegistry();
  const places = [
    connectionOf("old", { iat: NOW_SECONDS - 100 }),
    connectionOf("undated"),
    connectionOf("new", { iat: NOW_SECONDS - 10 }),
  ];
  await connections.put(connectionOf("acme's", { tenant: "acme" }));
  for (const connection of places) await connections.put(connection);
  const closed: unknown[] = [];
  const later: unknown[] = [];
  const revoked: unknown[] = [];
  const ports = {
    connections,
    users: {
      placesOf: async ({ userId }: { userId: string }) =>
        userId === "myuserid" ? [...places, { connectionId: "opening", connectedAt: NOW_MS }] : [],
    },
    revocations: {
      revokeUser: async (...args: unknown[]) => void revoked.push(args),
      revokeToken: async (...args: unknown[]) => void revoked.push(args),
      connectionsWith: async (jti: string) => (jti === "stolen" ? ["old", "new", "acme's", "gone"] : []),
    },
    closing: {
      askAll: async (...args: unknown[]) => void closed.push(args),
      lookAgain: async (...args: unknown[]) => void later.push(args),
    },
  };
  return { ports, places, closed, later, revoked };
}

describe("Disconnect User", () => {
  it("closes every connection that has a place of the user, those that are still opening too", async () => {
    const { ports, places, closed, revoked } = await startRevoking();
    await disconnectUser({ userId: "myuserid", reason: "because" }, ports);
    const placeOf = ({ connectedAt }: { connectedAt: number }) => ({ userId: "myuserid", connectedAt });
    const opening = { connectionId: "opening", connectedAt: NOW_MS };
    const all = [...places, opening].map((one) => ({ connectionId: one.connectionId, place: placeOf(one) }));
    expect(closed).toEqual([[all, "kicked", "because"]]);
    expect(revoked).toEqual([]);
  });

  it("of a user who is not there is no error", async () => {
    const { ports, closed } = await startRevoking();
    await disconnectUser({ userId: "nobody" }, ports);
    expect(closed).toEqual([[[], "kicked", undefined]]);
  });
});

describe("Revoke Access", () => {
  const issuedBefore = new Date((NOW_SECONDS - 50) * 1000).toISOString();

  it("of a user is written down first, closes what older tokens opened, and looks again after a while", async () => {
    const { ports, closed, later, revoked } = await startRevoking();
    const access = { userId: "myuserid", issuedBefore };
    await revokeAccess(access, ports);
    expect(revoked).toEqual([[access, NOW_SECONDS - 50]]);
    expect(closed).toEqual([[[{ connectionId: "old" }, { connectionId: "undated" }], "revoked", undefined]]);
    expect(later).toEqual([[access, 35]]);
  });

  it("of a token does the same with what that opened", async () => {
    const { ports, closed, later, revoked } = await startRevoking();
    await revokeAccess({ jti: "stolen", reason: "Reported stolen" }, ports);
    expect(revoked).toEqual([[{ jti: "stolen", reason: "Reported stolen" }]]);
    expect(closed).toEqual([[[{ connectionId: "old" }, { connectionId: "new" }], "revoked", "Reported stolen"]]);
    expect(later).toHaveLength(1);
  });

  it("of a token of a tenant leaves those of others alone that have the same id", async () => {
    const { ports, closed, revoked } = await startRevoking();
    await revokeAccess({ jti: "stolen", tenant: "acme" }, ports);
    expect(revoked).toEqual([[{ jti: "stolen", tenant: "acme" }]]);
    expect(closed).toEqual([[[{ connectionId: "acme's" }], "revoked", undefined]]);
  });

  it("does not look a third time", async () => {
    const { ports, closed, later, revoked } = await startRevoking();
    await closeRevoked({ userId: "myuserid", issuedBefore }, ports);
    expect({ closed: closed.length, later, revoked }).toEqual({ closed: 1, later: [], revoked: [] });
  });

  it("closes nothing when it could not be written down, and is tried again", async () => {
    const { ports, closed } = await startRevoking();
    ports.revocations.revokeToken = () => Promise.reject(new Error("down"));
    await expect(revokeAccess({ jti: "stolen" }, ports)).rejects.toThrow("down");
    expect(closed).toEqual([]);
  });
});
