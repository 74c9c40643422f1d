import { type PresenceView, useConnectionState } from "@portcullis/client/react";
import { type Doing, NAMES, USER_IDS, type UserId } from "../../shared/shop.ts";
import { Avatar } from "./avatar.tsx";
import { Panel } from "./panel.tsx";

export interface PeopleProps {
  readonly userId: UserId;
  readonly presence: PresenceView<Doing>;
}

/** Everybody, whether they are looking at the order now, and what they say that they are doing. */
export function People({ userId, presence }: PeopleProps) {
  const { state } = useConnectionState();
  // The list of before says nothing of now.
  const isKnown = presence.isKnown && state === "connected";
  return (
    <Panel title="Who is here" name="people">
      <ul>
        {USER_IDS.map((id) => {
          const member = presence.members.find((one) => one.userId === id);
          const whereabouts = isKnown ? (member ? "here" : "away") : "unknown";
          return (
            <li key={id} className={whereabouts}>
              <Avatar userId={id} />
              {id === userId ? `${NAMES[id]} (you)` : NAMES[id]}
              <span className="whereabouts">
                {whereabouts === "here" && member?.data ? `${member.data.doing}…` : whereabouts}
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
