import type { Closed } from "./close.ts";
import type { CloseRequest } from "./close-command.ts";
import type { MassClosing } from "./ports.ts";

/** Outcome of an event that closes connections, for whoever published it. */
export interface Receipt {
  /** The connections that it was about: those are being closed. */
  readonly asked: readonly string[];
  readonly closed: readonly string[];
  /** Those that had ended before. */
  readonly gone: readonly string[];
}

/** An event has none until everything that it asks for has been asked. */
export interface Receipts {
  /** Notes the connections that were asked to close. None is an answer, too. */
  noteAsked(eventId: string, connectionIds: readonly string[]): Promise<void>;
  noteOutcome(eventId: string, connectionId: string, outcome: "closed" | "gone"): Promise<void>;
  find(eventId: string): Promise<Receipt | undefined>;
}

/** Closing on behalf of an event, which gets a receipt. */
export function receipted(eventId: string, closing: MassClosing, receipts: Pick<Receipts, "noteAsked">): MassClosing {
  return {
    ...closing,
    async askAll(connections, code, reason) {
      await closing.askAll(connections, code, reason, eventId);
      await receipts.noteAsked(
        eventId,
        connections.map(({ connectionId }) => connectionId),
      );
    },
  };
}

/** Closes with `close`, and notes in the event's receipt what came of it, once it did. */
export async function closeWithReceipt(
  request: CloseRequest,
  close: (request: CloseRequest) => Promise<Closed>,
  receipts: Pick<Receipts, "noteOutcome">,
): Promise<void> {
  const outcome = await close(request);
  if (request.receipt !== undefined && outcome !== "later")
    await receipts.noteOutcome(request.receipt, request.connectionId, outcome);
}

/** True when nothing is left to be closed. */
export function isSettled({ asked, closed, gone }: Receipt): boolean {
  const settled = new Set([...closed, ...gone]);
  return asked.every((connectionId) => settled.has(connectionId));
}
