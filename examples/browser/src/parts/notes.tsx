import { NAMES, otherThan, type UserId } from "../../shared/shop.ts";
import type { InboxView } from "../hooks/use-inbox.ts";
import { useSending } from "../hooks/use-sending.tsx";
import { AskForm } from "./ask-form.tsx";
import { Avatar } from "./avatar.tsx";
import { Panel } from "./panel.tsx";
import { Time } from "./time.tsx";

export interface NotesProps {
  readonly userId: UserId;
  readonly inbox: InboxView;
}

/** Notifications of this user alone, which wait for whoever is away. */
export function Notes({ userId, inbox: { notes, read, markAllRead } }: NotesProps) {
  const sending = useSending(userId, "note");
  const other = NAMES[otherThan(userId)];
  const unread = notes.filter(({ seq = 0 }) => seq > read).length;
  return (
    <Panel
      title="For you"
      name="notes"
      aside={
        unread > 0 && (
          <>
            <span className="badge">{unread} new</span>
            <button type="button" className="button quiet" disabled={sending.isDisabled} onClick={markAllRead}>
              Mark as read
            </button>
          </>
        )
      }
    >
      {notes.length === 0 ? (
        <p className="nothing">Nothing new. What {other} writes to you comes here, even if you are away.</p>
      ) : (
        <ul className="list">
          {notes.toReversed().map(({ id, seq = 0, sentAt, message }) => (
            <li key={id} className={seq > read ? "unread" : undefined}>
              <Avatar userId={message.from} />
              <p>
                <b>{NAMES[message.from]}</b> {message.text}
              </p>
              <Time iso={sentAt} />
            </li>
          ))}
        </ul>
      )}
      <AskForm label={`A note to ${other}`} placeholder="Only they see it" button="Send" {...sending} />
    </Panel>
  );
}
