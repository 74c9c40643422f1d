import { isObject, objectOf, type PlainObject } from "../../plain-data.ts";
import type { Declaration } from "../../resources/declaration.ts";
import type { SamContext } from "../expansion/context.ts";
import type { SamEvent } from "./event.ts";

/** The events of a function or state machine, their properties settled. */
export function readEvents(declaration: Declaration, context: SamContext): readonly SamEvent[] {
  const { positions } = context;
  const at = positions.at(declaration.properties, "Events") ?? declaration.location;
  const events = objectOf(context.settle(declaration.properties.Events, at));
  return Object.entries(events).flatMap(([name, entry]) => {
    const place = positions.at(events, name) ?? at;
    return isObject(entry) ? [eventOf(declaration.logicalId, name, entry, place)] : [];
  });
}

const eventOf = (owner: string, name: string, entry: PlainObject, at: SamEvent["at"]): SamEvent => ({
  name,
  logicalId: `${owner}${name}`,
  type: String(entry.Type),
  properties: objectOf(entry.Properties),
  at,
});
