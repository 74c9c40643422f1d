import { messages } from "@portcullis/contract";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { closeConnection } from "../../src/core/close.ts";
import type { CloseOutcome } from "../../src/core/ports.ts";
import { closeRevoked, disconnectUser, revokeAccess } from "../../src/core/revoke.ts";
import { connectionOf, createRegistry, createSockets, NOW_MS, NOW_SECONDS } from "../support/fakes.ts";

describe("a connection that is closed from this side", () => {
  async function close(outcome: CloseOutcome, reason?: string) {
    const { connections } = createRegistry();
    await connections.put(connectionOf("abc="));
    const sockets = createSockets();
    const steps: string[] = [];
    const closer = {
      async close(connectionId: string) {
        steps.push(`${sockets.posts.length} posted, then ${connectionId} closed`);
        return outcome;
      },
    };
    const done = closeConnection(
      { kind: "close", connectionId: "abc=", code: "kicked", reason },
      { sockets, closer, connections },
    );
    const error: unknown = await done.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return { error, steps, posts: sockets.posts, isKnown: (await connections.find("abc=")) !== undefined };
  }

  it("is told why first, then closed and forgotten", async () => {
    const { error, steps, posts, isKnown } = await close("closed");
    expect(error).toBeUndefined();
    expect(steps).toEqual(["1 posted, then abc= closed"]);
    expect(z.safeParse(messages.fromServer.disconnect.payload, posts[0]?.message)).toMatchObject({
      success: true,
      data: { code: "kicked", reconnect: false },
    });
    expect(isKnown).toBe(false);
  });

  it("is told the reason of whoever closes it, if there is one", async () => {
    expect((await close("closed", "Signed out")).posts).toMatchObject([{ message: { reason: "Signed out" } }]);
  });

  it("is forgotten when it was gone already", async () => {
    expect(await close("gone")).toMatchObject({ error: undefined, isKnown: false });
  });

  it("is forgotten and tried again when it could not be closed", async () => {
    expect(await close("failed")).toMatchObject({ error: expect.any(Error), isKnown: false });
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
  return { ports, closed, later, revoked };
}

describe("Disconnect User", () => {
  it("closes every connection that has a place of the user, those that are still opening too", async () => {
    const { ports, closed, revoked } = await startRevoking();
    await disconnectUser({ userId: "myuserid", reason: "because" }, ports);
    expect(closed).toEqual([[["old", "undated", "new", "opening"], "kicked", "because"]]);
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
    expect(closed).toEqual([[["old", "undated"], "revoked", undefined]]);
    expect(later).toEqual([[access, 35]]);
  });

  it("of a token does the same with what that opened", async () => {
    const { ports, closed, later, revoked } = await startRevoking();
    await revokeAccess({ jti: "stolen", reason: "Reported stolen" }, ports);
    expect(revoked).toEqual([[{ jti: "stolen", reason: "Reported stolen" }]]);
    expect(closed).toEqual([[["old", "new"], "revoked", "Reported stolen"]]);
    expect(later).toHaveLength(1);
  });

  it("of a token of a tenant leaves those of others alone that have the same id", async () => {
    const { ports, closed, revoked } = await startRevoking();
    await revokeAccess({ jti: "stolen", tenant: "acme" }, ports);
    expect(revoked).toEqual([[{ jti: "stolen", tenant: "acme" }]]);
    expect(closed).toEqual([[["acme's"], "revoked", undefined]]);
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
