import type { EntityRef } from "../references.ts";
import type { Case } from "./judge.ts";
import { type LaterLook, NEW_TALLY, type Plan, planRecount, planStep } from "./plan.ts";
import { type Attendance, countOf, type Presences, type Tally } from "./ports.ts";
import type { Step } from "./tell.ts";

export interface StepDependencies {
  readonly presences: Pick<Presences, "attendancesOf" | "tallyOf" | "memberOf" | "membersOf" | "commit">;
  /** Time that a user without a connection has to come back. */
  readonly graceMs: number;
  readonly now: () => number;
  readonly tell: (step: Step) => Promise<void>;
  readonly lookLater: (entity: EntityRef, look: LaterLook) => Promise<void>;
}

/** Reason to look at an entity. */
export interface Occasion {
  readonly entity: EntityRef;
  /** The same each time that it comes. */
  readonly id: string;
  /** ISO 8601 */
  readonly time: string;
}

/** Users to look at. */
export type Who = readonly Pick<Case, "userId" | "hasUnsubscribed">[] | "all";

/** Users of one step: their rows fit a transaction, and all that is told of them a message of 128 KB. */
const USERS_PER_STEP = 50;

/** Whoever asks first and the stream of changes may meet. */
const ATTEMPTS = 10;

/** Lists who is there for the first one who asks. Whoever comes in between has it done by the stream of changes. */
export async function beginTally(occasion: Occasion, ports: Pick<StepDependencies, "now"> & BeginDependencies) {
  const { presences, now } = ports;
  const nothing = async () => {};
  // Nobody can have been told anything yet.
  const quietly = { presences, now, graceMs: 0, tell: nothing, lookLater: nothing };
  const outcome = await attempt(occasion, "all", quietly, { isFirst: true });
  if (outcome === "outrun") await presences.nudge(occasion.entity, undefined);
}

interface BeginDependencies {
  readonly presences: StepDependencies["presences"] & Pick<Presences, "nudge">;
}

/**
 * Looks what has become of users, writes it down, and tells it. A look at all lists who is not listed as long as there is
 * room, and counts the others; where nobody is left, it ends the tally.
 */
export async function takeSteps(occasion: Occasion, who: Who, ports: StepDependencies): Promise<void> {
  for (let number = 0; number < ATTEMPTS; number++) {
    const outcome = await attempt(occasion, who, ports);
    if (outcome === "done") return;
    if (outcome === "deserted") return takeSteps(occasion, "all", ports);
  }
  throw new Error("There were too many changes of this entity's presence at once.");
}

/** `deserted`: the last member left, and it is to be seen whether there is anybody else. `outrun`: another was faster. */
type Outcome = "done" | "deserted" | "outrun";

async function attempt(
  occasion: Occasion,
  who: Who,
  ports: StepDependencies,
  { isFirst = false } = {},
): Promise<Outcome> {
  const { presences, now, graceMs } = ports;
  const { entity, id } = occasion;
  // First: what is newer than this makes the write fail.
  const known = await presences.tallyOf(entity);
  if (!known && who !== "all") return "done";
  if (known && isFirst) return "outrun";
  const cases = await casesOf(entity, who, ports);
  const listed = who === "all" ? cases.filter(({ member }) => member).length : known?.listed;
  const walk = createWalk(occasion, known, { ...NEW_TALLY, ...known, listed: listed ?? 0 }, ports);
  let others = 0;
  for (let start = 0; start < cases.length; start += USERS_PER_STEP) {
    const some = cases.slice(start, start + USERS_PER_STEP);
    const plan = planStep(walk.tally, some, { id, nowMs: now(), graceMs, isCounting: who === "all" });
    others += plan.others;
    if (!(await walk.take(plan))) return "outrun";
  }
  if (who !== "all") return walk.tally.listed === 0 ? "deserted" : "done";
  return (await walk.end(others)) ? "done" : "outrun";
}

/** Takes one step after the other, from one tally to the next. */
function createWalk(occasion: Occasion, from: Tally | undefined, start: Tally, ports: StepDependencies) {
  const { entity, time } = occasion;
  const { presences, tell, lookLater, now } = ports;
  let kept = from;
  let tally = start;

  async function take({ after, rows, told, looks, isChange }: Plan): Promise<boolean> {
    // Before what it is for is written, so that it is not forgotten in between.
    for (const look of looks) await lookLater(entity, look);
    if (!isChange) return true;
    if (!(await presences.commit(entity, kept, after, rows))) return false;
    const isTold = told.length > 0 || countOf(after) !== countOf(tally);
    kept = after;
    tally = after;
    if (isTold) await tell({ entity, time, tally, told, written: rows.written });
    return true;
  }

  return {
    get tally() {
      return tally;
    },
    take,
    async end(others: number): Promise<boolean> {
      if (tally.listed > 0 || others > 0) return take(planRecount(tally, others, now()));
      return !kept || presences.commit(entity, kept, undefined, { written: [], removed: [] });
    },
  };
}

async function casesOf(entity: EntityRef, who: Who, { presences }: StepDependencies): Promise<readonly Case[]> {
  if (who === "all") return allOf(entity, presences);
  return Promise.all(
    who.map(async (user) => {
      const { userId } = user;
      const attending = presences.attendancesOf(entity, userId);
      const [attendances, member] = await Promise.all([attending, presences.memberOf(entity, userId)]);
      return { ...user, attendances, member };
    }),
  );
}

/** Members first, so that those who leave make room. */
async function allOf(entity: EntityRef, presences: StepDependencies["presences"]): Promise<readonly Case[]> {
  const [attending, rows] = await Promise.all([presences.attendancesOf(entity), presences.membersOf(entity)]);
  const attendances = byUser(attending);
  const members = new Map(rows.map((row) => [row.userId, row]));
  return [...new Set([...members.keys(), ...attendances.keys()])].map((userId) => ({
    userId,
    attendances: attendances.get(userId) ?? [],
    member: members.get(userId),
    hasUnsubscribed: false,
  }));
}

/** Connections of each user. */
export function byUser(attendances: readonly Attendance[]): ReadonlyMap<string, readonly Attendance[]> {
  const users = new Map<string, Attendance[]>();
  for (const attendance of attendances) {
    const own = users.get(attendance.userId) ?? [];
    users.set(attendance.userId, [...own, attendance]);
  }
  return users;
}
