import type { z } from "zod";
import type { Stack as Template } from "../../../../template/model.ts";
import type { ApiKey } from "../../api-keys.ts";
import type { stage as stageType } from "../../resource-types/api.ts";
import type { Declared } from "../../resource-types/resource-types.ts";
import type { ApiIdentity, Route, Stage, Throttle } from "./model.ts";
import { type ApiResources, compileRoutes } from "./route.ts";

export type DeclaredStage = Declared<z.infer<typeof stageType.schema>>;
type RouteSettings = NonNullable<DeclaredStage["properties"]["DefaultRouteSettings"]>;

export function compileStage(
  { properties }: DeclaredStage,
  resources: ApiResources,
  scope: { readonly api: ApiIdentity; readonly stack: Template; readonly apiKeys: ReadonlyMap<string, ApiKey> },
): Stage {
  const { StageName: name, StageVariables: variables, DefaultRouteSettings, AccessLogSettings } = properties;
  const { api, stack, apiKeys } = scope;
  const routes = new Map<string, Route>();
  for (const [key, route] of compileRoutes(resources, { stack, variables })) {
    routes.set(key, { ...route, throttle: throttleOf(properties.RouteSettings[key]) });
  }
  return {
    name,
    api,
    arn: `arn:${stack.partition}:execute-api:${stack.region}:${stack.accountId}:${api.id}/${name}`,
    variables: Object.keys(variables).length > 0 ? variables : undefined,
    routes,
    throttle: throttleOf(DefaultRouteSettings),
    accessLogFormat: AccessLogSettings?.Format,
    apiKeys,
  };
}

function throttleOf(settings: RouteSettings | undefined): Throttle | undefined {
  const { ThrottlingBurstLimit: burst, ThrottlingRateLimit: ratePerSecond } = settings ?? {};
  return burst === undefined && ratePerSecond === undefined ? undefined : { burst, ratePerSecond };
}
