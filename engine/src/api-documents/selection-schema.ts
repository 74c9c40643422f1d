import type { PlainObject } from "../template/plain-data.ts";

/** A member of the message, at any depth: the form that selection expressions of routes have. */
const MEMBER = /^\$\{?request\.body\.([\w-]+(?:\.[\w-]+)*)\}?$/;

/** The path of the member by which messages are routed; undefined for an expression that combines several things. */
export const selectingPath = (expression: string): readonly string[] | undefined =>
  MEMBER.exec(expression)?.[1]?.split(".");

/** The schema of messages that a selection expression leads to a route; an empty one when it cannot be told. */
export function selectionSchema(expression: string, routeKey: string): PlainObject {
  const path = selectingPath(expression) ?? [];
  return path.reduceRight<PlainObject>(
    (inner, name) => ({ type: "object", required: [name], properties: { [name]: inner } }),
    path.length === 0 ? {} : { const: routeKey },
  );
}
