import type * as contract from "@portcullis/contract";
import type { OtherMessage } from "../messages.ts";
import type { StateMessage } from "../state/index.ts";

/** Message that tells who is there, or how many. */
export type PresenceMessage = Omit<contract.EntityPresence, "type" | "id" | "sentAt">;

type Members = NonNullable<PresenceMessage["members"]>;

/** Tells whether a message is what it says to be. */
export function isPresence(message: OtherMessage): message is OtherMessage & PresenceMessage {
  const { revision, count, members } = message;
  return [revision, count].every(Number.isInteger) && (members === undefined || areMembers(Object(members)));
}

const areMembers = ({ since, changes }: { readonly since?: unknown; readonly changes?: unknown }): boolean =>
  Number.isInteger(since) &&
  Array.isArray(changes) &&
  changes.every((one) => typeof Object(one).userId === "string" && Number.isInteger(Object(one).revision));

/** Returns a function that gives what a message says of members: of all of them once the last part has come. */
export function createParts(): (message: PresenceMessage) => StateMessage | undefined {
  let asOf = 0;
  let parts = new Map<number, Members["changes"]>();

  return ({ entityId, revision, members }) => {
    if (!members) return undefined;
    const { since, changes, part } = members;
    if (!part) return { entityId, since, revision, changes: changes.map(changeOf) };
    if (asOf !== revision) parts = new Map();
    asOf = revision;
    parts.set(part.number, changes);
    if (parts.size < part.of) return undefined;
    const all = [...parts.values()].flat().map(changeOf);
    return { entityId, since, revision, keys: all, changes: all };
  };
}

/** A member is a value whose key is the user. */
const changeOf = ({ userId, revision, data, left }: Members["changes"][number]): StateMessage["changes"][number] => ({
  key: userId,
  revision,
  value: data === undefined ? { userId } : { userId, data },
  ...(left && { deleted: left }),
});
