/** Remembers the newest `capacity` ids. */
export interface Dedup {
  /** Whether `id` is remembered; from now on it is. */
  isRepeated(id: string): boolean;
}

export function createDedup(capacity: number): Dedup {
  // A Set keeps the order of insertion: its first is the one least recently seen.
  const ids = new Set<string>();
  return {
    isRepeated(id) {
      const isKnown = ids.delete(id);
      ids.add(id);
      const [oldest = ""] = ids;
      if (ids.size > capacity) ids.delete(oldest);
      return isKnown;
    },
  };
}
