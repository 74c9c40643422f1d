import type { Presence } from "@portcullis/contract";
import type { Act } from "../messages/action.ts";
import type { MayFollow } from "../tokens/policy.ts";
import type { Presences } from "./ports.ts";

export interface PresenceDependencies {
  readonly presences: Pick<Presences, "watch" | "usersOf">;
  readonly mayFollow: MayFollow;
}

/** Size of the users in one answer, so that it stays one frame of 32 KB, which is all that it is billed for. */
const USERS_MAX_BYTES = 28 * 1024;

/** Answers a `presence` message. From then on the connection is told who comes and goes. */
export function presence({ presences, mayFollow }: PresenceDependencies): Act<Presence> {
  return async (connection, { entityId, requestId }, charge) => {
    if (!(await mayFollow(connection, entityId))) return "not_authorized";
    // First, so that who comes after the list was made is told.
    if (!(await presences.watch(connection, entityId))) return "not_subscribed";
    const all = await presences.usersOf({ tenant: connection.tenant, entityId });
    const refusal = await charge("listed", all.length);
    if (refusal) return refusal;
    return { type: "presence", entityId, users: fitting(all), total: all.length, requestId };
  };
}

function fitting(userIds: readonly string[]): string[] {
  let bytes = 0;
  const tooMany = userIds.findIndex((userId) => {
    bytes += Buffer.byteLength(JSON.stringify(userId)) + 1;
    return bytes > USERS_MAX_BYTES;
  });
  return userIds.slice(0, tooMany === -1 ? undefined : tooMany);
}
