import type { z } from "zod";
import { listOf, type PlainObject, textOf } from "../../../../template/plain-data.ts";
import { type ApiKeysOfStage, compileApiKeys } from "../../api-keys.ts";
import { executeApiHost } from "../../resource-types/api.ts";
import { type Declared, declared } from "../../resource-types/resource-types.ts";
import { restApi, restDeployment, restStage } from "../../resource-types/rest.ts";
import { bodyOf } from "./body.ts";
import type { Api, ApiIdentity, Route } from "./model.ts";
import { routesOfBody } from "./open-api/routes.ts";
import { compileResourcePolicy } from "./resource-policy.ts";
import { routesOfMethods } from "./rest-methods.ts";
import { type StageScope, stageOf, type Template } from "./scope.ts";

type DeclaredApi = Declared<z.infer<typeof restApi.schema>>;

/** The REST APIs of a stack. */
export function compileRestApis(template: Template): readonly Api[] {
  const keys = compileApiKeys(template.resources, template.stack);
  return declared(template.resources, restApi).map((api) => compileApi(api, template, keys));
}

function compileApi(declaredApi: DeclaredApi, template: Template, keys: ApiKeysOfStage): Api {
  const body = bodyOf(declaredApi, template) ?? {};
  const api = identityOf(declaredApi, body, template);
  const routesIn = (scope: StageScope) => routesOf(declaredApi, body, template, scope);
  const stages = restStages(template, api.id).map((stage) =>
    stageOf(api, template.stack, stage, routesIn, keys(api.id, stage.name)),
  );
  return { ...api, stages: new Map(stages.map((stage) => [stage.name, stage])) };
}

function identityOf({ resource, properties }: DeclaredApi, body: PlainObject, { stack }: Template): ApiIdentity {
  const { BinaryMediaTypes, ApiKeySourceType, DisableExecuteApiEndpoint } = properties;
  const apiId = resource.physicalId;
  const inBody = listOf(body["x-amazon-apigateway-binary-media-types"]).map((type) => textOf(type) ?? "");
  return {
    type: "rest-api",
    id: apiId,
    logicalId: resource.logicalId,
    host: executeApiHost(apiId, stack),
    defaultEndpointDisabled: DisableExecuteApiEndpoint,
    cors: undefined,
    // In the resource's property `~1` stands for `/`.
    binaryMediaTypes: [...inBody, ...BinaryMediaTypes.map((type) => type.replaceAll("~1", "/"))],
    apiKeySource: body["x-amazon-apigateway-api-key-source"] === "AUTHORIZER" ? "AUTHORIZER" : ApiKeySourceType,
    policy: compileResourcePolicy(properties.Policy ?? body["x-amazon-apigateway-policy"], { stack, apiId }),
  };
}

function routesOf(
  { resource: { logicalId } }: DeclaredApi,
  body: PlainObject,
  template: Template,
  scope: StageScope,
): readonly Route[] {
  return [...routesOfBody({ body, logicalId, type: "rest-api", scope }), ...routesOfMethods(template, scope)];
}

/**
 * The stages of a REST API. A deployment makes one too, but where stages are resources of their own, that one is not
 * meant: SAM's deployments make a stage called `Stage` which nobody uses.
 */
export function restStages({ resources }: Pick<Template, "resources">, apiId: string) {
  const stages = declared(resources, restStage)
    .filter(({ properties }) => properties.RestApiId === apiId)
    .map(({ properties: { StageName: name, Variables: variables, DeploymentId: deploymentId } }) => ({
      name,
      variables,
      deploymentId,
    }));
  if (stages.length > 0) return stages;
  return declared(resources, restDeployment)
    .filter(({ properties }) => properties.RestApiId === apiId)
    .flatMap(({ resource: { physicalId: deploymentId }, properties: { StageName: name, StageDescription } }) =>
      name === undefined ? [] : [{ name, variables: StageDescription?.Variables ?? {}, deploymentId }],
    );
}
