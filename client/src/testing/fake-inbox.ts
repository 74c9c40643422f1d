import type { Message } from "./fake-socket.ts";

/** Inbox of the user as a server keeps it. */
export interface FakeInbox {
  /** Keeps a notification and returns it with its place. */
  keep(notification: Message): Message;
  /** Returns what is sent again, and the answer after it. */
  answer(since: unknown, read: unknown): { readonly kept: readonly Message[]; readonly answer: Message };
  /** Place up to which all are read. */
  readonly readUpTo: number;
  forget(): void;
}

export function createFakeInbox(): FakeInbox {
  let kept: Message[] = [];
  let seq = 0;
  let readUpTo = 0;

  return {
    keep(notification) {
      seq += 1;
      const one = { ...notification, seq };
      kept.push(one);
      return one;
    },
    answer(since, read) {
      if (typeof read === "number") readUpTo = Math.max(readUpTo, Math.min(read, seq));
      const after = typeof since === "number" ? since : readUpTo;
      const missed = kept.filter((one) => Number(one.seq) > after);
      const recovered = missed.length === seq - after;
      return { kept: missed, answer: { type: "inbox", seq, last: seq, read: readUpTo, recovered } };
    },
    get readUpTo() {
      return readUpTo;
    },
    forget() {
      kept = [];
    },
  };
}
