import type * as contract from "@portcullis/contract";
import type { Abortable } from "../abort.ts";
import type { Client } from "../client.ts";
import type { UserNotification } from "../messages.ts";

export interface FollowInboxOptions extends Abortable {
  /** Notification after which to start, the last one that is kept here. Default: those that are not read. */
  readonly since?: number | undefined;
  /** Called when notifications that were missed are no longer kept. */
  readonly onGap?: () => void;
  /** Called with the place up to which all are read, once all have come, and after `markRead`. */
  readonly onRead?: (read: number) => void;
}

export interface Inbox {
  /** Place up to which nothing is missing, to begin with the next time. Undefined before the first answer. */
  readonly last: number | undefined;
  /** Marks those up to a `seq` as read, on all devices. Resolves with the place up to which all are read. */
  markRead(seq: number): Promise<number>;
  /** Hears nothing more. */
  stop(): void;
}

/** The part that is used of a client, whatever its protocol. */
export interface InboxClient {
  onUser(handler: never): () => void;
  on(name: never, handler: never): () => void;
  request(action: never, payload: never): Promise<unknown>;
}

type Answer = Omit<contract.InboxAnswer, "type">;

/** Calls `handler` with the notifications of the user, those too that were sent while there was no connection. */
export function followInbox<Message = unknown>(
  inboxClient: InboxClient,
  handler: (notification: UserNotification<Message>) => void,
  { since, onGap = ignore, onRead = ignore, signal }: FollowInboxOptions = {},
): Inbox {
  // A protocol types what teams send of their own; what is sent here is the contract's.
  const client = inboxClient as Client;
  const over = new AbortController();
  let last = since;
  let isAsking = false;

  async function ask(more: object = {}): Promise<Answer> {
    const payload = last === undefined ? more : { ...more, since: last };
    return (await client.request("inbox", payload)) as unknown as Answer;
  }

  /** Takes note of what has come. Returns true if there is more. */
  function take({ seq, last: upTo, read, recovered }: Answer): boolean {
    if (!recovered && last !== undefined) onGap();
    const isBehind = upTo < seq && upTo !== last;
    last = Math.max(upTo, last !== undefined && last <= seq ? last : 0);
    if (!isBehind) onRead(read);
    return isBehind;
  }

  /** Asks until everything has come. What fails is asked for again on the next connection. */
  async function catchUp(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    try {
      for (let isBehind = true; isBehind; ) {
        const answer = await ask();
        isBehind = !over.signal.aborted && take(answer);
      }
    } finally {
      isAsking = false;
    }
  }

  async function markRead(seq: number): Promise<number> {
    const { read } = await ask({ read: seq });
    if (!over.signal.aborted) onRead(read);
    return read;
  }

  const begin = () => void catchUp().catch(() => {});

  function hear(notification: UserNotification): void {
    const { seq } = notification;
    if (seq !== undefined && last !== undefined && seq > last) {
      if (seq === last + 1) last = seq;
      else begin();
    }
    handler(notification as UserNotification<Message>);
  }

  signal?.addEventListener("abort", () => over.abort());
  if (signal?.aborted) over.abort();
  client.onUser(hear, over);
  client.on("state", ({ state }) => state === "connected" && begin(), over);
  if (client.status.state === "connected" && !over.signal.aborted) begin();
  return {
    get last() {
      return last;
    },
    markRead,
    stop: () => over.abort(),
  };
}

const ignore = () => {};
