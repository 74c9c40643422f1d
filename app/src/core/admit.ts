import type { ErrorCode } from "@portcullis/contract";
import { type Connection, isLive } from "./connection.ts";
import type { Closing, Metrics, RateWindow, Traffic } from "./ports.ts";

/** Why a message of a connection is not acted on. */
export interface NotAdmitted {
  readonly refused: ErrorCode;
  readonly retryAfterMs?: number;
}

/** What stands before every message of a client. */
export interface Admission {
  /** Says whose message this is, or why it does not count: unknown, expired, too many. */
  admit(connectionId: string): Promise<Connection | NotAdmitted>;
  /** Notes that a message was wrong, and closes the connection when that was one too many. */
  noteMistake(connectionId: string, code: ErrorCode): Promise<void>;
}

/** Messages a minute. */
export interface MessageLimits {
  readonly perConnection: number;
  readonly perUser: number;
  readonly mistakes: number;
}

export interface AdmissionPorts {
  readonly traffic: Traffic;
  readonly closing: Closing;
  readonly limits: MessageLimits;
  readonly metrics: Pick<Metrics, "count">;
  readonly now: () => number;
}

export function createAdmission({ traffic, closing, limits, metrics, now }: AdmissionPorts): Admission {
  function refuse(refused: ErrorCode, more: Omit<NotAdmitted, "refused"> = {}): NotAdmitted {
    metrics.count("MessagesRefused", 1, refused);
    return { refused, ...more };
  }

  return {
    async admit(connectionId) {
      const nowMs = now();
      const window = windowAt(nowMs);
      const counted = await traffic.countMessage(connectionId, window);
      if (!counted) return refuse("connection_unknown");
      const { connection, messages } = counted;
      if (!isLive(connection, nowMs)) {
        await closing.ask(connectionId, "token_expired");
        return refuse("token_expired");
      }
      const isTooMany =
        messages > limits.perConnection || (await traffic.countMessageOf(connection, window)) > limits.perUser;
      return isTooMany ? refuse("rate_limited", { retryAfterMs: window.endsAtMs - nowMs }) : connection;
    },

    async noteMistake(connectionId, code) {
      metrics.count("MessagesRefused", 1, code);
      const mistakes = await traffic.countMistake(connectionId, windowAt(now()));
      if (mistakes >= limits.mistakes) await closing.ask(connectionId, "too_many_errors");
    },
  };
}

const WINDOW_MS = 60_000;

function windowAt(nowMs: number): RateWindow {
  const index = Math.floor(nowMs / WINDOW_MS);
  return { index, endsAtMs: (index + 1) * WINDOW_MS };
}
