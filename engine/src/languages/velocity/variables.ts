/** The variables that a part of a template sees. */
export interface Variables {
  get(name: string): unknown;
  put(name: string, value: unknown): void;
  remove(name: string): void;
}

export function createVariables(all: Iterable<readonly [string, unknown]>): Variables {
  const values = new Map(all);
  return {
    get: (name) => values.get(name),
    put: (name, value) => void values.set(name, value),
    remove: (name) => void values.delete(name),
  };
}

/**
 * The variables inside of a macro: its arguments, evaluated where they were written each time they are read, in front of
 * all others. What is set inside is seen outside as well.
 */
export function createMacroVariables(outer: Variables, args: ReadonlyMap<string, () => unknown>): Variables {
  const own = new Map<string, unknown>();
  const passed = new Map(args);
  return {
    get: (name) => own.get(name) ?? (passed.has(name) ? passed.get(name)?.() : outer.get(name)),
    put(name, value) {
      own.set(name, value);
      outer.put(name, value);
    },
    remove(name) {
      own.delete(name);
      passed.delete(name);
      outer.remove(name);
    },
  };
}

/** Hides a variable whose value is null in one round of a loop; outside there may be one of that name. */
export function withoutVariable(outer: Variables, hidden: string): Variables {
  let isHidden = true;
  return {
    get: (name) => (isHidden && name === hidden ? undefined : outer.get(name)),
    put(name, value) {
      if (name === hidden) isHidden = false;
      outer.put(name, value);
    },
    remove: (name) => outer.remove(name),
  };
}
