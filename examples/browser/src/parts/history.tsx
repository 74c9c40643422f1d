import { NAMES } from "../../shared/shop.ts";
import type { Happened } from "../hooks/use-order.ts";
import { Avatar } from "./avatar.tsx";
import { Panel } from "./panel.tsx";
import { Time } from "./time.tsx";

export interface HistoryProps {
  readonly happenings: readonly Happened[];
  readonly hasGap: boolean;
}

/** Updates of the order, each once and in order, those too that came while there was no connection. */
export const History = ({ happenings, hasGap }: HistoryProps) => (
  <Panel title="What happened" name="history">
    {happenings.length === 0 ? (
      <p className="nothing">Nothing yet.</p>
    ) : (
      <ol className="list">
        {happenings.toReversed().map(({ id, seq, sentAt, message, wasMissed }) => (
          <li key={id}>
            <Avatar userId={message.by} />
            <p>
              <b>{NAMES[message.by]}</b> {message.text}
              {wasMissed && <span className="badge">while you were away</span>}
            </p>
            <span className="place">{seq}</span>
            <Time iso={sentAt} />
          </li>
        ))}
      </ol>
    )}
    {hasGap && <p className="nothing">What came before is no longer kept.</p>}
  </Panel>
);
