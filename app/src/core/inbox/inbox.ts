import type { Inbox } from "@portcullis/contract";
import type { Act } from "../messages/action.ts";
import { type ResendDependencies, resend } from "../messages/resend.ts";
import type { Inboxes, KeptNotification } from "./ports.ts";

export interface InboxDependencies extends ResendDependencies {
  readonly inboxes: Pick<Inboxes, "find" | "keptAfter" | "markRead">;
}

/** Number of notifications that go out one after the other, 20 ms each, while a client waits for its answer. */
const MAX_SENT = 100;

/** Answers an `inbox` message, after what is kept for the user was sent again. */
export function inbox(ports: InboxDependencies): Act<Inbox> {
  const { inboxes } = ports;
  return async ({ connectionId, tenant, userId }, message, charge) => {
    const user = { tenant, userId };
    const { seq, read: before } = await inboxes.find(user);
    const wanted = Math.min(message.read ?? 0, seq);
    const read = wanted > before ? await inboxes.markRead(user, wanted) : before;
    const since = message.since ?? read;
    // One of a sequence that was forgotten: all that is kept is new to the client.
    const after = since > seq ? 0 : since;
    const kept = after < seq ? await inboxes.keptAfter(user, after, MAX_SENT) : [];
    const texts = kept.map(({ text }) => text);
    const sent = await resend(connectionId, texts, charge, ports);
    if (typeof sent !== "number") return sent;
    const last = kept[sent - 1]?.seq ?? (kept.length > 0 ? after : seq);
    const recovered = since <= seq && (isWhole(kept, after) || last === after);
    return { type: "inbox", seq, last, read, recovered, requestId: message.requestId };
  };
}

/** Tells whether these follow a place without a hole. */
const isWhole = (kept: readonly KeptNotification[], after: number): boolean =>
  kept.length > 0 && kept.every(({ seq }, index) => seq === after + 1 + index);
