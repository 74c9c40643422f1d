import type { Sockets } from "../connections/ports.ts";
import type { Charge, RefusedMessage } from "./senders.ts";

export interface ResendDependencies {
  readonly sockets: Pick<Sockets, "post">;
  readonly now: () => number;
  /** Returns the place in a trace that the message under way came with, which what is made for its sender has. */
  readonly givenTraceparent?: () => string | undefined;
}

/** The client waits for its answer meanwhile, and would rather ask again than wait longer. */
const BUDGET_MS = 5_000;

/**
 * Posts texts one after the other, until one is not delivered or the time is over. Resolves with the number of those that
 * were, or with why none is to be.
 */
export async function resend(
  connectionId: string,
  texts: readonly string[],
  charge: Charge,
  { sockets, now }: ResendDependencies,
): Promise<number | RefusedMessage> {
  const refusal = await charge("resent", texts.length);
  if (refusal) return refusal;
  const giveUpAtMs = now() + BUDGET_MS;
  for (const [index, text] of texts.entries()) {
    if (now() > giveUpAtMs || (await sockets.post(connectionId, text)) !== "delivered") return index;
  }
  return texts.length;
}
