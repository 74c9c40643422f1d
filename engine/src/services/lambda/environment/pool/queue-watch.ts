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

/** The state of things at one moment. */
interface Look {
  readonly at: number;
  readonly engine: EventLoopUtilization;
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
    const engineShare = performance.eventLoopUtilization(before.engine).utilization;
    launch(scaling.wantedAfter(now, { ms, served, shares, engineShare }));
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
