import type { DeliverDependencies } from "../push/deliver.ts";
import type { EntityRef } from "../references.ts";
import { type Looks, lookAt } from "./look.ts";
import type { Presences } from "./ports.ts";
import { type StepDependencies, takeSteps, type Who } from "./step.ts";
import { tellAgain, tellStep } from "./tell.ts";

/** A connection of a user came to an entity, said something, or went from it; or it is to be looked at. */
export interface PresenceChange {
  /** The same each time that this change is looked at. */
  readonly id: string;
  /** ISO 8601 */
  readonly time: string;
  readonly entity: EntityRef;
  /** Undefined when all are to be looked at. */
  readonly userId?: string | undefined;
  /** Connection that went. */
  readonly gone?: string | undefined;
}

export interface PresenceChangeDependencies extends DeliverDependencies {
  readonly presences: Presences;
  readonly looks: Looks;
  /** Time that a user without a connection has to come back. */
  readonly graceMs: number;
}

/**
 * Tells watchers what changes of one entity came to: what counts is who is there now and what was told last. So it does
 * no harm when a change is late, lost, or comes twice. Those that come together are told together, and those of one
 * entity must come in turn.
 */
export async function tellPresence(
  changes: readonly PresenceChange[],
  ports: PresenceChangeDependencies,
): Promise<void> {
  const [first] = changes;
  if (!first) return;
  const { entity, time } = first;
  const tally = await ports.presences.tallyOf(entity);
  if (!tally) {
    // Nobody has asked, or everybody had left before the one who has.
    if (await isAskedFor(changes, ports)) await takeSteps(first, "all", steps(ports));
    return;
  }
  if (changes.some(({ id }) => id === tally.last?.id)) await tellAgain(entity, time, tally, ports);
  await takeSteps(first, await whoOf(changes, ports), steps(ports));
}

function steps(ports: PresenceChangeDependencies): StepDependencies {
  const { presences, graceMs, now, looks } = ports;
  return {
    presences,
    graceMs,
    now,
    tell: (step) => tellStep(step, ports),
    lookLater: (entity, { userId, inMs }) => looks.ask(lookAt(entity, userId), Math.ceil(inMs / 1000)),
  };
}

async function isAskedFor(changes: readonly PresenceChange[], { presences }: PresenceChangeDependencies) {
  for (const { entity, userId } of changes) {
    const attendances = userId === undefined ? [] : await presences.attendancesOf(entity, userId);
    if (attendances.some(({ isWatching }) => isWatching)) return true;
  }
  return false;
}

async function whoOf(changes: readonly PresenceChange[], ports: PresenceChangeDependencies): Promise<Who> {
  const users = new Map<string, boolean>();
  for (const change of changes) {
    if (change.userId === undefined) return "all";
    users.set(change.userId, (users.get(change.userId) ?? false) || (await hasUnsubscribed(change, ports)));
  }
  return [...users].map(([userId, isOver]) => ({ userId, hasUnsubscribed: isOver }));
}

/** True when the connection is still there: it was not lost. */
async function hasUnsubscribed({ gone }: PresenceChange, { connections }: PresenceChangeDependencies) {
  const connection = gone === undefined ? undefined : await connections.find(gone);
  return connection !== undefined && !connection.closing;
}
