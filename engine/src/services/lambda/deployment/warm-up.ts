import type { Clock } from "../../../kernel/clock.ts";
import { createDeferred } from "../environment/deferred.ts";
import type { Deployable, Deployment } from "./deployment.ts";
import type { LoadedBefore } from "./loaded-before.ts";

export interface WarmUpDependencies {
  readonly deployment: Pick<Deployment, "loadOf">;
  readonly clock: Pick<Clock, "after">;
  readonly before: LoadedBefore;
  /** True once functions are stopped: that they do not load then says nothing of them. */
  readonly isOver: () => boolean;
}

/** The functions that one waits for. */
const FEW = 8;

/** Few functions are warm within their time; many would not be, and go on while those that are called are used. */
const WARM_UP_MS = { few: 1_000, many: 100 } as const;

/**
 * Starts an environment of each function. Resolves when those are ready of which no start before has shown that they
 * load: what they tell belongs to the start. Whoever calls another one meanwhile waits for it as for any start.
 */
export async function warmUp(all: readonly Deployable[], dependencies: WarmUpDependencies): Promise<void> {
  const { deployment, clock, before, isOver } = dependencies;
  const loads = all.flatMap(({ target }) => deployment.loadOf(target) ?? []);

  async function warm({ target }: Deployable): Promise<void> {
    const load = deployment.loadOf(target);
    const hasLoaded = await target.warm();
    if (load !== undefined && !isOver()) before.note(load, hasLoaded);
  }

  const isNew = ({ target }: Deployable) => !before.has(deployment.loadOf(target) ?? "");
  const [fresh, known] = [all.filter(isNew), all.filter((one) => !isNew(one))];
  const warming = fresh.map(warm);
  const others = known.map(warm);
  void Promise.all([...warming, ...others]).then(() => (isOver() ? undefined : before.keep(loads)));
  if (fresh.length === 0) return;
  const { promise: overtime, resolve } = createDeferred<void>();
  using _timer = clock.after(all.length > FEW ? WARM_UP_MS.many : WARM_UP_MS.few, resolve);
  await Promise.race([overtime, Promise.all(warming)]);
  // A mistake that is being looked into belongs to the start.
  await Promise.all(fresh.map(({ target }) => target.told));
  await before.keep(loads);
}
