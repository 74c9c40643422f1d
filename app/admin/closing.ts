import { EXIT, type Report } from "./command.ts";
import type { Effect, Stack } from "./stack.ts";

export interface ClosingWords {
  /** Sentence that held as soon as the event was taken, whatever became of connections. */
  readonly before?: string;
  /** Owner of the connections: `of ada`. */
  readonly whose: string;
  /** Hint for the case that there was none. */
  readonly hint?: string;
}

/** Tells what an event that closes connections has done, and nothing that was not seen. */
export function reportOf(effect: Effect, stack: Pick<Stack, "waitSeconds">, words: ClosingWords): Report {
  const { eventId, receipt, isSettled } = effect;
  const { before = "", whose, hint = "" } = words;
  const sentences = (...all: readonly string[]) => all.filter(Boolean).join(" ");
  const within = `within ${stack.waitSeconds} s`;
  if (!receipt) {
    const where = "Look at CloseDeadLetterQueue, the log of CloseConnectionsFunction and the rule CloseRule.";
    return {
      text: `The event ${eventId} is on the stack's bus, but no effect of it was seen ${within}. ${where}`,
      exitCode: EXIT.failed,
    };
  }
  const { asked, closed, gone } = receipt;
  if (!isSettled) {
    const text = `Closed ${closed.length} of ${asked.length} connections ${whose} ${within}; the others are still tried (event ${eventId}).`;
    return { text: sentences(before, text), exitCode: EXIT.failed };
  }
  if (asked.length === 0)
    return { text: sentences(before, `No connection ${whose} was open.`, hint), exitCode: EXIT.nothing };
  const ended = gone.length > 0 ? `${countOf(gone.length)} had ended before.` : "";
  if (closed.length === 0)
    return { text: sentences(before, `None ${whose} was open: ${ended}`), exitCode: EXIT.nothing };
  return { text: sentences(before, `Closed ${countOf(closed.length)} ${whose}.`, ended), exitCode: EXIT.done };
}

const countOf = (count: number) => `${count} connection${count === 1 ? "" : "s"}`;

/** A user, and a token, is another one in each tenant. */
export const inTenant = (id: string, tenant: string | undefined) =>
  tenant === undefined ? id : `${id} in tenant ${tenant}`;

export const tenantHint = (tenant: string | undefined) =>
  tenant === undefined ? "What is of a tenant is found with --tenant only." : "";
