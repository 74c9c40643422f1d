import type { PortcullisError } from "../errors.ts";
import type { UserNotification } from "../messages.ts";
import { type FollowInboxOptions, followInbox, type InboxClient } from "./follow-inbox.ts";

/** The inbox as an app shows it. */
export interface InboxView<Message = unknown> {
  /** Notifications that were not read when this began, and all since, by their `seq`: the newest 500. */
  readonly notifications: readonly UserNotification<Message>[];
  /** Those of them that are not read, here or on another device. */
  readonly unread: readonly UserNotification<Message>[];
  /** False until the server has given those that were not read. */
  readonly isKnown: boolean;
  /** True once some that were missed are no longer kept. */
  readonly hasGap: boolean;
  /** The error of the last `markRead`. */
  readonly error?: PortcullisError | undefined;
  /** Marks all that have come, or those up to a `seq`, as read on all devices. */
  readonly markRead: (seq?: number) => void;
}

const MOST_KEPT = 500;

const seqOf = ({ seq = 0 }: UserNotification): number => seq;

/** Calls `handler` with the whole inbox of the user whenever it changes. Returns a function that ends it. */
export function keepInbox<Message = unknown>(
  client: InboxClient,
  handler: (view: InboxView<Message>) => void,
  { since, signal }: Pick<FollowInboxOptions, "since" | "signal"> = {},
): () => void {
  let readUpTo = 0;
  let view: InboxView<Message> = { notifications: [], unread: [], isKnown: false, hasGap: false, markRead };

  function update(change: Partial<InboxView<Message>>): void {
    const { notifications } = { ...view, ...change };
    view = { ...view, ...change, unread: notifications.filter((one) => seqOf(one) > readUpTo) };
    handler(view);
  }

  function markRead(seq = Math.max(0, ...view.notifications.map(seqOf))): void {
    inbox.markRead(seq).then(
      () => update({ error: undefined }),
      (error) => update({ error }),
    );
  }

  const inbox = followInbox<Message>(
    client,
    (one) =>
      update({
        notifications: [...view.notifications, one].sort((a, b) => seqOf(a) - seqOf(b)).slice(-MOST_KEPT),
      }),
    {
      since,
      signal,
      onGap: () => update({ hasGap: true }),
      onRead(read) {
        readUpTo = read;
        update({ isKnown: true });
      },
    },
  );
  return inbox.stop;
}
