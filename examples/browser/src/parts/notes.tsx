import { useInbox } from "@portcullis/client/react";
import { type Doing, NAMES, type Note, otherThan, type UserId } from "../../shared/shop.ts";
import { useSending } from "../hooks/use-sending.tsx";
import { AskForm } from "./ask-form.tsx";
import { Avatar } from "./avatar.tsx";
import { Panel } from "./panel.tsx";
import { Time } from "./time.tsx";

export interface NotesProps {
  readonly userId: UserId;
  readonly onDoing: (doing: Doing | null) => void;
}

/** Notifications of this user alone, which wait for whoever is away. */
export function Notes({ userId, onDoing }: NotesProps) {
  const { notifications, unread, hasGap, markRead } = useInbox<Note>();
  const sending = useSending(userId, "note");
  const other = NAMES[otherThan(userId)];
  return (
    <Panel
      title="For you"
      name="notes"
      aside={
        unread.length > 0 && (
          <>
            <span className="badge">{unread.length} new</span>
            <button type="button" className="button quiet" disabled={sending.isDisabled} onClick={() => markRead()}>
              Mark as read
            </button>
          </>
        )
      }
    >
      <div aria-live="polite">
        {notifications.length === 0 ? (
          <p className="nothing">Nothing new. What {other} writes to you comes here, even if you are away.</p>
        ) : (
          <ul className="list">
            {notifications.toReversed().map(({ id, sentAt, message }) => (
              <li key={id} className={unread.some((one) => one.id === id) ? "unread" : undefined}>
                <Avatar userId={message.from} />
                <p>
                  <b>{NAMES[message.from]}</b> {message.text}
                </p>
                <Time iso={sentAt} />
              </li>
            ))}
          </ul>
        )}
      </div>
      {hasGap && <p className="nothing">Older ones are no longer kept.</p>}
      <AskForm
        label={`A note to ${other}`}
        placeholder="Only they see it"
        button="Send"
        onWriting={(isWriting) => onDoing(isWriting ? { doing: "writing a note" } : null)}
        {...sending}
      />
    </Panel>
  );
}
