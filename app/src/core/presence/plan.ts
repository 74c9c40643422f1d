import { PRESENCE_MEMBERS_MAX_COUNT } from "@portcullis/contract";
import { type Case, type Judgement, judge } from "./judge.ts";
import { countOf, type Member, type MemberRows, type Tally, type ToldChange } from "./ports.ts";

/** Everything that one step does. */
export interface Plan {
  readonly after: Tally;
  readonly rows: MemberRows;
  readonly told: readonly ToldChange[];
  readonly looks: readonly LaterLook[];
  /** Number of those for whom there is no room. */
  readonly others: number;
  /** False when there is nothing to write. */
  readonly isChange: boolean;
}

/** A user to look at again, or all when it says none. */
export interface LaterLook {
  readonly userId?: string;
  readonly inMs: number;
}

export interface PlanOptions {
  /** The change that leads to it. */
  readonly id: string;
  readonly nowMs: number;
  readonly graceMs: number;
  /** True while all are counted: then nobody has to be counted later. */
  readonly isCounting: boolean;
}

/** State of an entity of which nobody has asked before. */
export const NEW_TALLY: Tally = { revision: 0, changedAt: 0, listed: 0, others: 0 };

/** A crowd beyond the members is counted so seldom that telling its number comes to so many posts, one to each. */
const COUNT_POSTS_PER_SECOND = 100;
const SHORTEST_RECOUNT_MS = 1_000;
/** SQS delays no longer. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html */
const LONGEST_RECOUNT_MS = 15 * 60 * 1000;

/** A recount that is so late is lost. */
const LATE_RECOUNT_MS = 60_000;

interface Judged extends Judgement {
  readonly user: Case;
}

/** Plans what is to be written and told of some users. Who is one too many is counted later. */
export function planStep(tally: Tally, users: readonly Case[], options: PlanOptions): Plan {
  const { id, nowMs, graceMs, isCounting } = options;
  const revision = nextRevision(tally, nowMs);
  const judged = users.map((user) => ({ user, ...judge(user, nowMs, graceMs) }));
  const left = judged.filter(isTold("left")).length;
  const joining = judged.filter(isTold("joined"));
  const tooMany = new Set<Judged>(joining.slice(Math.max(0, PRESENCE_MEMBERS_MAX_COUNT - tally.listed + left)));
  const kept = judged.filter((one) => !tooMany.has(one));
  const told = kept.flatMap(({ user: { userId }, told: kind }) => (kind ? [{ userId, kind }] : []));
  const rows = rowsOf(kept, revision);
  const isCountStale = !isCounting && (tooMany.size > 0 || (tally.others > 0 && users.some(mayBeOther)));
  const recountInMs = isCountStale && isRecountDue(tally, nowMs) ? recountDelayMs(tally) : undefined;
  const after: Tally = {
    ...tally,
    revision,
    listed: tally.listed + joining.length - tooMany.size - left,
    ...(recountInMs !== undefined && { recountAtMs: nowMs + recountInMs }),
    ...(told.length > 0 && { changedAt: revision, last: { id, since: tally.changedAt, told } }),
  };
  const looks: LaterLook[] = kept.flatMap(({ user: { userId }, lookInMs: inMs }) =>
    inMs === undefined ? [] : [{ userId, inMs }],
  );
  if (recountInMs !== undefined) looks.push({ inMs: recountInMs });
  const isChange = rows.written.length + rows.removed.length > 0 || recountInMs !== undefined;
  return { after, rows, told, looks, others: tooMany.size, isChange };
}

/** Plans the end of a count of all who are there. Nothing but that finds `others`. */
export function planRecount(tally: Tally, others: number, nowMs: number): Plan {
  const { recountAtMs, ...rest } = tally;
  const after = { ...rest, revision: nextRevision(tally, nowMs), others };
  const isChange = others !== tally.others || recountAtMs !== undefined;
  return { after, rows: { written: [], removed: [] }, told: [], looks: [], others, isChange };
}

/** By the clock: an entity that was forgotten does not begin with revisions that somebody has. */
const nextRevision = ({ revision }: Tally, nowMs: number): number => Math.max(revision + 1, nowMs);

const isTold =
  (kind: ToldChange["kind"]) =>
  ({ told }: Judged): boolean =>
    told === kind;

function rowsOf(judged: readonly Judged[], revision: number): MemberRows {
  const written = judged.flatMap(({ user: { member }, told, row }): Member[] =>
    row ? [{ ...row, revision: told || !member ? revision : member.revision }] : [],
  );
  return { written, removed: judged.filter(isTold("left")).map(({ user }) => user.userId) };
}

/** True of one who makes room for somebody only counted, or who may have been counted so. */
const mayBeOther = ({ attendances, member }: Case): boolean => attendances.length === 0 || !member;

const isRecountDue = ({ recountAtMs = 0 }: Tally, nowMs: number): boolean => recountAtMs + LATE_RECOUNT_MS < nowMs;

function recountDelayMs(tally: Tally): number {
  const delayMs = (countOf(tally) / COUNT_POSTS_PER_SECOND) * 1000;
  return Math.min(LONGEST_RECOUNT_MS, Math.max(SHORTEST_RECOUNT_MS, delayMs));
}
