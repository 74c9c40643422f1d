import { entityPartition } from "../../src/aws/dynamodb/keys.ts";
import type { Entities, ProcessedEvents, Progress } from "../../src/core/push/ports.ts";
import type { EntityRef, Tenanted } from "../../src/core/references.ts";

const keyOf = (id: string, { tenant = "" }: Tenanted = {}) => `${tenant}#${id}`;

/** Sequences, history and what was done of each event, in memory and with the rules of the table. */
export function createEntities({ shards = 1 } = {}) {
  const shardsOf = new Map<string, number>();
  const texts = new Map<string, string[]>();
  const events = new Map<string, Partial<Progress>>();
  const textsOf = (entity: EntityRef) => texts.get(entityPartition(entity)) ?? [];
  const shardCount = (entity: EntityRef) => shardsOf.get(entityPartition(entity)) ?? shards;

  const entities: Entities = {
    find: async (entity) => ({ seq: textsOf(entity).length, shards: shardCount(entity) }),
    async append(entity, id, textOf) {
      const known = events.get(keyOf(id, entity));
      if (known) return known as Progress;
      const seq = textsOf(entity).length + 1;
      texts.set(entityPartition(entity), [...textsOf(entity), textOf(seq)]);
      const progress: Progress = { seq, shards: shardCount(entity), reached: 0, isDone: false };
      events.set(keyOf(id, entity), progress);
      return progress;
    },
    kept: async (entity, from, to) => textsOf(entity).slice(from - 1, to),
    spread: async (entity, wanted) => void shardsOf.set(entityPartition(entity), wanted),
  };

  const note = (key: string, more: Partial<Progress>) => void events.set(key, { ...events.get(key), ...more });
  const claims = new Set<string>();
  const processedEvents: ProcessedEvents = {
    async claim(id) {
      if (events.get(keyOf(id))?.isDone) return "done";
      if (claims.has(id)) return "taken";
      claims.add(id);
      return "claimed";
    },
    release: async (id) => void claims.delete(id),
    isDone: async (id, of) => events.get(keyOf(id, of))?.isDone === true,
    finish: async (id, of) => note(keyOf(id, of), { isDone: true }),
    advance: async (id, of, progress) => note(keyOf(id, of), progress),
  };
  return { entities, processedEvents };
}
