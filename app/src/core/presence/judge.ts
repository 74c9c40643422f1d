import type { Attendance, Member, ToldChange } from "./ports.ts";

/** All that is known of a user at an entity. */
export interface Case {
  readonly userId: string;
  readonly attendances: readonly Attendance[];
  readonly member: Member | undefined;
  /** True when a connection of theirs unsubscribed, which was no accident. */
  readonly hasUnsubscribed: boolean;
}

export interface Judgement {
  /** Change that is to be told. */
  readonly told?: ToldChange["kind"] | undefined;
  /** Row to write, when there is to be another. */
  readonly row?: Omit<Member, "revision"> | undefined;
  /** Time after which to look again. */
  readonly lookInMs?: number | undefined;
}

const NOTHING: Judgement = {};

/** Rows that end sooner than this are written anew. */
const ENDS_SOON_MS = 10 * 60 * 1000;

/** Clocks of functions differ: who looks a little too early finds that the time is over. */
const TOLERANCE_MS = 500;

/**
 * Decides what has become of a user. What counts is who is there now and what was told last, so that it does no harm
 * when a change is late, lost, or comes twice.
 */
export function judge(user: Case, nowMs: number, graceMs: number): Judgement {
  return user.attendances.length > 0 ? judgePresent(user, nowMs) : judgeAbsent(user, nowMs, graceMs);
}

function judgePresent({ userId, attendances, member }: Case, nowMs: number): Judgement {
  const endsAtMs = Math.max(...attendances.map((attendance) => attendance.endsAtMs));
  const row = { userId, data: dataOf(attendances, member), endsAtMs };
  if (!member) return { told: "joined", row };
  if (row.data !== member.data) return { told: "changed", row };
  const endsLater = member.endsAtMs < nowMs + ENDS_SOON_MS && endsAtMs > member.endsAtMs;
  return member.leavingAtMs !== undefined || endsLater ? { row } : NOTHING;
}

/** The data that was set last. Who comes back and has not said anything yet keeps what they had. */
function dataOf(attendances: readonly Attendance[], member: Member | undefined): string | undefined {
  const said = attendances.filter(({ dataAtMs }) => dataAtMs !== undefined);
  const [last] = said.sort((one, other) => (other.dataAtMs ?? 0) - (one.dataAtMs ?? 0));
  return last ? last.data : member?.data;
}

/** A reload takes a moment: who went without a word is told to have left when they do not come back. */
function judgeAbsent({ member, hasUnsubscribed }: Case, nowMs: number, graceMs: number): Judgement {
  if (!member) return NOTHING;
  const { leavingAtMs = nowMs } = member;
  const leftInMs = hasUnsubscribed ? 0 : leavingAtMs + graceMs - nowMs;
  if (leftInMs <= (member.leavingAtMs === undefined ? 0 : TOLERANCE_MS)) return { told: "left" };
  const { userId, data, endsAtMs } = member;
  const row = member.leavingAtMs === undefined ? { userId, data, endsAtMs, leavingAtMs } : undefined;
  return { row, lookInMs: leftInMs };
}
