import type { Route } from "../configuration/model.ts";
import type { HttpType } from "../dialects.ts";
import { type PathParameters, splitPath } from "./resource-path.ts";

export interface SelectedRoute {
  readonly route: Route;
  readonly pathParameters: PathParameters;
}

export type SelectRoute = (routes: readonly Route[], method: string, path: string) => SelectedRoute | undefined;

const ANY = "ANY";

/**
 * HTTP APIs look for the most specific path among the routes that take the method; of two with the same path the one
 * that names the method is taken.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export const selectRoute: SelectRoute = (routes, method, path) =>
  best(fitting(routes, path).filter(({ route }) => takes(route, method)));

/** REST APIs look for the most specific resource first. If that one lacks the method, no other is tried. */
export const selectMethod: SelectRoute = (routes, method, path) => {
  const candidates = fitting(routes, path);
  const resource = best(candidates)?.route.path.rank;
  return best(candidates.filter(({ route }) => route.path.rank === resource && takes(route, method)));
};

export const selectors: Readonly<Record<HttpType, SelectRoute>> = {
  "function-url": selectRoute,
  "http-api": selectRoute,
  "rest-api": selectMethod,
};

const takes = (route: Route, method: string) => route.method === method || route.method === ANY;

function fitting(routes: readonly Route[], path: string): readonly SelectedRoute[] {
  const segments = splitPath(path);
  return routes.flatMap((route) => {
    const pathParameters = route.path.match(segments);
    return pathParameters ? [{ route, pathParameters }] : [];
  });
}

function best(candidates: readonly SelectedRoute[]): SelectedRoute | undefined {
  const [first, ...others] = candidates;
  return others.reduce((one, other) => (comesBefore(other.route, one?.route) ? other : one), first);
}

function comesBefore(one: Route, other: Route | undefined): boolean {
  if (!other) return true;
  if (one.path.rank !== other.path.rank) return one.path.rank < other.path.rank;
  return one.method !== ANY && other.method === ANY;
}
