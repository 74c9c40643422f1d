import type { HeaderList } from "../../event-parts.ts";

/** All values of a header, by its name in any letter case. */
export function headerValues(headers: HeaderList, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return headers.find(([candidate]) => candidate.toLowerCase() === wanted)?.[1] ?? [];
}

/** The names in lower case, as HTTP APIs have them. */
export const lowerCased = (headers: HeaderList): HeaderList =>
  headers.map(([name, values]) => [name.toLowerCase(), values]);
