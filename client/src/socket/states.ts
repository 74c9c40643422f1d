import type { PortcullisError } from "../errors.ts";

/** State of the connection, as a user of the client sees it. */
export type Status =
  | {
      readonly state: "disconnected";
      readonly code: PortcullisError["code"];
      readonly reason: string;
      readonly willReconnect: boolean;
      /** Undefined when the client will not reconnect, or waits for the network rather than for a time. */
      readonly retryInMs: number | undefined;
      readonly error: PortcullisError;
    }
  | { readonly state: "connecting" }
  | { readonly state: "connected" };

/** State of the connection from inside, where there are three ways of being disconnected instead of one. */
export type Phase = "idle" | "connecting" | "open" | "waiting" | "paused";

export type Signal =
  /** Sent by connect(). */
  | "start"
  /** Sent when the time to wait is over. */
  | "retry"
  | "opened"
  /** Sent when it failed or ended, and may be tried again. */
  | "lost"
  /** Sent when the environment forbids a connection: offline, hidden. */
  | "pause"
  | "resume"
  /** Sent by disconnect(), or when trying again is of no use. */
  | "stop";

/** Next phase by phase and signal. A signal that is not in the table has no effect: it comes too late, or twice. */
export const TRANSITIONS: Readonly<Record<Phase, Readonly<Partial<Record<Signal, Phase>>>>> = {
  idle: { start: "connecting", pause: "paused" },
  connecting: { opened: "open", lost: "waiting", pause: "paused", stop: "idle" },
  open: { lost: "waiting", pause: "paused", stop: "idle" },
  waiting: { retry: "connecting", start: "connecting", resume: "connecting", pause: "paused", stop: "idle" },
  paused: { resume: "connecting", stop: "idle" },
};
