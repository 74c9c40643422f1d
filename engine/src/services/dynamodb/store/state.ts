/** The state of the store. Only a `ready` one is called. */
export type StoreState =
  | { readonly name: "starting" }
  | { readonly name: "ready" }
  /** It is down, and brought up again after `delayMs`. */
  | { readonly name: "restarting"; readonly attempt: number; readonly delayMs: number; readonly reason: string }
  /** Without `attempts` it never came up. */
  | { readonly name: "failed"; readonly attempts?: number; readonly reason: string }
  | { readonly name: "stopped" };

export type StoreEvent =
  /** It answers, and its tables are there. */
  | { readonly name: "up" }
  /** It ended, was lost, or did not come up. `recent`: how often that was so within the window, this time included. */
  | { readonly name: "down"; readonly recent: number; readonly reason: string }
  /** It did not come up the first time. */
  | { readonly name: "fail"; readonly reason: string }
  | { readonly name: "stop" };

export interface RestartRules {
  /** The number of times that a store which goes down is brought up again within the window. */
  readonly maxAttempts: number;
}

/** Ends longer ago neither count towards `maxAttempts` nor make the next delay longer. */
export const RESTART_WINDOW_MS = 60_000;

/** One that lived for a while is back at once; one that keeps ending takes no more than some starts a second. */
const DELAY_MS = { second: 25, longest: 2_000 } as const;

type Row = Partial<Record<StoreEvent["name"], (event: StoreEvent, rules: RestartRules) => StoreState>>;

const ready = (): StoreState => ({ name: "ready" });
const stopped = (): StoreState => ({ name: "stopped" });

function downAgain(event: StoreEvent, { maxAttempts }: RestartRules): StoreState {
  const { recent, reason } = event as Extract<StoreEvent, { name: "down" }>;
  if (recent > maxAttempts) return { name: "failed", attempts: maxAttempts, reason };
  return { name: "restarting", attempt: recent, delayMs: delayMs(recent), reason };
}

const failed = (event: StoreEvent): StoreState => ({
  name: "failed",
  reason: (event as Extract<StoreEvent, { name: "fail" }>).reason,
});

const delayMs = (attempt: number) =>
  attempt === 1 ? 0 : Math.min(DELAY_MS.second * 2 ** (attempt - 2), DELAY_MS.longest);

/** State → event → next state; what is not listed changes nothing. A store that never came up is not tried again. */
const TRANSITIONS: Readonly<Record<StoreState["name"], Row>> = {
  starting: { up: ready, fail: failed, stop: stopped },
  ready: { down: downAgain, stop: stopped },
  restarting: { up: ready, down: downAgain, stop: stopped },
  failed: { stop: stopped },
  stopped: {},
};

export const nextState = (state: StoreState, event: StoreEvent, rules: RestartRules): StoreState =>
  TRANSITIONS[state.name][event.name]?.(event, rules) ?? state;
