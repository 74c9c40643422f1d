import type { Clock } from "../clock.ts";

/** Condition that forbids a connection for the time being. */
export type Obstacle = "offline" | "hidden";

/** Surroundings that decide whether a connection makes sense. Pass another for React Native and the like. */
export interface Environment {
  /** Tells `listener` of the obstacle or its absence, at once and at each change. Returns a function that ends it. */
  watch(listener: (obstacle: Obstacle | undefined) => void): () => void;
}

/** Globals of a page or worker that matter here; Node has none of them. */
export interface Globals {
  addEventListener?: EventTarget["addEventListener"];
  navigator?: { readonly onLine?: boolean };
  document?: EventTarget & { readonly visibilityState: string };
}

export interface EnvironmentOptions {
  readonly clock: Clock;
  /** Time after which a hidden page gives its connection up; absent for never. */
  readonly hiddenTimeoutMs?: number | undefined;
  /** False for a server on this machine, which can be reached without a network. */
  readonly needsNetwork: boolean;
  readonly globals?: Globals;
}

/** Watches a browser: `online`, `offline` and `visibilitychange`. Elsewhere there is no obstacle. */
export function createEnvironment(options: EnvironmentOptions): Environment {
  const { clock, hiddenTimeoutMs, needsNetwork, globals = globalThis } = options;

  return {
    watch(listener) {
      const ended = new AbortController();
      const { document, navigator } = globals;
      let cancelTimer = () => {};

      function look(): void {
        cancelTimer();
        listener(needsNetwork && navigator?.onLine === false ? "offline" : undefined);
        if (hiddenTimeoutMs && document?.visibilityState === "hidden")
          cancelTimer = clock.after(hiddenTimeoutMs, () => listener("hidden"));
      }

      for (const type of ["online", "offline"]) globals.addEventListener?.(type, look, ended);
      document?.addEventListener("visibilitychange", look, ended);
      look();
      return () => {
        cancelTimer();
        ended.abort();
      };
    },
  };
}
