import type { Clock } from "../clock.ts";

/** Condition that forbids a connection for the time being. */
export type Obstacle = "offline" | "hidden";

/** Surroundings that decide whether a connection makes sense. Pass another for React Native and the like. */
export interface Environment {
  /**
   * Tells `listener` of the obstacle or its absence, at once and at each change, and `stirred` of everything after
   * which an open socket may be dead: a page that is shown again, another network. Returns a function that ends it.
   */
  watch(listener: (obstacle: Obstacle | undefined) => void, stirred: () => void): () => void;
}

type Listening = Pick<EventTarget, "addEventListener">;

/** Globals of a page or worker that matter here; Node and React Native have none of them. */
export interface Globals {
  addEventListener?: EventTarget["addEventListener"];
  /** `connection` tells in Chrome that a device has gone from one network to another. */
  navigator?: { readonly onLine?: boolean; readonly connection?: Listening };
  document?: Listening & { readonly visibilityState: string };
}

export interface EnvironmentOptions {
  readonly clock: Clock;
  /** Time after which a hidden page gives its connection up; absent for never. */
  readonly hiddenTimeoutMs?: number | undefined;
  /** False for a server on this machine, which can be reached without a network. */
  readonly needsNetwork: boolean;
  readonly globals?: Globals;
}

/** Watches a browser's network and the page that it shows. Elsewhere there is no obstacle, and nothing stirs. */
export function createEnvironment(options: EnvironmentOptions): Environment {
  const { clock, hiddenTimeoutMs, needsNetwork, globals = globalThis as Globals } = options;

  return {
    watch(listener, stirred) {
      const ended = new AbortController();
      const { document, navigator } = globals;
      let cancelTimer = () => {};

      function look(): void {
        cancelTimer();
        listener(needsNetwork && navigator?.onLine === false ? "offline" : undefined);
        if (document?.visibilityState !== "hidden") stirred();
        else if (hiddenTimeoutMs) cancelTimer = clock.after(hiddenTimeoutMs, () => listener("hidden"));
      }

      function listen(target: Partial<Listening> | undefined, types: readonly string[], task: () => void): void {
        // A page's globals are inherited by ones that have no such function, such as those of React Native.
        for (const type of types) target?.addEventListener?.(type, task, ended);
      }

      listen(globals, ["online", "offline"], look);
      listen(globals, ["focus", "pageshow"], stirred);
      listen(document, ["visibilitychange"], look);
      listen(document, ["resume"], stirred);
      listen(navigator?.connection, ["change"], stirred);
      look();
      return () => {
        cancelTimer();
        ended.abort();
      };
    },
  };
}
