import type { Location } from "../kernel/errors.ts";

type Key = string | number;
type Places = ReadonlyMap<Key, Location>;

/**
 * The places of the parts of a template in its file. They belong to the lists and maps themselves, so that they
 * follow a part wherever a transform moves it.
 */
export interface Positions {
  /** The place of the template as a whole. */
  readonly top: Location;
  /** The place of what `container` has under `key`; undefined for what no file says. */
  at(container: object, key: Key): Location | undefined;
  set(container: object, places: Places): void;
  /** Makes the places of `sources` those of `target` too; where several know a key, the last one counts. */
  inherit<T extends object>(target: T, ...sources: readonly object[]): T;
  /** The place of the deepest part of `path` below `container` that is known; `from` when none is. */
  follow(container: unknown, path: readonly Key[], from: Location): Location;
}

export function createPositions(file: string): Positions {
  const known = new WeakMap<object, Places>();
  const at = (container: object, key: Key) => known.get(container)?.get(key);

  return {
    top: { file, line: 1, column: 1 },
    at,
    set: (container, places) => void known.set(container, places),
    inherit(target, ...sources) {
      known.set(target, new Map(sources.flatMap((source) => [...(known.get(source) ?? [])])));
      return target;
    },
    follow(container, path, from) {
      let place = from;
      let part = container;
      for (const key of path) {
        if (typeof part !== "object" || part === null) break;
        place = at(part, key) ?? place;
        part = (part as Readonly<Record<Key, unknown>>)[key];
      }
      return place;
    },
  };
}
