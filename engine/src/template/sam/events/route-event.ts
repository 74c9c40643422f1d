import { isObject, textOf } from "../../plain-data.ts";
import type { SamEvent } from "./event.ts";

/** The two types of event that make routes: how they name their API, and the API that SAM makes if they name none. */
export const ROUTE_EVENTS = {
  Api: { apiProperty: "RestApiId", implicitId: "ServerlessRestApi", apiType: "AWS::Serverless::Api" },
  HttpApi: { apiProperty: "ApiId", implicitId: "ServerlessHttpApi", apiType: "AWS::Serverless::HttpApi" },
} as const;

export type RouteEventType = keyof typeof ROUTE_EVENTS;

/** The logical id of the API that an event names. */
export function apiIdOf({ properties }: SamEvent, type: RouteEventType): string {
  const { apiProperty, implicitId } = ROUTE_EVENTS[type];
  const id = properties[apiProperty];
  return (isObject(id) ? textOf(id.Ref) : textOf(id)) ?? implicitId;
}

/** Path and method of an event; one that names neither takes whatever no other route does. */
export function routeKey({ properties }: SamEvent): { readonly path: string; readonly method: string } {
  const method = (textOf(properties.Method) ?? "any").toLowerCase();
  return {
    path: textOf(properties.Path) ?? "$default",
    method: method === "x-amazon-apigateway-any-method" ? "any" : method,
  };
}
