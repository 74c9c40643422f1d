import type { UserRef } from "../references.ts";

export interface InboxState {
  /** The newest notification's seq, 0 before the first. */
  readonly seq: number;
  /** The seq up to which all are read. */
  readonly read: number;
}

export interface KeptNotification {
  readonly seq: number;
  /** Message to the client. */
  readonly text: string;
}

/** Notifications of users, as long as they are kept. Nothing here is read from a copy that may lag. */
export interface Inboxes {
  /** Gives a notification the next seq and keeps its text. An id that has its place keeps that one. */
  keep(user: UserRef, id: string, textOf: (seq: number) => string): Promise<number>;
  find(user: UserRef): Promise<InboxState>;
  /** The first ones after `since` that are still kept, in order, or fewer when they are too large for one answer. */
  keptAfter(user: UserRef, since: number, count: number): Promise<readonly KeptNotification[]>;
  /** Moves the mark on; one that is ahead stays. Resolves with where it is. */
  markRead(user: UserRef, read: number): Promise<number>;
}
