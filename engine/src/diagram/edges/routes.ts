import { type Apis, allApis } from "../../services/api-gateway/apis.ts";
import type { DiagramEdge, DiagramNode } from "../model.ts";
import type { FindResource } from "../nodes.ts";

/** A route whose backend is a service: what the role of its integration allows is what it does. */
export interface ServiceRoute {
  readonly id: string;
  readonly roleArn: string;
}

export interface RoutePart {
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
  readonly serviceRoutes: readonly ServiceRoute[];
}

type AnyApi = ReturnType<typeof allApis>[number];
type AnyRoute = ReturnType<typeof routesOf>[number];

/** Routes of all stages; those that stages share count once. */
function routesOf(api: AnyApi) {
  const routes = [...api.stages.values()].flatMap((stage) => [...stage.routes.values()]);
  return [...new Map(routes.map((route) => [route.key, route])).values()];
}

const idOf = (api: AnyApi, { key }: AnyRoute) => `${api.logicalId} ${key}`;

/** The node of a WebSocket API to which functions post. */
export const connectionsId = (apiLogicalId: string) => `${apiLogicalId} @connections`;

export function routePart(apis: Apis, find: FindResource): RoutePart {
  const parts = allApis(apis).map((api) => partOf(api, find));
  return {
    nodes: parts.flatMap(({ nodes }) => nodes),
    edges: parts.flatMap(({ edges }) => edges),
    serviceRoutes: parts.flatMap(({ serviceRoutes }) => serviceRoutes),
  };
}

function partOf(api: AnyApi, find: FindResource): RoutePart {
  const routes = routesOf(api);
  const nodes = routes.map((route): DiagramNode => {
    return { id: idOf(api, route), label: route.key, kind: "route", group: api.logicalId };
  });
  return {
    nodes,
    edges: routes.flatMap((route) => edgesOf(idOf(api, route), route, find)),
    serviceRoutes: routes.flatMap((route) => serviceRoute(idOf(api, route), route)),
  };
}

function edgesOf(from: string, { authorization, integration }: AnyRoute, find: FindResource): DiagramEdge[] {
  const authorizer = "authorizer" in authorization ? authorization.authorizer : undefined;
  const asked = find(authorizer && "functionArn" in authorizer ? authorizer.functionArn : undefined);
  const called = find(integration && "functionArn" in integration ? integration.functionArn : undefined);
  return [
    ...(asked ? [{ from, to: asked.logicalId, kind: "authorizes" as const }] : []),
    ...(called ? [{ from, to: called.logicalId, kind: "calls" as const }] : []),
  ];
}

function serviceRoute(id: string, { integration }: AnyRoute): ServiceRoute[] {
  const isOfFunction = integration && "functionArn" in integration && integration.functionArn !== undefined;
  const roleArn = integration && "credentialsArn" in integration ? integration.credentialsArn : undefined;
  return !isOfFunction && roleArn !== undefined ? [{ id, roleArn }] : [];
}
