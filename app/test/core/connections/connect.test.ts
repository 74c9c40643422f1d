import { describe, expect, it } from "vitest";
import { connect } from "../../../src/core/connections/connect.ts";
import { type Connection, retired } from "../../../src/core/connections/connection.ts";
import type { Place, Sockets } from "../../../src/core/connections/ports.ts";
import { isIssuedBefore } from "../../../src/core/tokens/revocation.ts";
import { connectionOf, createLog, createMetrics, createRegistry, NOW_MS, NOW_SECONDS } from "../../support/fakes.ts";

const CAP = 3;

interface World {
  readonly taken?: readonly Place[];
  readonly issuedBefore?: number;
  readonly revoked?: readonly string[];
  /** Connections that `@connections` does not know, or cannot tell of. */
  readonly gone?: readonly string[];
  readonly unseen?: readonly string[];
}

function start({ taken = [], issuedBefore = 0, revoked = [], gone = [], unseen = [] }: World = {}) {
  let places = [...taken];
  let nowMs = NOW_MS;
  let inUseUntilMs = 0;
  const looks: string[] = [];
  const asked: unknown[] = [];
  const { connections } = createRegistry();
  const metrics = createMetrics();
  const users = {
    async takePlace(connection: Connection, cap: number) {
      if (issuedBefore > 0 && isIssuedBefore(connection, issuedBefore)) return "revoked" as const;
      if (places.length >= cap) return inUseUntilMs > nowMs ? ("in use" as const) : ("full" as const);
      places.push(connection);
      return "taken" as const;
    },
    async givePlacesBack(_: unknown, some: readonly Place[]) {
      places = places.filter((place) => !some.some(({ connectionId }) => connectionId === place.connectionId));
    },
    placesOf: async () => places,
    async noteInUse(_: unknown, untilMs: number) {
      inUseUntilMs = untilMs;
    },
  };
  const sockets: Pick<Sockets, "look"> = {
    async look(connectionId) {
      looks.push(connectionId);
      if (unseen.includes(connectionId)) return "failed";
      return gone.includes(connectionId) ? "gone" : "open";
    },
  };
  const closing = { askAll: async (...args: unknown[]) => void asked.push(args) };
  const revocations = { isTokenRevoked: async ({ jti }: { jti: string }) => revoked.includes(jti) };
  const common = { metrics, maxConnections: CAP, now: () => nowMs, log: createLog() };
  const ports = { connections, users, revocations, sockets, closing, ...common };
  return {
    connections,
    metrics,
    ports,
    looks,
    asked,
    passes(ms: number) {
      nowMs += ms;
    },
    places: () => places.map(({ connectionId }) => connectionId),
    connect: (connection: Connection) => connect(connection, ports),
  };
}

describe("a handshake", () => {
  it("takes a place and registers its connection", async () => {
    const world = start();
    expect(await world.connect(connectionOf("abc="))).toBeUndefined();
    expect(world.places()).toEqual(["abc="]);
    expect(await world.connections.find("abc=")).toMatchObject({ userId: "myuserid", registeredAt: NOW_MS });
    expect(world.metrics.counts).toEqual({ Connects: 1 });
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

  it("is refused when it was closed meanwhile, and leaves nothing but that", async () => {
    const world = start();
    await world.connections.retire(retired(connectionOf("abc="), "kicked"));
    expect(await world.connect(connectionOf("abc="))).toBe("closed_meanwhile");
    expect(world.places()).toEqual([]);
    expect(await world.connections.find("abc=")).toMatchObject({ closing: "kicked" });
    expect(world.metrics.counts).toEqual({ "Refusals closed_meanwhile": 1 });
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

describe("a handshake when every place is taken", () => {
  async function startFull(options: Omit<World, "taken"> & { readonly ages?: readonly number[] } = {}) {
    const { ages = [90_000, 60_000, 30_000], ...more } = options;
    const taken = ["a", "b", "c"].map((connectionId, index) => ({
      connectionId,
      connectedAt: NOW_MS - (ages[index] ?? 0),
    }));
    const world = start({ taken, ...more });
    for (const place of taken)
      await world.connections.put(connectionOf(place.connectionId, { ...place, registeredAt: place.connectedAt }));
    return { ...world, newest: (connectionId = "abc=") => world.connect(connectionOf(connectionId)) };
  }

  const placeOf = (ageMs: number) => ({ userId: "myuserid", tenant: undefined, connectedAt: NOW_MS - ageMs });

  it("is refused when somebody is at each, after one look at each, the oldest first", async () => {
    const { newest, looks, asked, connections, metrics } = await startFull();
    expect(await newest()).toBe("too_many_connections");
    expect(await connections.find("abc=")).toBeUndefined();
    expect(metrics.counts).toEqual({ "Refusals too_many_connections": 1 });
    expect(looks).toEqual(["a", "b", "c"]);
    expect(asked).toEqual([]);
  });

  it.each(["a", "b", "c"])("gets in when any is dead, whose rows are cleared away: %s", async (dead) => {
    const { newest, places, asked } = await startFull({ gone: [dead], ages: [90_000, 90_000, 90_000] });
    expect(await newest()).toBeUndefined();
    expect(places()).toEqual([...["a", "b", "c"].filter((one) => one !== dead), "abc="]);
    expect(asked).toEqual([[[{ connectionId: dead, place: placeOf(90_000) }], "connection_unknown", undefined]]);
  });

  it("gets the place of one whose token has expired, which is closed", async () => {
    const { newest, places, asked, connections } = await startFull();
    await connections.put(connectionOf("b", { exp: NOW_SECONDS }));
    expect(await newest()).toBeUndefined();
    expect(places()).toEqual(["a", "c", "abc="]);
    expect(asked).toEqual([[[{ connectionId: "b", place: placeOf(60_000) }], "token_expired", undefined]]);
  });

  it("gets the place of an open one that nobody knows any more, which is closed", async () => {
    const { newest, places, asked, connections } = await startFull();
    await connections.remove("b");
    expect(await newest()).toBeUndefined();
    expect(places()).toEqual(["a", "c", "abc="]);
    expect(asked).toMatchObject([[[{ connectionId: "b" }], "connection_unknown", undefined]]);
  });

  it("does not get the place of a handshake that is still under way", async () => {
    const { newest, looks } = await startFull({ gone: ["a", "b", "c"], ages: [4_999, 3_000, 0] });
    expect(await newest()).toBe("too_many_connections");
    expect(looks).toEqual([]);
  });

  it.each([
    ["its row was written 5 seconds ago", { registeredAt: NOW_MS - 5_000 }, "too_many_connections"],
    ["its row was written before that", { registeredAt: NOW_MS - 5_001 }, undefined],
    ["its row is yet to come", undefined, "too_many_connections"],
  ])("gets the place of a slow handshake only when that should have been through: %s", async (_, row, cause) => {
    const { newest, connections } = await startFull({ gone: ["a"], ages: [20_000, 20_000, 20_000] });
    if (row) await connections.put(connectionOf("a", row));
    else await connections.remove("a");
    expect(await newest()).toBe(cause);
  });

  it("gets the place of one whose row never came, once its handshake must be over", async () => {
    const { newest, connections } = await startFull({ gone: ["a"], ages: [35_000, 20_000, 20_000] });
    await connections.remove("a");
    expect(await newest()).toBeUndefined();
  });

  it("takes who cannot be seen to be there", async () => {
    const { newest, places } = await startFull({ unseen: ["a", "b", "c"] });
    expect(await newest()).toBe("too_many_connections");
    expect(places()).toEqual(["a", "b", "c"]);
  });

  it("looks again only after 5 seconds when nobody was lost, however often it is tried", async () => {
    const { newest, looks, passes } = await startFull();
    for (let count = 0; count < 20; count++) expect(await newest(`n${count}`)).toBe("too_many_connections");
    expect(looks).toHaveLength(CAP);
    passes(5_000);
    await newest("later");
    expect(looks).toHaveLength(2 * CAP);
  });

  it("begins no look after 2 seconds, so that it ends in time", async () => {
    const world = await startFull({ gone: ["a", "b", "c"] });
    const { look } = world.ports.sockets;
    world.ports.sockets.look = (connectionId) => {
      world.passes(2_000);
      return look(connectionId);
    };
    expect(await world.newest()).toBeUndefined();
    expect(world.looks).toEqual(["a"]);
    expect(world.places()).toEqual(["b", "c", "abc="]);
  });

  it("gets in where another made room while it looked", async () => {
    const world = await startFull();
    const { placesOf } = world.ports.users;
    world.ports.users.placesOf = async () => {
      await world.ports.users.givePlacesBack(undefined, [{ connectionId: "a", connectedAt: 0 }]);
      return placesOf();
    };
    expect(await world.newest()).toBeUndefined();
  });

  it("is exact: of many at once as many get in as there are dead", async () => {
    const { newest, places } = await startFull({ gone: ["a", "c"] });
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, index) => newest(`n${index}`)));
    expect(outcomes.filter((cause) => cause === undefined)).toHaveLength(2);
    expect(places()).toHaveLength(CAP);
  });
});
