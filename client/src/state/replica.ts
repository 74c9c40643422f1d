import type * as contract from "@portcullis/contract";

/** Changes of an entity's state as the server sends them. */
export type StateMessage = Omit<contract.EntityState, "type" | "id" | "sentAt">;

/** State of an entity as far as it has come: of each key the last value, whatever comes twice, late or never. */
export interface Replica<Value = unknown> {
  /** Returns true if values changed, or are all there for the first time. */
  take(message: StateMessage): boolean;
  /** Drops what has ended. Returns true if there was any. */
  expire(nowMs: number): boolean;
  /** Values by key, all of them once `revision` is known. */
  values(): ReadonlyMap<string, Value>;
  /** Place up to which nothing is missing, for a server that is asked for the rest. Undefined before the first. */
  readonly revision: number | undefined;
  /** True when something before the newest change is missing. */
  readonly hasHole: boolean;
  /** Time at which the next value ends; Infinity when none is to. */
  readonly nextEndMs: number;
}

type Change = StateMessage["changes"][number];

/** Most changes that wait for one before them: what is beyond is asked for again. */
const MOST_AHEAD = 256;

export function createReplica<Value = unknown>(): Replica<Value> {
  /** Keys, and those that are gone as long as an older change of them may come. */
  const entries = new Map<string, Change>();
  let revision: number | undefined;
  let ahead: Pick<StateMessage, "since" | "revision">[] = [];

  /** A key that is not there was not there at `revision`, or has ended since. */
  const reachedOf = (key: string): number => entries.get(key)?.revision ?? revision ?? 0;

  function apply(change: Change): boolean {
    const { key, revision: ofKey } = change;
    const known = entries.get(key);
    if (ofKey <= reachedOf(key)) return false;
    entries.set(key, change);
    return isThere(change) || (known !== undefined && isThere(known));
  }

  /** Drops keys that are not among these. */
  function restrict({ keys = [], revision: asOf }: StateMessage): boolean {
    const named = new Set(keys.map(({ key }) => key));
    let isChanged = false;
    for (const [key, entry] of entries) {
      if (named.has(key) || entry.revision > asOf) continue;
      entries.delete(key);
      isChanged ||= isThere(entry);
    }
    return isChanged;
  }

  const hasAll = ({ keys = [] }: StateMessage) => keys.every(({ key, revision: ofKey }) => ofKey <= reachedOf(key));

  function advance(to: number): void {
    revision = Math.max(revision ?? 0, to);
    for (const step of ahead.sort((one, other) => one.since - other.since))
      if (step.since <= revision) revision = Math.max(revision, step.revision);
    const reached = revision;
    ahead = ahead.filter((step) => step.revision > reached);
    for (const [key, entry] of entries) if (!isThere(entry) && entry.revision <= reached) entries.delete(key);
  }

  return {
    take(message) {
      const isFirst = revision === undefined;
      let isChanged = message.changes.map(apply).includes(true);
      if (message.keys && hasAll(message)) {
        isChanged = restrict(message) || isChanged;
        advance(message.revision);
      } else if (!message.keys && revision !== undefined && message.since <= revision) advance(message.revision);
      else if (!message.keys && message.revision > (revision ?? 0)) {
        ahead.push({ since: message.since, revision: message.revision });
        ahead = ahead.slice(-MOST_AHEAD);
      }
      return revision !== undefined && (isChanged || isFirst);
    },
    expire(nowMs) {
      const over = [...entries.values()].filter((entry) => isThere(entry) && endOf(entry) <= nowMs);
      for (const { key, revision: ofKey } of over) entries.set(key, { key, revision: ofKey, deleted: true });
      return over.length > 0;
    },
    values: () => new Map([...entries.values()].filter(isThere).map(({ key, value }) => [key, value as Value])),
    get revision() {
      return revision;
    },
    get hasHole() {
      return ahead.length > 0;
    },
    get nextEndMs() {
      return Math.min(...[...entries.values()].filter(isThere).map(endOf));
    },
  };
}

const isThere = ({ deleted }: Change): boolean => !deleted;

const endOf = ({ expiresAt }: Change): number => (expiresAt === undefined ? Infinity : Date.parse(expiresAt));
