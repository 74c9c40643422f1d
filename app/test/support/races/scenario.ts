import fc, { type Scheduler } from "fast-check";
import { isLive, newConnection } from "../../../src/core/connections/connection.ts";
import { NOW_MS, NOW_SECONDS } from "../fakes.ts";
import type { SocketState } from "./gateway.ts";
import { type ClientAct, createWorld, identityOf, USER, type World, type WorldOptions } from "./world.ts";

const OLD = NOW_SECONDS - 100;
const NEW = NOW_SECONDS - 1;
const REVOKED_BEFORE = NOW_SECONDS - 50;

interface Token {
  readonly iat: number | undefined;
  readonly jti: string | undefined;
  readonly lifeSeconds: number;
}

interface Earlier {
  readonly token: Token;
  readonly ageMs: number;
  readonly state: Exclude<SocketState, "opening">;
}

const DEEDS = {
  kick: (world: World) => {
    const those = [...world.rows.places.keys()];
    world.enqueue({ kind: "kick" }, 0);
    return those;
  },
  "revoke token": (world: World) => {
    world.enqueue({ kind: "revoke", access: { jti: "stolen" } }, 0);
    return [];
  },
  "revoke user": (world: World) => {
    const access = { userId: USER.userId, issuedBefore: new Date(REVOKED_BEFORE * 1000).toISOString() };
    world.enqueue({ kind: "revoke", access }, 0);
    return [];
  },
  "close one": (world: World) => {
    const those = [...world.rows.connections.keys()].slice(0, 1);
    for (const connectionId of those) world.enqueue({ kind: "close", connectionId, code: "too_slow" }, 0);
    return those;
  },
  push: (world: World) => {
    world.push();
    return [];
  },
  "6 seconds pass": passing(6_000),
  "20 seconds pass": passing(20_000),
} satisfies Record<string, (world: World) => readonly string[]>;

function passing(ms: number) {
  return (world: World): readonly string[] => {
    world.advance(ms);
    return [];
  };
}

type Deed = keyof typeof DEEDS;

interface Scenario extends WorldOptions {
  readonly scheduler: Scheduler;
  readonly earlier: readonly Earlier[];
  readonly handshakes: readonly { readonly token: Token; readonly acts: readonly ClientAct[] }[];
  readonly deeds: readonly { readonly deed: Deed; readonly afterSteps: number }[];
}

const token = fc.record<Token>({
  iat: fc.constantFrom(NEW, NEW, OLD, undefined),
  jti: fc.constantFrom(undefined, undefined, "stolen"),
  lifeSeconds: fc.constantFrom(3600, 3600, 3600, 10),
});

/**
 * Scenarios of one user with few places: handshakes, what their clients do then, and what is done to them meanwhile.
 */
const scenarios = fc.record<Scenario>({
  scheduler: fc.scheduler(),
  cap: fc.integer({ min: 1, max: 3 }),
  earlier: fc.array(
    fc.record<Earlier>({ token, ageMs: fc.constantFrom(2_000, 8_000, 60_000), state: fc.constantFrom("open", "over") }),
    { maxLength: 2 },
  ),
  handshakes: fc.array(
    fc.record({
      token,
      acts: fc.array(fc.constantFrom<ClientAct>("subscribe", "authenticate", "leave", "vanish"), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  deeds: fc.array(
    fc.record({ deed: fc.constantFrom(...(Object.keys(DEEDS) as Deed[])), afterSteps: fc.integer({ min: 0, max: 8 }) }),
    { maxLength: 4 },
  ),
  faults: fc.array(fc.constantFrom("none", "none", "none", "none", "none", "none", "before", "after"), {
    maxLength: 40,
  }),
  slow: fc.array(
    fc.constantFrom("put h0", "answer to h0", "DELETE h0 is answered", "put h1", "answer to h1", "DELETE h1"),
    { maxLength: 2 },
  ),
  lostDisconnects: fc.array(fc.boolean(), { maxLength: 4 }),
  repeated: fc.array(fc.constantFrom(false, false, true), { maxLength: 6 }),
  indexLagMs: fc.constantFrom(0, 10_000),
});

/**
 * Property that nothing is wrong in the end, of the app as it is or with something put in the place of a part of it.
 */
export const races = (changes: Pick<WorldOptions, "close"> = {}) =>
  fc.asyncProperty(scenarios, async (scenario) => {
    const wrongs = await wrongsOf({ ...scenario, ...changes });
    if (wrongs.length > 0) throw new Error(wrongs.join("; "));
  });

/** Says in words what is wrong in the end; empty when nothing is. */
async function wrongsOf(scenario: Scenario): Promise<readonly string[]> {
  const { scheduler, earlier, cap, handshakes, deeds } = scenario;
  const world = createWorld(scheduler, scenario);
  for (const [index, one] of earlier.slice(0, cap).entries()) plant(world, `e${index}`, one);
  const toBeClosed = new Set<string>();
  for (const [index, { token, acts }] of handshakes.entries()) void live(world, `h${index}`, token, acts);
  for (const { deed, afterSteps } of deeds) void doLater(world, deed, afterSteps, toBeClosed);
  await scheduler.waitIdle();
  await redrive(world, scheduler);
  const wrongs = [...wrongSockets(world, toBeClosed), ...wrongRows(world)];
  await sendFromAll(world, scheduler);
  return [...wrongs, ...silentlyOpen(world), ...(await newcomers(world, scheduler, cap))];
}

function plant({ rows, gateway }: World, connectionId: string, { token, ageMs, state }: Earlier): void {
  const identity = identityOf(token.iat, token.jti, token.lifeSeconds);
  const connection = newConnection(identity, { connectionId, connectedAt: NOW_MS - ageMs });
  rows.write({ ...connection, registeredAt: connection.connectedAt });
  rows.places.set(connectionId, connection);
  gateway.states.set(connectionId, state);
}

async function live(world: World, connectionId: string, token: Token, acts: readonly ClientAct[]): Promise<void> {
  const opened = await world.handshake(connectionId, identityOf(token.iat, token.jti, token.lifeSeconds));
  if (opened) for (const act of acts) await world.clientDoes(act, connectionId);
}

async function doLater(world: World, deed: Deed, afterSteps: number, toBeClosed: Set<string>): Promise<void> {
  for (let count = 0; count <= afterSteps; count++) await world.step(deed);
  for (const connectionId of DEEDS[deed](world)) toBeClosed.add(connectionId);
}

/** An operator looks after what failed for good, when whatever it was is over. */
async function redrive(world: World, scheduler: Scheduler): Promise<void> {
  world.calm();
  for (const message of world.deadLetters.splice(0)) world.enqueue(message, 0);
  await scheduler.waitIdle();
}

function wrongSockets({ rows, gateway }: World, toBeClosed: ReadonlySet<string>): string[] {
  return gateway.open().flatMap((id) => {
    const row = rows.connections.get(id);
    const isKnown = row !== undefined || rows.places.has(id);
    const isRevoked = row && (rows.isRevokedUser(row) || rows.revokedTokens.has(row.jti ?? ""));
    return [
      ...(isKnown ? [] : [`${id} is open and no table knows it`]),
      ...(row?.closing ? [`${id} is open and was to be closed: ${row.closing}`] : []),
      ...(isRevoked ? [`${id} is open with a token that was revoked`] : []),
      ...(toBeClosed.has(id) ? [`${id} is open and was kicked`] : []),
    ];
  });
}

/** TTL ends whatever was forgotten. */
function wrongRows({ rows }: World): string[] {
  const isTooLong = ({ ttl, connectedAt }: { ttl: number; connectedAt: number }) =>
    !(ttl <= connectedAt / 1000 + 2 * 3600 + 600);
  return [...rows.connections.values()].filter(isTooLong).map(({ connectionId }) => `the row of ${connectionId} stays`);
}

async function sendFromAll(world: World, scheduler: Scheduler): Promise<void> {
  for (const id of world.gateway.open()) void world.clientDoes("subscribe", id);
  await scheduler.waitIdle();
}

/** Whoever says something is told when it counts for nothing. */
function silentlyOpen({ rows, gateway, now }: World): string[] {
  return gateway.open().flatMap((id) => {
    const row = rows.connections.get(id);
    return row && isLive(row, now()) ? [] : [`${id} sent something, is nobody, and is open`];
  });
}

/** After a while, with nothing under way: everybody is let in for whom there is room. */
async function newcomers(world: World, scheduler: Scheduler, cap: number): Promise<string[]> {
  world.advance(40_000);
  const openBefore = world.gateway.open().length;
  const seconds = Math.floor(world.now() / 1000);
  const identity = { ...USER, iat: seconds, exp: seconds + 60 };
  const ids = Array.from({ length: cap + 2 }, (_, index) => `n${index}`);
  for (const id of ids) void world.handshake(id, identity);
  await scheduler.waitIdle();
  const open = world.gateway.open().length;
  if (open > Math.max(cap, openBefore)) return [`${open} are open where ${cap} may be`];
  return open < cap ? [`${open} are open where ${cap} could be`] : [];
}
