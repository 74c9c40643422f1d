import { inboxKey } from "../../../src/aws/dynamodb/inbox/inbox-keys.ts";
import type { Inboxes, KeptNotification } from "../../../src/core/inbox/ports.ts";
import type { UserRef } from "../../../src/core/references.ts";

interface Row {
  seq: number;
  read: number;
  readonly ids: Map<string, number>;
  kept: KeptNotification[];
}

/** Inboxes in memory, with the rules of the table. */
export function createInboxes({ count = 100 } = {}): Inboxes {
  const rows = new Map<string, Row>();

  function rowOf(user: UserRef): Row {
    const { pk } = inboxKey(user);
    const row = rows.get(pk) ?? { seq: 0, read: 0, ids: new Map(), kept: [] };
    rows.set(pk, row);
    return row;
  }

  return {
    async keep(user, id, textOf) {
      const row = rowOf(user);
      const known = row.ids.get(id);
      if (known !== undefined) return known;
      row.seq += 1;
      row.ids.set(id, row.seq);
      row.kept = [...row.kept, { seq: row.seq, text: textOf(row.seq) }].slice(-count);
      return row.seq;
    },
    async find(user) {
      const { seq, read } = rowOf(user);
      return { seq, read };
    },
    keptAfter: async (user, since, most) =>
      rowOf(user)
        .kept.filter(({ seq }) => seq > since)
        .slice(0, most),
    async markRead(user, read) {
      const row = rowOf(user);
      row.read = Math.max(row.read, read);
      return row.read;
    },
  };
}
