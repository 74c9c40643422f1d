import type { Presence } from "@portcullis/contract";
import type { Connection } from "../connections/connection.ts";
import type { Act } from "../messages/action.ts";
import type { Charge, RefusedMessage } from "../messages/senders.ts";
import type { EntityRef } from "../references.ts";
import type { MayFollow } from "../tokens/policy.ts";
import { countOf, type Presences, type Watch } from "./ports.ts";
import { type SendMembersDependencies, sendMembers } from "./send-members.ts";
import { beginTally, byUser } from "./step.ts";

export interface PresenceDependencies extends SendMembersDependencies {
  readonly presences: Presences;
  readonly mayFollow: MayFollow;
  readonly newId: () => string;
}

/** Size of the users in one answer, so that it stays one frame of 32 KB, which is all that it is billed for. */
const USERS_MAX_BYTES = 28 * 1024;

/** Answers a `presence` message. From then on the connection is told what it asked for. */
export function presence(ports: PresenceDependencies): Act<Presence> {
  return async (connection, message, charge) => {
    const { entityId, follow, requestId } = message;
    if (!(await ports.mayFollow(connection, entityId))) return "not_authorized";
    const entity = { tenant: connection.tenant, entityId };
    // First, so that who comes after the list was made is told.
    const unnoted = await note(connection, message, charge, ports);
    if (unnoted) return unnoted;
    if (watchOf(message) === undefined) return { type: "presence", entityId, requestId };
    const refusal = await begin(entity, charge, ports);
    if (refusal) return refusal;
    return follow === undefined
      ? listUsers(entity, requestId, charge, ports)
      : answerFollower(connection, message, charge, ports);
  };
}

/** Notes what is asked and said. Data is told to all who follow: who says more than they bear has to wait. */
async function note(
  connection: Connection,
  message: Presence,
  charge: Charge,
  { presences }: PresenceDependencies,
): Promise<RefusedMessage | "not_subscribed" | undefined> {
  const { entityId, data } = message;
  const tally = data === undefined ? undefined : await presences.tallyOf({ tenant: connection.tenant, entityId });
  const refusal = tally && (await charge("told", tally.listed));
  if (refusal) return refusal;
  const text = data === undefined || data === null ? data : JSON.stringify(data);
  const isNoted = await presences.note(connection, entityId, { watch: watchOf(message), data: text });
  return isNoted ? undefined : "not_subscribed";
}

/** Undefined for one who only says something of themselves: that asks for nothing. */
function watchOf({ follow, data }: Presence): Watch | undefined {
  return follow ?? (data === undefined ? "users" : undefined);
}

/** Begins to keep who is there, for the first one who asks. */
async function begin(entity: EntityRef, charge: Charge, { presences, now, newId }: PresenceDependencies) {
  if (await presences.tallyOf(entity)) return undefined;
  const there = await presences.attendancesOf(entity);
  const refusal = await charge("listed", there.length);
  if (refusal) return refusal;
  await beginTally({ entity, id: newId(), time: new Date(now()).toISOString() }, { presences, now });
  return undefined;
}

async function listUsers(
  entity: EntityRef,
  requestId: string | undefined,
  charge: Charge,
  { presences }: PresenceDependencies,
) {
  const all = [...byUser(await presences.attendancesOf(entity)).keys()];
  const refusal = await charge("listed", all.length);
  if (refusal) return refusal;
  const { entityId } = entity;
  return { type: "presence", entityId, users: fitting(all), total: all.length, requestId } as const;
}

async function answerFollower(
  { connectionId, tenant }: Connection,
  { entityId, follow, since, requestId }: Presence,
  charge: Charge,
  ports: PresenceDependencies,
) {
  const entity = { tenant, entityId };
  const tally = await ports.presences.tallyOf(entity);
  if (!tally) return "not_subscribed";
  const reader = { connectionId, entity, tally, since };
  const refusal = follow === "members" ? await sendMembers(reader, charge, ports) : undefined;
  if (refusal) return refusal;
  return { type: "presence", entityId, total: countOf(tally), revision: tally.revision, requestId } as const;
}

function fitting(userIds: readonly string[]): string[] {
  let bytes = 0;
  const tooMany = userIds.findIndex((userId) => {
    bytes += Buffer.byteLength(JSON.stringify(userId)) + 1;
    return bytes > USERS_MAX_BYTES;
  });
  return userIds.slice(0, tooMany === -1 ? undefined : tooMany);
}
