import type { EntityRef } from "../../../src/core/references.ts";
import type { Changed, StateRow, States, Step } from "../../../src/core/state/ports.ts";

interface Entity {
  revision: number;
  readonly rows: Map<string, StateRow>;
  readonly events: Map<string, Step>;
}

/** States in memory, with the rules of the table. `between`: runs after a revision was read. */
export function createStates(between: () => Promise<void> = async () => {}): States {
  const entities = new Map<string, Entity>();

  function entityOf({ tenant = "", entityId }: EntityRef): Entity {
    const name = JSON.stringify([tenant, entityId]);
    const entity = entities.get(name) ?? { revision: 0, rows: new Map(), events: new Map() };
    entities.set(name, entity);
    return entity;
  }

  return {
    async revisionOf(entity) {
      const { revision } = entityOf(entity);
      await between();
      return revision;
    },
    rowsOf: async (entity) => [...entityOf(entity).rows.values()],
    async change(state, id, next): Promise<Changed | undefined> {
      const entity = entityOf(state);
      const before = entity.rows.get(state.key);
      const row = await next({ since: entity.revision, row: before });
      if (!row || row === before) return row && { since: row.since, revision: row.revision, row };
      const made = id === undefined ? undefined : entity.events.get(id);
      if (made) return before && { ...made, row: before };
      const step = { since: row.since, revision: row.revision };
      if (id !== undefined) entity.events.set(id, step);
      entity.rows.set(row.key, row);
      entity.revision = row.revision;
      return { ...step, row };
    },
  };
}
