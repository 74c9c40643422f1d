import type { Clock } from "../clock.ts";
import { PortcullisError } from "../errors.ts";
import type { Connection } from "./connection.ts";

/** Heartbeat of one open socket after the other. */
export interface Heartbeat {
  start(): void;
  /** Takes note that something came from the server. */
  heard(): void;
  stop(): void;
  /**
   * Finds out whether the server is still there: pings, unless something came in the last seconds. Resolves with true once anything
   * came from the server, with false when the socket was given up, or when none is open.
   */
  probe(): Promise<boolean>;
}

/** Time after which a server that has not answered a ping is not there any more. */
const PONG_TIMEOUT_MS = 10_000;
/** The same after a sign that the socket may be dead: somebody sits in front of it, and a warm function takes 50 ms. */
const PROBE_TIMEOUT_MS = 3_000;
/** Time for which a sign of life counts: events come in swarms, such as focus, online and visibilitychange together. */
const FRESH_MS = 5_000;

/** Interval in which the clock is looked at. */
const LOOK_MS = 10_000;
/** Lateness of a look that means a machine that has slept. Browsers let the timers of hidden pages wait for a minute. */
const SLEEP_MS = 75_000;

/** Pings after an interval of silence. A connection with messages costs nothing more: a ping is a billed message. */
export function createHeartbeat(
  { clock, heartbeatMs }: { readonly clock: Clock; readonly heartbeatMs: number },
  connection: Pick<Connection, "send" | "lose">,
): Heartbeat {
  let isOpen = false;
  let heardAt = 0;
  let isAnswered = true;
  let probing: Promise<boolean> | undefined;
  let tell: ((isAlive: boolean) => void) | undefined;
  let cancelTimer = () => {};

  // The machine's clock may have been set back.
  const quietMs = () => Math.abs(clock.now() - heardAt);

  function look(): void {
    const restMs = heartbeatMs - quietMs();
    if (restMs <= 0) {
      ping(PONG_TIMEOUT_MS);
      return;
    }
    const delayMs = Math.min(LOOK_MS, restMs);
    const dueAt = clock.now() + delayMs;
    cancelTimer = clock.after(delayMs, () => (clock.now() - dueAt > SLEEP_MS ? void probe() : look()));
  }

  function ping(timeoutMs: number): void {
    cancelTimer();
    isAnswered = false;
    cancelTimer = clock.after(timeoutMs, judge);
    connection.send({ action: "ping" });
  }

  function judge(): void {
    if (isAnswered) look();
    else connection.lose(new PortcullisError("heartbeat_timeout"));
  }

  async function probe(): Promise<boolean> {
    if (!isOpen) return false;
    const freshMs = FRESH_MS - quietMs();
    if (freshMs > 0) {
      // That sign of life was before what raised the doubt: unless another comes, the ping follows.
      cancelTimer();
      cancelTimer = clock.after(freshMs, () => (quietMs() < FRESH_MS ? look() : void probe()));
      return true;
    }
    probing ??= new Promise((resolve) => {
      tell = resolve;
      ping(PROBE_TIMEOUT_MS);
    });
    return probing;
  }

  function end(isAlive: boolean): void {
    probing = undefined;
    tell?.(isAlive);
  }

  function heard(): void {
    heardAt = clock.now();
    isAnswered = true;
    end(true);
  }

  return {
    start() {
      isOpen = true;
      heard();
      look();
    },
    heard,
    stop() {
      isOpen = false;
      cancelTimer();
      end(false);
    },
    probe,
  };
}
