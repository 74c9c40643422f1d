import { isObject, type PlainObject } from "../../plain-data.ts";
import type { EventTarget } from "../events/event.ts";
import { sub } from "../expansion/context.ts";
import type { SamRoute } from "./routes.ts";

const ANY_METHOD = "x-amazon-apigateway-any-method";

/** `paths` with one operation for each route; what `paths` says of a method already is kept beside it. */
export function withRoutes(
  paths: PlainObject,
  routes: readonly SamRoute[],
  operationOf: (route: SamRoute) => PlainObject,
): PlainObject {
  const merged: Record<string, PlainObject> = {};
  for (const [path, methods] of Object.entries(paths)) if (isObject(methods)) merged[path] = methods;
  for (const route of routes) {
    const method = route.method === "any" ? ANY_METHOD : route.method;
    const known = merged[route.path]?.[method];
    const operation = { ...(isObject(known) && known), ...operationOf(route) };
    merged[route.path] = { ...merged[route.path], [method]: operation };
  }
  return merged;
}

/** `paths` with each operation that has an integration as `change` makes it. */
export function withOperations(
  paths: PlainObject,
  change: (operation: PlainObject, method: string) => PlainObject,
): PlainObject {
  const changed = ([method, operation]: readonly [string, unknown]) => {
    const isRunnable = isObject(operation) && operation["x-amazon-apigateway-integration"] !== undefined;
    return [method, isRunnable ? change(operation, method.toLowerCase()) : operation];
  };
  return Object.fromEntries(
    Object.entries(paths).map(([path, methods]) => [
      path,
      isObject(methods) ? Object.fromEntries(Object.entries(methods).map(changed)) : methods,
    ]),
  );
}

/** The names in braces of a path: `/users/{id}` has `id`. */
export const pathParameters = (path: string): readonly string[] =>
  [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = ""]) => name.replace(/\+$/, ""));

/** The URI by which an API calls a function that events name. */
export const targetUri = ({ arnVariable }: EventTarget) =>
  sub(`arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/${arnVariable}/invocations`);

/** An API's definition: a map in the template, or the place of a file. */
export function definitionOf({ DefinitionBody, DefinitionUri }: PlainObject): {
  readonly body: PlainObject | undefined;
  readonly uri: unknown;
} {
  if (isObject(DefinitionBody)) return { body: DefinitionBody, uri: undefined };
  return { body: undefined, uri: DefinitionUri };
}
