import type { z } from "zod";
import { compileSelectionExpression } from "../../../../languages/selection-expression/index.ts";
import { located } from "../../located.ts";
import type { model as modelType } from "../../resource-types/api.ts";
import type { Declared } from "../../resource-types/resource-types.ts";
import type { routeResponse as routeResponseType, route as routeType } from "../../resource-types/route.ts";
import { compileAuthorization, type DeclaredAuthorizer } from "./authorization.ts";
import {
  compileIntegration,
  type DeclaredIntegration,
  type DeclaredIntegrationResponse,
  type Integration,
  type StageScope,
} from "./integration.ts";
import type { MessageValidation, Route } from "./model.ts";

export type DeclaredRoute = Declared<z.infer<typeof routeType.schema>>;
export type DeclaredModel = Declared<z.infer<typeof modelType.schema>>;

/** Resources of one API that its routes are made of. */
export interface ApiResources {
  readonly routes: readonly DeclaredRoute[];
  readonly routeResponses: readonly Declared<z.infer<typeof routeResponseType.schema>>[];
  readonly integrations: readonly DeclaredIntegration[];
  readonly integrationResponses: readonly DeclaredIntegrationResponse[];
  readonly authorizers: readonly DeclaredAuthorizer[];
  readonly models: readonly DeclaredModel[];
}

/** Routes by their keys, without the stage's own settings. */
export function compileRoutes(
  resources: ApiResources,
  scope: StageScope,
): ReadonlyMap<string, Omit<Route, "throttle">> {
  const integrations = new Map<string, Integration>();
  for (const declared of resources.integrations) {
    const integration = compileIntegration(declared, resources.integrationResponses, scope);
    integrations.set(`integrations/${integration.id}`, integration);
  }
  return new Map(
    resources.routes.map(({ resource, properties }) => [
      properties.RouteKey,
      {
        key: properties.RouteKey,
        authorization: compileAuthorization(properties, { ...scope, authorizers: resources.authorizers }),
        apiKeyRequired: properties.ApiKeyRequired,
        integration: integrations.get(properties.Target ?? ""),
        twoWay: resources.routeResponses.some((response) => response.properties.RouteId === resource.physicalId),
        validation: located(scope.stack, resource.logicalId, "ModelSelectionExpression", () =>
          compileValidation(properties, resource.logicalId, resources.models),
        ),
      },
    ]),
  );
}

function compileValidation(
  { ModelSelectionExpression, RequestModels }: DeclaredRoute["properties"],
  logicalId: string,
  declaredModels: readonly DeclaredModel[],
): MessageValidation | undefined {
  if (!ModelSelectionExpression) return undefined;
  const models = new Map<string, string>();
  for (const { resource, properties } of declaredModels) {
    const { Name, Schema } = properties;
    const text = typeof Schema === "string" ? Schema : JSON.stringify(Schema);
    // A route may also name a model by what `Ref` gives.
    models.set(Name, text).set(resource.physicalId, text);
  }
  const schemas = new Map<string, string>();
  for (const [key, name] of Object.entries(RequestModels)) {
    const text = models.get(name);
    if (text !== undefined) schemas.set(key, text);
  }
  return { logicalId, modelSelection: compileSelectionExpression(ModelSelectionExpression), schemas, models };
}
