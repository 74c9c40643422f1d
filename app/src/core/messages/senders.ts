import type { DisconnectCode, ErrorCode } from "@portcullis/contract";
import { type Connection, isLive, wasRegistered } from "../connections/connection.ts";
import type { Closing } from "../connections/ports.ts";
import type { Metrics } from "../ports.ts";
import type { RateCounters } from "./ports.ts";
import { costOf, type RateWindow, type Work, windowAt } from "./rates.ts";

/** A message that is not acted on, by the code of its error. */
export interface RefusedMessage {
  readonly refused: ErrorCode;
  readonly retryAfterMs?: number;
}

/** Counts work that a message makes beyond itself. Resolves with why it is not to be done, if it is not. */
export type Charge = (work: Work, count: number) => Promise<RefusedMessage | undefined>;

/** Connections as the senders of messages. */
export interface Senders {
  /**
   * Says whose message this is, or why it does not count: unknown, expired, too many. Closes what is unknown or
   * expired, and what goes on sending.
   */
  find(connectionId: string): Promise<Connection | RefusedMessage>;
  /** Work may go beyond the rate as the first that does, so that none is too large for ever. */
  charge(connection: Connection, ...work: Parameters<Charge>): ReturnType<Charge>;
  /** Notes that a message was wrong, and closes the connection when that was one too many. */
  noteMistake(connectionId: string, code: ErrorCode): Promise<void>;
}

/** Messages a minute. */
export interface MessageLimits {
  readonly perConnection: number;
  readonly perUser: number;
  readonly mistakes: number;
}

export interface SendersDependencies {
  readonly rateCounters: RateCounters;
  readonly closing: Closing;
  readonly limits: MessageLimits;
  readonly metrics: Pick<Metrics, "count">;
  readonly now: () => number;
}

/** Multiple of its rate that a connection may send before it is closed. */
const FLOOD_FACTOR = 5;

export function createSenders({ rateCounters, closing, limits, metrics, now }: SendersDependencies): Senders {
  function refuse(refused: ErrorCode, more: Omit<RefusedMessage, "refused"> = {}): RefusedMessage {
    metrics.count("MessagesRefused", 1, refused);
    return { refused, ...more };
  }

  /** True again and again while a flood goes on, should the first request to close have failed. */
  const isFlood = (messages: number) =>
    messages >= FLOOD_FACTOR * limits.perConnection && messages % limits.perConnection === 0;

  const rateLimited = (window: RateWindow) => refuse("rate_limited", { retryAfterMs: window.endsAtMs - now() });

  /** Closes a socket of which nothing counts any more, so that it is of no use to anybody. */
  async function end(
    connectionId: string,
    refused: "connection_unknown" | "token_expired",
    code: DisconnectCode = refused,
  ): Promise<RefusedMessage> {
    await closing.ask(connectionId, code);
    return refuse(refused);
  }

  return {
    async find(connectionId) {
      const nowMs = now();
      const window = windowAt(nowMs);
      const counted = await rateCounters.countMessage(connectionId, window);
      if (!counted) return end(connectionId, "connection_unknown");
      const { connection, messages, work } = counted;
      if (connection.closing) return end(connectionId, "connection_unknown", connection.closing);
      if (!wasRegistered(connection)) return end(connectionId, "connection_unknown");
      if (!isLive(connection, nowMs)) return end(connectionId, "token_expired");
      if (isFlood(messages)) await closing.ask(connectionId, "too_many_messages");
      const isTooMany =
        messages + work > limits.perConnection || (await rateCounters.countOf(connection, window, 1)) > limits.perUser;
      return isTooMany ? rateLimited(window) : connection;
    },

    async charge(connection, work, count) {
      const cost = costOf(work, count);
      if (cost === 0) return undefined;
      const window = windowAt(now());
      const spent = await rateCounters.countWork(connection.connectionId, window, cost);
      const spentByUser = await rateCounters.countOf(connection, window, cost);
      const isTooMuch = spent - cost > limits.perConnection || spentByUser - cost > limits.perUser;
      return isTooMuch ? rateLimited(window) : undefined;
    },

    async noteMistake(connectionId, code) {
      metrics.count("MessagesRefused", 1, code);
      const mistakes = await rateCounters.countMistake(connectionId, windowAt(now()));
      if (mistakes >= limits.mistakes) await closing.ask(connectionId, "too_many_errors");
    },
  };
}
