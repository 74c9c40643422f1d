import type { EntityPresence, MemberChange, PresenceJoined, PresenceLeft } from "@portcullis/contract";
import { countOf, type Member, type Tally, type ToldChange } from "./ports.ts";

type Members = NonNullable<EntityPresence["members"]>;

export interface Content {
  readonly entityId: string;
  /** ISO 8601 */
  readonly sentAt: string;
}

/** Tells the number of users, and members too where they are given. */
export function messageOf({ entityId, sentAt }: Content, tally: Tally, members?: Members): EntityPresence {
  const { revision } = tally;
  const part = members?.part ? `/${members.part.number}` : "";
  const count = countOf(tally);
  return {
    type: "Entity Presence",
    id: `presence@${revision}${part}`,
    entityId,
    revision,
    count,
    ...(members && { members }),
    sentAt,
  };
}

/** Returns the change that a member's row tells of. */
export function changeOf({ userId, revision, data }: Member): MemberChange {
  return data === undefined ? { userId, revision } : { userId, revision, data: JSON.parse(data) as unknown };
}

/** Tells those who want no more than ids. A repetition has the same id. */
export function oldMessageOf(
  { entityId, sentAt }: Content,
  changeId: string,
  { userId, kind }: ToldChange,
): PresenceJoined | PresenceLeft {
  const type = kind === "left" ? "presence.left" : "presence.joined";
  return { type, id: `${changeId}:${userId}`, entityId, userId, sentAt };
}
