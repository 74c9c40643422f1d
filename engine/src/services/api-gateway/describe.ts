import type { StackResource } from "../../template/model.ts";
import { type Describe, type DescribeContext, parsedJson } from "../contract/description/describe.ts";
import type { DescribedApi, DescribedAuthorizer, DescribedRoute } from "../contract/description/parts.ts";
import { localPaths } from "./addresses.ts";
import { allApis, compileApis } from "./apis.ts";

type AnyApi = ReturnType<typeof allApis>[number];
type AnyRoute = ReturnType<typeof routesOf>[number];

const KINDS: Readonly<Record<AnyApi["type"], DescribedApi["kind"]>> = {
  websocket: "websocket",
  "http-api": "http",
  "rest-api": "rest",
  "function-url": "function-url",
};

/** Describes each stage of each API, as it answers on this machine. */
export const describeApis: Describe = (resources, context) => {
  const apis = allApis(compileApis(context.stack, resources));
  const pathOf = localPaths(apis);
  const { host } = new URL(context.endpoint);
  const stagesOf = (api: AnyApi) =>
    [...api.stages.keys()].map((stage): DescribedApi => {
      const address = `${host}${pathOf(api, stage)}`;
      const isWebSocket = api.type === "websocket";
      return {
        logicalId: api.logicalId,
        apiId: api.id,
        name: nameOf(api, resources),
        kind: KINDS[api.type],
        stage,
        url: `${isWebSocket ? "ws" : "http"}://${address}`,
        ...(isWebSocket && { managementUrl: `http://${address}`, ...selectionOf(api, resources) }),
        routes: routesOf(api, stage).map((route) => describeRoute(route, context)),
        authorizers: authorizersOf(routesOf(api, stage), context),
      };
    });
  return { apis: apis.flatMap(stagesOf) };
};

const nameOf = ({ logicalId }: AnyApi, resources: readonly StackResource[]): string =>
  String(resources.find((resource) => resource.logicalId === logicalId)?.properties.Name ?? logicalId);

/** Names the member of a message by which its route is chosen. */
function selectionOf({ logicalId }: AnyApi, resources: readonly StackResource[]) {
  const { properties } = resources.find((resource) => resource.logicalId === logicalId) ?? {};
  const expression = properties?.RouteSelectionExpression;
  return typeof expression === "string" ? { routeSelectionExpression: expression } : {};
}

const routesOf = (api: AnyApi, stage: string) => [...(api.stages.get(stage)?.routes.values() ?? [])];

function describeRoute(route: AnyRoute, { idOf }: DescribeContext): DescribedRoute {
  const { integration } = route;
  const functionArn = integration && "functionArn" in integration ? integration.functionArn : undefined;
  return {
    routeKey: route.key,
    ...(integration && { integration: { type: integration.type, ...functionOf(functionArn, idOf) } }),
    authorizer: authorizerOf(route, idOf)?.logicalId ?? route.authorization.type,
    ...(route.apiKeyRequired && { apiKeyRequired: true }),
    ...("validation" in route && route.validation && modelsOf(route.validation.schemas)),
  };
}

function functionOf(functionArn: string | undefined, idOf: DescribeContext["idOf"]) {
  const functionLogicalId = idOf(functionArn);
  return functionLogicalId === undefined ? {} : { functionLogicalId };
}

function modelsOf(schemas: ReadonlyMap<string, string>): Pick<DescribedRoute, "model" | "models"> {
  const models = [...schemas].map(([key, text]) => [key, parsedJson(text)] as const);
  const [only, another] = models;
  return { models: Object.fromEntries(models), ...(only && !another && { model: only[1] }) };
}

function authorizersOf(routes: readonly AnyRoute[], { idOf }: DescribeContext): readonly DescribedAuthorizer[] {
  const authorizers = routes.flatMap((route) => authorizerOf(route, idOf) ?? []);
  return [...new Map(authorizers.map((authorizer) => [authorizer.logicalId, authorizer])).values()];
}

function authorizerOf({ authorization }: AnyRoute, idOf: DescribeContext["idOf"]): DescribedAuthorizer | undefined {
  switch (authorization.type) {
    case "CUSTOM": {
      const { logicalId, identitySources, functionArn } = authorization.authorizer;
      const sources = identitySources.map(({ name }) => name);
      return { logicalId, type: "REQUEST", ...functionOf(functionArn, idOf), identitySources: sources };
    }
    case "LAMBDA": {
      const { name: logicalId, kind: type, identitySources, functionArn } = authorization.authorizer;
      return { logicalId, type, ...functionOf(functionArn, idOf), identitySources };
    }
    case "JWT": {
      const { name: logicalId, identitySource } = authorization.authorizer;
      return { logicalId, type: "JWT", identitySources: [identitySource] };
    }
    default:
      return undefined;
  }
}
