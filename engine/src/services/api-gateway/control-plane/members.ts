import { isObject, type PlainObject } from "../../../template/plain-data.ts";

/** An entity of an API as the control plane tells it: members in camel case, absent ones left out. */
export type Entity = Readonly<Record<string, unknown>>;

const camelCase = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

/** Those of a resource's properties that its entity has as well, under their names in the control plane's API. */
export const membersOf = <P extends object>(properties: P, names: readonly (keyof P & string)[]): Entity =>
  Object.fromEntries(names.map((name) => [camelCase(name), properties[name]]));

/** An entity without the members that are absent, so that it hides none of another's. */
export const present = (entity: Entity): Entity =>
  Object.fromEntries(Object.entries(entity).filter(([, member]) => member !== undefined));

/** A structure, with the names of the control plane's API at each of its levels. It is for no map of a user's keys. */
export function structureOf(value: PlainObject | undefined): Entity | undefined {
  if (value === undefined) return undefined;
  const members = Object.entries(value).map(([name, member]) => [
    camelCase(name),
    isObject(member) ? structureOf(member) : member,
  ]);
  return Object.fromEntries(members);
}

/** A time as REST-JSON has it in this service: whole seconds. */
export const timestamp = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
