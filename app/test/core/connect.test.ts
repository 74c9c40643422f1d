import { describe, expect, it } from "vitest";
import { connect } from "../../src/core/connect.ts";
import type { Connection } from "../../src/core/connection.ts";
import type { Place } from "../../src/core/ports.ts";
import { isIssuedBefore } from "../../src/core/revoke.ts";
import { connectionOf, createLog, createMetrics, createRegistry, NOW_MS, NOW_SECONDS } from "../support/fakes.ts";

const CAP = 3;

interface World {
  readonly taken?: readonly Place[];
  readonly issuedBefore?: number;
  readonly revoked?: readonly string[];
}

function start({ taken = [], issuedBefore = 0, revoked = [] }: World = {}) {
  let places = [...taken];
  const { connections } = createRegistry();
  const metrics = createMetrics();
  const users = {
    async takePlace(connection: Connection, cap: number) {
      if (issuedBefore > 0 && isIssuedBefore(connection, issuedBefore)) return "revoked" as const;
      if (places.length >= cap) return "full" as const;
      places.push(connection);
      return "taken" as const;
    },
    async givePlacesBack(_: unknown, some: readonly Place[]) {
      places = places.filter((place) => !some.some(({ connectionId }) => connectionId === place.connectionId));
    },
    placesOf: async () => places,
  };
  const revocations = { isTokenRevoked: async ({ jti }: { jti: string }) => revoked.includes(jti) };
  const ports = { connections, users, revocations, metrics, maxConnections: CAP, now: () => NOW_MS, log: createLog() };
  return {
    connections,
    metrics,
    ports,
    places: () => places.map(({ connectionId }) => connectionId),
    connect: (connection: Connection) => connect(connection, ports),
  };
}

const LONG_AGO = NOW_MS - 60_000;
const full = (connectedAt = LONG_AGO) => ["a", "b", "c"].map((connectionId) => ({ connectionId, connectedAt }));

describe("a handshake", () => {
  it("takes a place and registers its connection", async () => {
    const world = start();
    expect(await world.connect(connectionOf("abc="))).toBeUndefined();
    expect(world.places()).toEqual(["abc="]);
    expect(await world.connections.find("abc=")).toMatchObject({ userId: "myuserid" });
    expect(world.metrics.counts).toEqual({ Connects: 1 });
  });

  it("is refused when every place is one of a connection that is there", async () => {
    const world = start({ taken: full() });
    for (const { connectionId } of full()) await world.connections.put(connectionOf(connectionId));
    expect(await world.connect(connectionOf("abc="))).toBe("too_many_connections");
    expect(await world.connections.find("abc=")).toBeUndefined();
    expect(world.metrics.counts).toEqual({ "Refusals too_many_connections": 1 });
  });

  it("gets the place of a connection that went without a word, or whose token has expired", async () => {
    const world = start({ taken: full() });
    await world.connections.put(connectionOf("a"));
    await world.connections.put(connectionOf("b", { exp: NOW_SECONDS }));
    expect(await world.connect(connectionOf("abc="))).toBeUndefined();
    expect(world.places()).toEqual(["a", "abc="]);
  });

  it("does not get the place of a handshake that is still under way, whose row is yet to come", async () => {
    expect(await start({ taken: full(NOW_MS - 1_000) }).connect(connectionOf("abc="))).toBe("too_many_connections");
  });

  it.each([
    ["was issued before what counts", { iat: NOW_SECONDS - 61 }, "token_revoked"],
    ["does not say when it was issued", {}, "token_revoked"],
    ["was issued then", { iat: NOW_SECONDS - 60 }, undefined],
    ["was revoked by its id", { iat: NOW_SECONDS, jti: "stolen" }, "token_revoked"],
    ["has another id", { iat: NOW_SECONDS, jti: "own" }, undefined],
  ])("of a token that %s: %#", async (_, claims, cause) => {
    const world = start({ issuedBefore: NOW_SECONDS - 60, revoked: ["stolen"] });
    expect(await world.connect(connectionOf("abc=", claims))).toBe(cause);
    expect(world.places()).toEqual(cause ? [] : ["abc="]);
  });

  it("leaves nothing behind when it cannot be registered", async () => {
    const world = start();
    world.ports.connections.put = () => Promise.reject(new Error("down"));
    await expect(world.connect(connectionOf("abc="))).rejects.toThrow("down");
    expect(world.places()).toEqual([]);
  });

  it("fails with the first error when the place cannot be given back either", async () => {
    const world = start();
    world.ports.connections.put = () => Promise.reject(new Error("first"));
    world.ports.users.givePlacesBack = () => Promise.reject(new Error("second"));
    await expect(world.connect(connectionOf("abc="))).rejects.toThrow("first");
    expect(world.ports.log.lines).toMatchObject([{ level: "warn", message: "A place was not given back" }]);
  });
});
