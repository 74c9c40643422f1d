import type { Stream } from "@portcullis/client/streams";
import { type Asked, type Doing, NAMES, type UserId } from "../../shared/shop.ts";
import { useSending } from "../hooks/use-sending.tsx";
import { AskForm } from "./ask-form.tsx";
import { Avatar } from "./avatar.tsx";
import { Panel } from "./panel.tsx";

export interface AnswersProps {
  readonly userId: UserId;
  readonly onDoing: (doing: Doing | null) => void;
  readonly streams: readonly Stream<Asked>[];
}

/** Questions and their answers, which grow before everybody's eyes. */
export function Answers({ userId, onDoing, streams }: AnswersProps) {
  const sending = useSending(userId, "question");
  return (
    <Panel title="Ask about the order" name="answers">
      <div aria-live="polite">
        {streams.length === 0 ? (
          <p className="nothing">The answer is written before both of you. Ask when it arrives, or what the cake is.</p>
        ) : (
          <ul className="list">
            {streams.toSorted(byTime).map((stream) => (
              <Answer key={stream.streamId} {...stream} />
            ))}
          </ul>
        )}
      </div>
      <AskForm
        label="Your question"
        placeholder="When does it arrive?"
        button="Ask"
        onWriting={(isWriting) => onDoing(isWriting ? { doing: "asking" } : null)}
        {...sending}
      />
    </Panel>
  );
}

// A page that is opened later hears of them in any order.
const byTime = (a: Stream<Asked>, b: Stream<Asked>) => (a.data?.askedAt ?? 0) - (b.data?.askedAt ?? 0);

const Answer = ({ text, state, data, error }: Stream<Asked>) => (
  <li aria-busy={state === "open"}>
    {data && (
      <p className="question">
        <Avatar userId={data.by} />
        <span>
          <b>{NAMES[data.by]}</b> {data.question}
        </span>
      </p>
    )}
    <p className={`answer ${state}`}>{text}</p>
    {error && <p className="problem">The answer broke off. Ask again.</p>}
  </li>
);
