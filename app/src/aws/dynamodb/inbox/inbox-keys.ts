import type { UserRef } from "../../../core/references.ts";
import { escapeId, type ItemKey, userKey } from "../keys.ts";

/** Beginning of the sort keys of notifications. */
export const NOTIFICATION_PREFIX = "N#";

/** Beginning of the sort keys of notes that a notification has its place. */
export const NOTICE_PREFIX = "I#";

/** Digits of the largest safe integer, so that sequences sort as numbers do. */
const SEQUENCE_DIGITS = 16;

function inboxPartition(user: UserRef): string {
  return `${userKey(user).pk}#I`;
}

/** Key of the number of notifications, and of the mark of those that are read. */
export function inboxKey(user: UserRef): ItemKey {
  return { pk: inboxPartition(user), sk: "META" };
}

export function notificationKey(user: UserRef, seq: number): ItemKey {
  return { pk: inboxPartition(user), sk: `${NOTIFICATION_PREFIX}${String(seq).padStart(SEQUENCE_DIGITS, "0")}` };
}

/** Key of the note that a notification with this id has its place. */
export function noticeKey(user: UserRef, id: string): ItemKey {
  return { pk: inboxPartition(user), sk: `${NOTICE_PREFIX}${escapeId(id)}` };
}
