import type { Clock } from "../clock.ts";

/** Most bytes of a user's data as JSON. The server takes no more. */
const MOST_BYTES = 1024;

/** Least time between two that are sent, and more of it for so many users: each goes to all who follow. */
const EVERY_MS = 1_000;
const USERS_PER_EVERY = 20;

/** Data that this user says of themselves. */
export interface OwnData {
  /** Throws a `RangeError` for too much of it. */
  set(data: unknown): void;
  /** Fields of a message with what the server does not have, and what to call once it has. */
  unsent(): { readonly fields: object; readonly arrived: () => void };
  readonly isSent: boolean;
  /** The server has nothing of it any more. */
  forgotten(): void;
  end(): void;
}

/** Keeps the last data, and calls `send` when there is some, at once but not too often. `countOf`: users who are there. */
export function createOwnData(clock: Clock, send: () => void, countOf: () => number): OwnData {
  let last: { readonly data: unknown } | undefined;
  let taken: typeof last;
  let arrived: typeof last;
  let nextAtMs = 0;
  let cancelTimer: (() => void) | undefined;

  function sendNow(): void {
    cancelTimer = undefined;
    if (last === taken) return;
    nextAtMs = clock.now() + EVERY_MS * (1 + Math.floor(countOf() / USERS_PER_EVERY));
    send();
  }

  return {
    set(data) {
      // What is nothing as JSON is taken away.
      const text = JSON.stringify(data) ?? "null";
      if (new TextEncoder().encode(text).length > MOST_BYTES)
        throw new RangeError(`The data of a member has at most ${MOST_BYTES} bytes as JSON.`);
      last = { data: JSON.parse(text) };
      const waitMs = nextAtMs - clock.now();
      if (waitMs > 0) cancelTimer ??= clock.after(waitMs, sendNow);
      else sendNow();
    },
    unsent() {
      const sent = last;
      taken = sent;
      return {
        fields: sent && sent !== arrived ? { data: sent.data } : {},
        arrived: () => {
          arrived = sent;
        },
      };
    },
    get isSent() {
      return last === arrived;
    },
    forgotten() {
      arrived = undefined;
    },
    end: () => cancelTimer?.(),
  };
}
