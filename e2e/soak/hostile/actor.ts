import { setTimeout as sleep } from "node:timers/promises";
import { type Chance, createChance } from "../seeded.ts";
import { ENDINGS } from "./deeds/endings.ts";
import { MANAGEMENT } from "./deeds/management.ts";
import { MESSAGES, outcomeOf } from "./deeds/messages.ts";
import { OPENINGS } from "./deeds/openings.ts";
import { type Peer, SILENCE } from "./deeds/peer.ts";
import { type Deed, pickByWeight, type World } from "./deeds/world.ts";
import type { Tally } from "./tally.ts";

export interface ActorOptions {
  readonly name: string;
  readonly seed: number;
  readonly world: World;
  readonly tally: Tally;
  /** Between two deeds, on average. */
  readonly pauseMs: number;
  /** Aborted once no more is to be done. */
  readonly over: AbortSignal;
  /** Aborted once outcomes mean nothing, as the engine is being stopped. */
  readonly interrupted: AbortSignal;
}

/** Deeds of one connection, at most. */
const MOST_DEEDS = 40;

const DEEDS = [...MESSAGES, ...MANAGEMENT];

/** One client: what it does, and in which order, follows from its seed alone. */
export async function act(options: ActorOptions): Promise<void> {
  const { over, pauseMs, seed } = options;
  const chance = createChance(seed);
  let goneId: string | undefined;
  // Not all at once: the first deed is as far off as any other.
  for (await rest(chance, pauseMs, over); !over.aborted; await rest(chance, pauseMs, over)) {
    const peer = await open(options, chance);
    if (peer) goneId = (await live(options, chance, peer, goneId)) ?? goneId;
  }
}

async function rest(chance: Chance, meanMs: number, over: AbortSignal): Promise<void> {
  await sleep(chance.random() * 2 * meanMs, undefined, { signal: over }).catch(() => undefined);
}

async function open({ world, tally, name, interrupted }: ActorOptions, chance: Chance): Promise<Peer | undefined> {
  const opening = pickByWeight(OPENINGS, chance);
  const opened = await world.calm.during(() => opening.run(world.url));
  const outcome = typeof opened === "string" ? opened : "101";
  if (!interrupted.aborted) tally.count({ kind: opening.kind, outcome, who: name }, opening.allowed);
  return typeof opened === "string" ? undefined : opened;
}

/** The life of one connection. Resolves with its id when both sides have closed it. */
async function live(
  options: ActorOptions,
  chance: Chance,
  peer: Peer,
  goneId: string | undefined,
): Promise<string | undefined> {
  const { world, over, pauseMs } = options;
  // A broken connection is told of by what is awaited next.
  peer.socket.on("error", () => undefined);
  const connectionId = await idOf(options, peer);
  const deeds = Math.ceil(chance.random() * MOST_DEEDS);
  const scene = { world, peer, chance, connectionId, goneId };
  for (let done = 0; done < deeds && peer.isOpen; done++) {
    await rest(chance, pauseMs, over);
    if (over.aborted) break;
    await perform(options, pickByWeight(DEEDS, chance), scene);
  }
  if (peer.isOpen) await perform(options, pickByWeight(ENDINGS, chance), scene);
  const code = await Promise.race([peer.closed, sleep(0)]);
  peer.socket.terminate();
  return code === 1000 ? connectionId : undefined;
}

let counter = 0;

/** The id of a connection, which its function tells. */
async function idOf({ tally, name, interrupted }: ActorOptions, peer: Peer): Promise<string> {
  const n = ++counter;
  peer.socket.send(JSON.stringify({ action: "echo", n }));
  const text = await peer.next();
  const outcome = outcomeOf(text, n);
  if (!interrupted.aborted) tally.count({ kind: "echo", outcome, who: name }, ["answered"]);
  return outcome === "answered" ? String((JSON.parse(text) as { id?: unknown }).id) : "none";
}

type Circumstances = Omit<Parameters<Deed["run"]>[0], "n">;

async function perform({ tally, name, interrupted }: ActorOptions, deed: Deed, scene: Circumstances): Promise<void> {
  const allowedBefore = deed.allowed(scene.world);
  const run = () => deed.run({ ...scene, n: ++counter });
  const outcome = await scene.world.calm.during(run).catch((error: Error) => `failed: ${error.message}`);
  if (interrupted.aborted) return;
  tally.count({ kind: deed.kind, outcome, who: name }, [...allowedBefore, ...deed.allowed(scene.world)]);
  // Whatever comes later would be taken for the answer to something else.
  if (outcome === SILENCE) scene.peer.socket.terminate();
}
