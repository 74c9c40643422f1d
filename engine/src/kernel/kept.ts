/**
 * One named part of what outlives the engine: objects by key, each plain data for JSON. A value that was put stays the
 * caller's: what is written is how it is once the event loop's turn is over.
 */
export interface Shelf<T extends object> {
  /** The values that earlier runs left, the oldest first. */
  entries(): readonly (readonly [key: string, value: T])[];
  put(key: string, value: T): void;
  /** Says that these members of a value that was put have changed: only they are written. */
  changed(key: string, members: readonly (keyof T & string)[]): void;
  delete(key: string): void;
  clear(): void;
}

/** The store of what outlives a run. All that changed in one turn of the event loop is kept, or nothing of it. */
export interface Kept {
  /** The same name is the same shelf, and has one user. */
  shelf<T extends object>(name: string): Shelf<T>;
  /** Resolves once all that has changed is on disk: nothing is acknowledged before. Rejects with a `ServiceError`. */
  settled(): Promise<void>;
  /** True when the last change could not be written: then nothing new should begin before `settled` resolves. */
  readonly failing: boolean;
}

export const noShelf: Shelf<object> = {
  entries: () => [],
  put: () => undefined,
  changed: () => undefined,
  delete: () => undefined,
  clear: () => undefined,
};

/** Everything is in memory, and ends with it. */
export const nothingKept: Kept = {
  shelf: <T extends object>() => noShelf as Shelf<T>,
  settled: () => Promise.resolve(),
  failing: false,
};
