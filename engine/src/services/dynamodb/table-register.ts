import { ServiceError, UserError } from "../../kernel/errors.ts";
import type { StackResource } from "../../template/model.ts";
import { propertiesOf } from "./resource-types.ts";
import type { Store } from "./store/client.ts";
import { ensureTable, listTables } from "./tables.ts";

/** The tables that a store which came back had lost. */
export interface Losses {
  /** The template's tables, created again without their items. */
  readonly emptied: readonly string[];
  /** Tables that callers had created: only they know how. */
  readonly gone: readonly string[];
}

/** Knows which tables there are, whoever created them, so that those which a store has lost can be told. */
export interface TableRegister {
  /** Creates the template's tables in a store that starts. */
  create(store: Store): Promise<void>;
  /** Creates those of the template's tables again that a store has lost, and notes what it has lost. */
  restore(store: Store): Promise<void>;
  /** The losses that were noted since the last time. */
  takeLosses(): Losses;
  /** Takes note of a table that a caller created. */
  created(tableName: string): void;
  deleted(tableName: string): void;
}

export function createTableRegister(resources: readonly StackResource[]): TableRegister {
  const ofTemplate = new Map(resources.map((resource) => [resource.physicalId, resource]));
  const known = new Set<string>();
  const emptied = new Set<string>();
  const gone = new Set<string>();

  return {
    async create(store) {
      await Promise.all(resources.map((resource) => createTable(store, resource)));
      for (const name of await listTables(store)) known.add(name);
    },
    async restore(store) {
      const existing = new Set(await listTables(store));
      for (const name of known) if (!existing.has(name)) (ofTemplate.has(name) ? emptied : gone).add(name);
      for (const name of gone) known.delete(name);
      // Those too that are there already, when a store went down again amid this.
      const lost = [...ofTemplate.values()].filter(({ physicalId }) => emptied.has(physicalId));
      await Promise.all(lost.map((resource) => createTable(store, resource)));
    },
    takeLosses() {
      const losses = { emptied: [...emptied], gone: [...gone] };
      emptied.clear();
      gone.clear();
      return losses;
    },
    created: (tableName) => void known.add(tableName),
    deleted: (tableName) => void known.delete(tableName),
  };
}

/** Creates a table. If the store refuses it, so would AWS: it is the template's mistake, whose place is told. */
async function createTable(store: Store, resource: StackResource): Promise<void> {
  try {
    await ensureTable(store, resource.physicalId, propertiesOf(resource));
  } catch (error) {
    if (!(error instanceof ServiceError) || error.status >= 500) throw error;
    throw new UserError(`${resource.logicalId}: ${error.message}`, { location: resource.location, cause: error });
  }
}
