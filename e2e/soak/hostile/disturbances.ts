import { setTimeout as sleep } from "node:timers/promises";
import { processTree } from "../process-tree.ts";
import { type Chance, createChance } from "../seeded.ts";
import { openPeer, type Peer } from "./deeds/peer.ts";
import { pickByWeight, type World } from "./deeds/world.ts";
import type { Project } from "./project.ts";
import type { Tally } from "./tally.ts";

/** Time in which a store is up again, and an edited file is taken over, on a machine that is busy. */
const PATIENCE_MS = 30_000;

/** Calls that were begun before something was whole again end in this time. */
const AFTERSHOCK_MS = 15_000;

const POLL_MS = 250;

/** Time for which a file is broken, at most. */
const LONGEST_BROKEN_MS = 6_000;

/** The store's process, as Linux cuts its name. */
const STORE = /^dyn/;

export interface DisturberOptions {
  readonly seed: number;
  readonly project: Project;
  readonly tally: Tally;
  /** The engine's process. */
  readonly pid: number;
  /** Between two disturbances, on average. */
  readonly pauseMs: number;
  readonly over: AbortSignal;
  readonly interrupted: AbortSignal;
}

/** Things that are shaken just now; the world's members of the same names. */
export interface Shaken {
  store: boolean;
  handler: boolean;
}

interface Disturbance {
  readonly kind: string;
  readonly weight: number;
  readonly run: () => Promise<string>;
}

/** Kills the store and edits files, one after the other, and sees to it that all is whole again after each. */
export async function disturb(world: World, shaken: Shaken, options: DisturberOptions): Promise<void> {
  const { over, tally, interrupted, pauseMs } = options;
  const chance = createChance(options.seed);
  const disturbances = createDisturbances(world, shaken, options, chance);
  for (await rest(chance, pauseMs, over); !over.aborted; await rest(chance, pauseMs, over)) {
    const { kind, run } = pickByWeight(disturbances, chance);
    const outcome = await world.calm.during(run).catch((error: Error) => `failed: ${error.message}`);
    if (!interrupted.aborted) tally.count({ kind, outcome, who: "disturber" }, [WHOLE]);
  }
}

async function rest(chance: Chance, meanMs: number, signal: AbortSignal): Promise<void> {
  await sleep(meanMs * (0.5 + chance.random()), undefined, { signal }).catch(() => undefined);
}

const WHOLE = "whole again";

function createDisturbances(
  world: World,
  shaken: Shaken,
  { project, pid, interrupted }: DisturberOptions,
  chance: Chance,
): readonly Disturbance[] {
  let [version, edition] = [0, 0];

  /** Waits for a frame that fits. */
  async function until(message: object, fits: (frame: Readonly<Record<string, unknown>>) => boolean): Promise<string> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    const peer = await openPeer(`${world.url}?who=disturber`);
    peer.socket.on("error", () => undefined);
    try {
      let last = "";
      while (Date.now() < giveUpAt && !interrupted.aborted) {
        last = await ask(peer, message);
        if (last.startsWith("{") && fits(JSON.parse(last))) return WHOLE;
        await sleep(POLL_MS);
      }
      return `not whole after ${PATIENCE_MS / 1000} s: ${last.replace(/[\w-]{14,}=/g, "…")}`;
    } finally {
      peer.socket.terminate();
    }
  }

  async function shake(what: keyof Shaken, deed: () => Promise<string>): Promise<string> {
    shaken[what] = true;
    const outcome = await deed();
    setTimeout(() => {
      shaken[what] = false;
    }, AFTERSHOCK_MS).unref();
    return outcome;
  }

  const isCurrent = (frame: Readonly<Record<string, unknown>>) =>
    frame.version === version && frame.edition === edition;
  const editHandler = () => project.editHandler(++version);
  const editTemplate = () => project.editTemplate(++edition);

  async function saved(edit: () => Promise<void>): Promise<string> {
    await edit();
    return until({ action: "edited", n: 0 }, isCurrent);
  }

  async function broken(breakIt: () => Promise<void>, edit: () => Promise<void>): Promise<string> {
    await breakIt();
    await sleep(chance.random() * LONGEST_BROKEN_MS);
    return saved(edit);
  }

  return [
    {
      kind: "kill of the store",
      weight: 3,
      run: () =>
        shake("store", async () => {
          const store = processTree(pid)?.processes.find(({ command }) => STORE.test(command));
          if (!store) return "no store was found";
          process.kill(store.pid, "SIGKILL");
          return until({ action: "store", n: 0, key: 0 }, ({ stored }) => stored === true);
        }),
    },
    { kind: "edit of a handler", weight: 4, run: () => saved(editHandler) },
    {
      kind: "handler that is no JavaScript for a while",
      weight: 2,
      run: () => shake("handler", () => broken(project.breakHandler, editHandler)),
    },
    { kind: "edit of the template", weight: 2, run: () => saved(editTemplate) },
    {
      kind: "template that is no YAML for a while",
      weight: 1,
      run: () => broken(project.breakTemplate, editTemplate),
    },
  ];
}

function ask(peer: Peer, message: object): Promise<string> {
  if (!peer.isOpen) throw new Error("its connection was closed");
  peer.socket.send(JSON.stringify(message));
  return peer.next();
}
