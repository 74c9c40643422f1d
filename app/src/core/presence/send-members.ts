import type { EntityPresence } from "@portcullis/contract";
import { pagesOf } from "../messages/pages.ts";
import { type ResendDependencies, resend } from "../messages/resend.ts";
import type { Charge, RefusedMessage } from "../messages/senders.ts";
import type { EntityRef } from "../references.ts";
import type { Member, Presences, Tally } from "./ports.ts";
import { changeOf, messageOf } from "./presence-message.ts";

export interface SendMembersDependencies extends ResendDependencies {
  readonly presences: Pick<Presences, "membersOf" | "nudge">;
}

export interface MembersReader {
  readonly connectionId: string;
  readonly entity: EntityRef;
  /** Read before: what changes since is in the rows, and is pushed, too. */
  readonly tally: Tally;
  /** The revision that the client has. */
  readonly since: number | undefined;
}

/** Somebody whose connection ended so long ago was not looked at, or stays with a newer token. */
const OVERDUE_MS = 2 * 60 * 1000;

/** Looks that one message may lead to. */
const MOST_NUDGES = 10;

/**
 * Sends all members, unless the client has them. It asks again when something is missing, so that a post which fails is
 * no loss. Resolves with why nothing is to be sent.
 */
export async function sendMembers(
  { connectionId, entity, tally, since }: MembersReader,
  charge: Charge,
  ports: SendMembersDependencies,
): Promise<RefusedMessage | undefined> {
  const members = await ports.presences.membersOf(entity);
  await haveOverdueSeen(entity, members, ports);
  if (since !== undefined && since >= tally.changedAt && since <= tally.revision) return undefined;
  const content = { entityId: entity.entityId, sentAt: new Date(ports.now()).toISOString() };
  const pages = pagesOf(members.map(changeOf));
  const texts = pages.map((changes, index) => {
    const part = { number: index + 1, of: pages.length };
    return JSON.stringify(messageOf(content, tally, { since: 0, changes, part }) satisfies EntityPresence);
  });
  const outcome = await resend(connectionId, texts, charge, ports);
  return typeof outcome === "number" ? undefined : outcome;
}

/** Makes good what was lost: a look that never came, a connection that ended without a word. */
async function haveOverdueSeen(
  entity: EntityRef,
  members: readonly Member[],
  { presences, now }: SendMembersDependencies,
): Promise<void> {
  const isOverdue = ({ leavingAtMs = Infinity, endsAtMs }: Member) =>
    Math.min(leavingAtMs, endsAtMs) + OVERDUE_MS < now();
  for (const { userId } of members.filter(isOverdue).slice(0, MOST_NUDGES)) await presences.nudge(entity, userId);
}
