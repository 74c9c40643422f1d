import type { Clock } from "../clock.ts";
import { PortcullisError } from "../errors.ts";
import type { Connection } from "./connection.ts";

/** Heartbeat of one open socket after the other. */
export interface Heartbeat {
  start(): void;
  /** Takes note that something came from the server. */
  heard(): void;
  stop(): void;
}

/** Time after which a server that has not answered a ping is not there any more. */
const PONG_TIMEOUT_MS = 10_000;

/** Pings after an interval of silence. A connection with messages costs nothing more: a ping is a billed message. */
export function createHeartbeat(
  { clock, heartbeatMs }: { readonly clock: Clock; readonly heartbeatMs: number },
  connection: Pick<Connection, "send" | "lose">,
): Heartbeat {
  let heardAt = 0;
  let isAnswered = true;
  let cancelTimer = () => {};

  function check(): void {
    // The machine's clock may have been set back.
    const quietMs = Math.max(0, clock.now() - heardAt);
    isAnswered = quietMs < heartbeatMs;
    cancelTimer = isAnswered ? clock.after(heartbeatMs - quietMs, check) : clock.after(PONG_TIMEOUT_MS, judge);
    if (!isAnswered) connection.send({ action: "ping" });
  }

  function judge(): void {
    if (isAnswered) check();
    else connection.lose(new PortcullisError("heartbeat_timeout"));
  }

  function heard(): void {
    heardAt = clock.now();
    isAnswered = true;
  }

  return {
    start() {
      heard();
      check();
    },
    heard,
    stop: () => cancelTimer(),
  };
}
