import type { Message } from "./fake-socket.ts";

export interface StateOptions {
  /** Life of the value, in the client's time. Default: for ever. */
  readonly ttlSeconds?: number;
}

/** State of an entity as a server knows it. */
export interface FakeValues {
  /** Sets a key, or deletes it where there is no value, and pushes the change. */
  set(key: string, value: unknown, options: StateOptions): void;
  /** Returns the message that brings a client from `since`, or from nothing, to where the state is. */
  missing(since: number | undefined): Message;
}

interface Entry {
  readonly key: string;
  readonly revision: number;
  readonly value?: unknown;
  readonly deleted?: true;
  readonly expiresAt?: string;
}

export function createFakeValues(push: (message: Message) => void, now: () => number): FakeValues {
  const entries = new Map<string, Entry>();
  let revision = 0;

  const isThere = ({ deleted, expiresAt }: Entry) => !deleted && !(expiresAt && Date.parse(expiresAt) <= now());
  const message = (fields: Message) => ({ type: "Entity State", id: `state@${revision}`, revision, ...fields });

  return {
    set(key, value, { ttlSeconds }) {
      const since = revision;
      revision += 1;
      const life = ttlSeconds && { expiresAt: new Date(now() + ttlSeconds * 1000).toISOString() };
      const entry: Entry = { key, revision, ...(value === undefined ? { deleted: true } : { value, ...life }) };
      entries.set(key, entry);
      push(message({ since, changes: [entry] }));
    },
    missing(since) {
      const all = [...entries.values()];
      const there = all.filter(isThere);
      if (since === undefined) {
        const keys = there.map(({ key, revision: ofKey }) => ({ key, revision: ofKey }));
        return message({ since: 0, keys, changes: there });
      }
      return message({ since, changes: all.filter((one) => one.revision > since) });
    },
  };
}
