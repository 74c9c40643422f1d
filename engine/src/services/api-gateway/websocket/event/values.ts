import type { MultiValues } from "../../../../languages/selection-expression/index.ts";

/** Names with one value each, as `headers` and `queryStringParameters` of an event. */
export type Values = Readonly<Record<string, string>>;

/** Where there is room for one value, events hold the last. */
export const lastValues = (all: MultiValues): Values =>
  Object.fromEntries(Object.entries(all).map(([name, values]) => [name, values.at(-1) ?? ""]));

/** The parameters of a query, decoded; undefined when there is none, for events then lack the key. */
export function parseQuery(rawQuery: string): MultiValues | undefined {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  return values.size > 0 ? Object.fromEntries(values) : undefined;
}
