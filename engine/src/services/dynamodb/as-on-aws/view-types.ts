import type { Kept } from "../../../kernel/kept.ts";
import type { ViewType } from "./stream-records.ts";

/** Remembers which view of changes a table's owner asked for: the store keeps both images, by which changes are known. */
export interface ViewTypes {
  of(tableName: string): ViewType | undefined;
  /** Undefined: the store's own says it. */
  set(tableName: string, viewType: ViewType | undefined): void;
}

export function createViewTypes(kept: Kept): ViewTypes {
  const shelf = kept.shelf<{ readonly viewType: ViewType }>("dynamodb/stream-views");
  const byTable = new Map(shelf.entries().map(([tableName, { viewType }]) => [tableName, viewType]));
  return {
    of: (tableName) => byTable.get(tableName),
    set(tableName, viewType) {
      if (viewType === undefined) {
        if (byTable.delete(tableName)) shelf.delete(tableName);
        return;
      }
      byTable.set(tableName, viewType);
      shelf.put(tableName, { viewType });
    },
  };
}
