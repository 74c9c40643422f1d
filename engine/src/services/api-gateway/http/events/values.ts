import type { HeaderList } from "../../event-parts.ts";

/** All values of a header, by its name in any letter case. */
export function headerValues(headers: HeaderList, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return headers.find(([candidate]) => candidate.toLowerCase() === wanted)?.[1] ?? [];
}

/** The names in lower case, as HTTP APIs have them. */
export const lowerCased = (headers: HeaderList): HeaderList =>
  headers.map(([name, values]) => [name.toLowerCase(), values]);

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
