import type { Shelf } from "../kernel/kept.ts";

type Members = Record<string, unknown>;

/** One change, as a line of the log has it. */
export type LogRecord =
  | readonly ["put", shelf: string, key: string, value: Members]
  | readonly ["set", shelf: string, key: string, members: Members]
  | readonly ["delete", shelf: string, key: string]
  | readonly ["clear", shelf: string];

/** The changes of a shelf that are to be written. */
interface ShelfChanges {
  cleared: boolean;
  /** The changed members, by key; `all` when the value is new or gone. */
  readonly keys: Map<string, Set<string> | "all">;
}

export type Changes = ReadonlyMap<string, ShelfChanges>;

/** The shelves' values as they are now, and which of them the log does not have yet. */
export class Shelves {
  readonly #values = new Map<string, Map<string, Members>>();
  readonly #onChange: () => void;
  #changes = new Map<string, ShelfChanges>();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get changed(): boolean {
    return this.#changes.size > 0;
  }

  /** Applies a record that an earlier run wrote. */
  apply([type, shelf, key = "", members = {}]: LogRecord): void {
    const values = this.#valuesOf(shelf);
    if (type === "clear") values.clear();
    else if (type === "delete") values.delete(key);
    else if (type === "put") values.set(key, members);
    else Object.assign(values.get(key) ?? {}, members);
  }

  shelf<T extends object>(name: string): Shelf<T> {
    const values = this.#valuesOf(name);
    const mark = (key: string, members: readonly string[] | "all") => this.#mark(name, key, members);
    return {
      entries: () => [...values] as [string, T][],
      put(key, value) {
        values.set(key, value as Members);
        mark(key, "all");
      },
      changed: mark,
      delete(key) {
        if (values.delete(key)) mark(key, "all");
      },
      clear: () => {
        if (values.size === 0) return;
        values.clear();
        this.#changes.set(name, { cleared: true, keys: new Map() });
        this.#onChange();
      },
    };
  }

  /** Hands over what changed; it counts as written unless `giveBack` gets it. */
  take(): Changes {
    const changes = this.#changes;
    this.#changes = new Map();
    return changes;
  }

  giveBack(changes: Changes): void {
    for (const [name, { cleared, keys }] of changes) {
      const own = this.#changesOf(name);
      own.cleared ||= cleared;
      for (const [key, members] of keys) widen(own, key, members === "all" ? "all" : [...members]);
    }
  }

  /** The changes, by the values as they are now. */
  *records(changes: Changes): Iterable<LogRecord> {
    for (const [name, { cleared, keys }] of changes) {
      if (cleared) yield ["clear", name];
      const values = this.#valuesOf(name);
      for (const [key, members] of keys) yield recordOf(name, key, values.get(key), members);
    }
  }

  /** Everything, as if it had been put just now. */
  *all(): Iterable<LogRecord> {
    for (const [name, values] of this.#values) for (const [key, value] of values) yield ["put", name, key, value];
  }

  #mark(name: string, key: string, members: readonly string[] | "all"): void {
    widen(this.#changesOf(name), key, members);
    this.#onChange();
  }

  #changesOf(name: string): ShelfChanges {
    const changes = this.#changes.get(name) ?? { cleared: false, keys: new Map() };
    this.#changes.set(name, changes);
    return changes;
  }

  #valuesOf(name: string): Map<string, Members> {
    const values = this.#values.get(name) ?? new Map<string, Members>();
    this.#values.set(name, values);
    return values;
  }
}

function widen({ keys }: ShelfChanges, key: string, members: readonly string[] | "all"): void {
  const before = keys.get(key);
  if (before === "all" || members === "all") keys.set(key, "all");
  else keys.set(key, new Set([...(before ?? []), ...members]));
}

function recordOf(
  shelf: string,
  key: string,
  value: Members | undefined,
  members: ReadonlySet<string> | "all",
): LogRecord {
  if (value === undefined) return ["delete", shelf, key];
  if (members === "all") return ["put", shelf, key, value];
  const entries = [...members].map((name) => [name, value[name]] as const);
  // JSON has no undefined: a member that is gone is told by writing the others.
  if (entries.some(([, member]) => member === undefined)) return ["put", shelf, key, value];
  return ["set", shelf, key, Object.fromEntries(entries)];
}
