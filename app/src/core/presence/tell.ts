import type { MemberChange } from "@portcullis/contract";
import type { DeliverDependencies } from "../push/deliver.ts";
import type { Delivery } from "../push/delivery.ts";
import { bring } from "../push/fan-out.ts";
import type { EntityRef } from "../references.ts";
import type { Member, Presences, Tally, ToldChange, Watch, Watcher } from "./ports.ts";
import { type Content, changeOf, messageOf, oldMessageOf } from "./presence-message.ts";

export interface TellDependencies extends DeliverDependencies {
  readonly presences: Pick<Presences, "watchersOf" | "memberOf">;
}

/** A step that was made. */
export interface Step {
  readonly entity: EntityRef;
  /** ISO 8601 */
  readonly time: string;
  readonly tally: Tally;
  /** Changes of members, of `tally.last`; none when only their number is told. */
  readonly told: readonly ToldChange[];
  readonly written: readonly Member[];
}

/** Tells watchers what a step has changed, each of them as much as they asked for. */
export async function tellStep(step: Step, ports: TellDependencies): Promise<void> {
  const watchers = await ports.presences.watchersOf(step.entity);
  const content = { entityId: step.entity.entityId, sentAt: step.time };
  const membersToo = watchers.filter(watching("members"));
  const countOnly = watchers.filter((watcher) => watching("count")(watcher) && !watching("members")(watcher));
  const count = messageOf(content, step.tally);
  if (step.told.length === 0) return tell(count, [...membersToo, ...countOnly], ports);
  await tellUsers(step, content, watchers.filter(watching("users")), ports);
  await tell(messageOf(content, step.tally, membersOf(step)), membersToo, ports);
  if (step.told.some(({ kind }) => kind !== "changed")) await tell(count, countOnly, ports);
}

/** Tells a step again after a failure, as it is now: data may have changed since. */
export async function tellAgain(entity: EntityRef, time: string, tally: Tally, ports: TellDependencies): Promise<void> {
  const told = tally.last?.told ?? [];
  const members = await Promise.all(told.map(({ userId }) => ports.presences.memberOf(entity, userId)));
  const written = members.filter((member) => member !== undefined);
  await tellStep({ entity, time, tally, told, written }, ports);
}

const watching =
  (watch: Watch) =>
  ({ watches }: Watcher): boolean =>
    watches.includes(watch);

function membersOf({ tally, told, written }: Step) {
  const rows = new Map(written.map((member) => [member.userId, member]));
  const changes = told.map(({ userId }): MemberChange => {
    const row = rows.get(userId);
    return row ? changeOf(row) : { userId, revision: tally.changedAt, left: true };
  });
  return { since: tally.last?.since ?? 0, changes };
}

async function tellUsers(
  { tally, told }: Step,
  content: Content,
  watchers: readonly Watcher[],
  ports: TellDependencies,
): Promise<void> {
  const news = told.filter(({ kind }) => kind !== "changed");
  for (const change of news) await tell(oldMessageOf(content, tally.last?.id ?? "", change), watchers, ports);
}

async function tell(message: Delivery["message"], watchers: readonly Watcher[], ports: TellDependencies) {
  const targets = watchers.map(({ watches, ...target }) => target);
  if (targets.length > 0) await bring(message, targets, ports, { isAll: true });
}
