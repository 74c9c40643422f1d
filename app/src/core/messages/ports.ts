import type { Connection } from "../connections/connection.ts";
import type { UserRef } from "../references.ts";
import type { RateWindow } from "./rates.ts";

/** Counts what comes in. */
export interface RateCounters {
  /** A message, in one step with a look at whose it is. Resolves with undefined when the connection is unknown. */
  countMessage(
    connectionId: string,
    window: RateWindow,
  ): Promise<{ readonly connection: Connection; readonly messages: number; readonly work: number } | undefined>;
  /** Work of a connection beyond its messages, in messages. Resolves with what both come to. */
  countWork(connectionId: string, window: RateWindow, cost: number): Promise<number>;
  /** Messages and work of a user, and calls of the HTTP API. Resolves with what all of them come to. */
  countOf(user: UserRef, window: RateWindow, cost: number): Promise<number>;
  /** A message that was wrong. Resolves with how many there were. */
  countMistake(connectionId: string, window: RateWindow): Promise<number>;
}
