import type { QueryNames } from "../http.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#xD;",
};

type QueryMap = NonNullable<QueryNames["maps"]>[string];

const escapeXml = (text: string) => text.replace(/[&<>"\r]/g, (character) => ENTITIES[character] ?? character);

export const element = (name: string, content: string) => `<${name}>${content}</${name}>`;

/** The members of `value` as XML elements, the way the AWS Query protocol spells them. */
export function membersToXml(value: Readonly<Record<string, unknown>>, names: QueryNames = {}): string {
  return Object.entries(value)
    .filter(([, member]) => member !== undefined && member !== null)
    .map(([name, member]) => memberToXml(name, member, names))
    .join("");
}

function memberToXml(name: string, value: unknown, names: QueryNames): string {
  if (Array.isArray(value)) return listToXml(name, value, names);
  const map = names.maps?.[name];
  if (!map) return element(name, contentToXml(value, names));
  const entries = mapToXml(map, value as Record<string, unknown>, names);
  return map.entry === "entry" ? element(name, entries) : entries;
}

function mapToXml(map: QueryMap, value: Readonly<Record<string, unknown>>, names: QueryNames): string {
  return Object.entries(value)
    .map(([key, item]) => element(map.entry, element(map.key, escapeXml(key)) + memberToXml(map.value, item, names)))
    .join("");
}

function listToXml(name: string, items: readonly unknown[], names: QueryNames): string {
  const flattened = names.lists?.[name];
  if (flattened) return items.map((item) => element(flattened, contentToXml(item, names))).join("");
  return element(name, items.map((item) => element("member", contentToXml(item, names))).join(""));
}

function contentToXml(value: unknown, names: QueryNames): string {
  return typeof value === "object" && value !== null
    ? membersToXml(value as Record<string, unknown>, names)
    : escapeXml(String(value));
}
