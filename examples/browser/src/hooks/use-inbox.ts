import type { UserNotification } from "@portcullis/client";
import { followInbox, type Inbox } from "@portcullis/client/inbox";
import { useClient } from "@portcullis/client/react";
import { useEffect, useRef, useState } from "react";
import type { Note } from "../../shared/shop.ts";

export interface InboxView {
  readonly notes: readonly UserNotification<Note>[];
  /** Place up to which all are read. */
  readonly read: number;
  /** Marks all as read, on all devices of the user. */
  markAllRead(): Promise<void>;
}

/** Returns what was sent to the user and was not read when the page was opened, and all that came since. */
export function useInbox(): InboxView {
  const client = useClient();
  const [notes, setNotes] = useState<InboxView["notes"]>([]);
  const [read, setRead] = useState(0);
  const inbox = useRef<Inbox>(undefined);

  useEffect(() => {
    if (!client) return;
    const followed = followInbox<Note>(client, (note) => setNotes((before) => [...before, note]));
    inbox.current = followed;
    return () => followed.stop();
  }, [client]);

  async function markAllRead(): Promise<void> {
    const newest = Math.max(0, ...notes.map(({ seq = 0 }) => seq));
    setRead((await inbox.current?.markRead(newest)) ?? 0);
  }

  return { notes, read, markAllRead };
}
