/** The parameters of a query with all their values, decoded. */
export function parseQuery(rawQuery: string): readonly (readonly [string, readonly string[]])[] {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  return [...values];
}

/** One value each, made by `choose` from all of them. */
export const single = (
  all: readonly (readonly [string, readonly string[]])[],
  choose: (values: readonly string[]) => string,
): Readonly<Record<string, string>> => Object.fromEntries(all.map(([name, values]) => [name, choose(values)]));

export const lastOf = (values: readonly string[]): string => values.at(-1) ?? "";

export const joined = (values: readonly string[]): string => values.join(",");

/** `undefined` in place of a map without members. */
export const presentOnly = <T extends object>(members: T): T | undefined =>
  Object.keys(members).length > 0 ? members : undefined;
