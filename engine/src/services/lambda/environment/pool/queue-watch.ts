import { cpus } from "node:os";
import { type EventLoopUtilization, performance } from "node:perf_hooks";
import type { ExecutionEnvironment } from "../environment.ts";
import type { Queue, Scaling } from "./scaling.ts";

type Watched = Pick<ExecutionEnvironment, "state" | "idleMs">;

export interface QueueWatchOptions {
  readonly scaling: Scaling;
  readonly queue: () => Queue;
  readonly environments: () => Iterable<Watched>;
  readonly launch: (count: number) => void;
}

/** Looks after a queue from time to time, for as long as somebody waits there. */
export interface QueueWatch extends Disposable {
  /** Begins to look, unless it does so already. */
  look(): void;
  /** One has been served that had waited. */
  served(): void;
}

/** Beyond this the engine's own thread has no time left. */
const BUSY_ENGINE = 0.9;

/** Below this the machine's cores have no time left; its clock is coarse. */
const IDLE_CORES = 0.25;

/** The state of things at one moment. */
interface Look {
  readonly at: number;
  readonly engine: EventLoopUtilization;
  /** Absent: nothing was wrong so far, and looking takes time. */
  readonly cores?: CoreTimes | undefined;
  /** The time for which each environment had been idle. */
  readonly idleMs: ReadonlyMap<Watched, number | undefined>;
}

/** Goes by the machine's time, as what it watches does: the engine's may stand still. */
export function createQueueWatch({ scaling, queue, environments, launch }: QueueWatchOptions): QueueWatch {
  let timer: NodeJS.Timeout | undefined;
  let served = 0;

  function look(): void {
    if (timer) return;
    served = 0;
    const before: Look = {
      at: performance.now(),
      engine: performance.eventLoopUtilization(),
      cores: scaling.hasConcerns ? coreTimes() : undefined,
      idleMs: new Map([...environments()].map((environment) => [environment, environment.idleMs])),
    };
    timer = setTimeout(lookAgain, scaling.lookMs, before);
    timer.unref();
  }

  function lookAgain(before: Look): void {
    timer = undefined;
    const now = queue();
    if (now.waiting === 0) return;
    const ms = performance.now() - before.at;
    const shares = [...environments()].map((environment) => shareOf(environment, before, ms));
    // Those that have not begun to start.
    while (shares.length < now.environments) shares.push(1);
    launch(scaling.wantedAfter(now, { ms, served, shares, isBusy: isBusySince(before) }));
    look();
  }

  /** Goes by those before it where nobody can tell from outside. */
  function shareOf(environment: Watched, { idleMs }: Look, ms: number): number {
    if (environment.state === "starting") return 1;
    const { idleMs: idle } = environment;
    return idle === undefined ? scaling.busyShare : 1 - Math.min(1, (idle - (idleMs.get(environment) ?? 0)) / ms);
  }

  return {
    look,
    served() {
      served++;
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

/** Milliseconds of all cores together since the machine's start; those without work are idle. */
interface CoreTimes {
  readonly all: number;
  readonly idle: number;
}

function coreTimes(): CoreTimes {
  const times = cpus().map((core) => core.times);
  const sum = (one: (core: (typeof times)[number]) => number) => times.reduce((total, core) => total + one(core), 0);
  return {
    all: sum(({ user, nice, sys, idle, irq }) => user + nice + sys + idle + irq),
    idle: sum(({ idle }) => idle),
  };
}

function isBusySince({ engine, cores }: Look): boolean {
  if (performance.eventLoopUtilization(engine).utilization > BUSY_ENGINE) return true;
  // Not known yet: the next look will tell.
  if (!cores) return true;
  const { all, idle } = coreTimes();
  // Where the machine does not tell, there is nothing of either.
  return idle - cores.idle < (all - cores.all) * IDLE_CORES;
}
