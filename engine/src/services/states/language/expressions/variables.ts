/** Variables of a run of states: a branch or an item has its own, and reads those around it. */
export interface Variables {
  get(name: string): unknown;
  assign(values: Readonly<Record<string, unknown>>): void;
}

export function createVariables(outer?: Variables): Variables {
  const own = new Map<string, unknown>();
  return {
    get: (name) => (own.has(name) ? own.get(name) : outer?.get(name)),
    assign(values) {
      for (const [name, value] of Object.entries(values)) own.set(name, value);
    },
  };
}
