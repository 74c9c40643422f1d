import type { PortcullisError } from "../errors.ts";

/** What a user of the client sees. */
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

/** What the connection is doing: three states from outside, two more kinds of being disconnected from inside. */
export type Phase = "idle" | "connecting" | "open" | "waiting" | "paused";

export type Signal =
  /** connect() was called. */
  | "start"
  /** The time to wait is over. */
  | "retry"
  | "opened"
  /** It failed or ended, and may be tried again. */
  | "lost"
  /** The surroundings forbid a connection: offline, hidden. */
  | "pause"
  | "resume"
  /** disconnect() was called, or trying again is of no use. */
  | "stop";

/** What is not in the table has no effect: it comes too late, or twice. */
export const TRANSITIONS: Readonly<Record<Phase, Readonly<Partial<Record<Signal, Phase>>>>> = {
  idle: { start: "connecting", pause: "paused" },
  connecting: { opened: "open", lost: "waiting", pause: "paused", stop: "idle" },
  open: { lost: "waiting", pause: "paused", stop: "idle" },
  waiting: { retry: "connecting", start: "connecting", resume: "connecting", pause: "paused", stop: "idle" },
  paused: { resume: "connecting", stop: "idle" },
};
