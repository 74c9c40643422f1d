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

/** All resources of one API that its routes are made of. */
export interface RouteParts {
  readonly routes: readonly DeclaredRoute[];
  readonly routeResponses: readonly Declared<z.infer<typeof routeResponseType.schema>>[];
  readonly integrations: readonly DeclaredIntegration[];
  readonly integrationResponses: readonly DeclaredIntegrationResponse[];
  readonly authorizers: readonly DeclaredAuthorizer[];
  readonly models: readonly DeclaredModel[];
}

/** By route key, without what the stage's own settings say. */
export function compileRoutes(parts: RouteParts, scope: StageScope): ReadonlyMap<string, Omit<Route, "throttle">> {
  const integrations = new Map<string, Integration>();
  for (const declared of parts.integrations) {
    const integration = compileIntegration(declared, parts.integrationResponses, scope);
    integrations.set(`integrations/${integration.id}`, integration);
  }
  return new Map(
    parts.routes.map(({ resource, properties }) => [
      properties.RouteKey,
      {
        key: properties.RouteKey,
        authorization: compileAuthorization(properties, { ...scope, authorizers: parts.authorizers }),
        apiKeyRequired: properties.ApiKeyRequired,
        integration: integrations.get(properties.Target ?? ""),
        twoWay: parts.routeResponses.some((response) => response.properties.RouteId === resource.physicalId),
        validation: located(scope.stack, resource.logicalId, "ModelSelectionExpression", () =>
          compileValidation(properties, resource.logicalId, parts.models),
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
