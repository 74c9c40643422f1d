import type { Body } from "../../../../languages/selection-expression/index.ts";
import type { Route, Stage } from "./model.ts";

export const CONNECT = "$connect";
export const DISCONNECT = "$disconnect";
const DEFAULT = "$default";

/** A route that the template does not have. */
const bareRoute = (key: string): Route => ({
  key,
  authorization: { type: "NONE" },
  apiKeyRequired: false,
  integration: undefined,
  twoWay: false,
  validation: undefined,
  throttle: undefined,
});

/** An API need not have a `$connect` route: everybody may then connect [1.3/no-connect-route]. */
export const OPEN_CONNECT = bareRoute(CONNECT);

/** Of a message that no route fits. */
export const NO_ROUTE = bareRoute("");

/**
 * The route of a message [4.2/exact-match]: the one whose key is exactly what the selection expression gives, else `$default`,
 * else `NO_ROUTE`. What is not JSON goes to `$default`, whatever the expression.
 */
export function selectRoute({ api, routes }: Stage, body: Body): Route {
  const key = body.json === undefined ? DEFAULT : api.routeSelection({ request: { body } }).text;
  // `$connect` and `$disconnect` run in the life of a connection; no message can ask for them.
  const named = key.startsWith("$") ? undefined : routes.get(key);
  return named ?? routes.get(DEFAULT) ?? NO_ROUTE;
}
