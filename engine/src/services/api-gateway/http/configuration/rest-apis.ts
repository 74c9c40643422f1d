import type { z } from "zod";
import { listOf, type PlainObject, textOf } from "../../../../template/plain-data.ts";
import { type ApiKeysOfStage, compileApiKeys } from "../../api-keys.ts";
import { executeApiHost } from "../../resource-types/api.ts";
import { type Declared, declared } from "../../resource-types/resource-types.ts";
import { restApi, restDeployment, restStage } from "../../resource-types/rest.ts";
import { REST_API } from "../dialects.ts";
import { bodyOf } from "./body.ts";
import type { Api, ApiIdentity, Route } from "./model.ts";
import { routesOfBody } from "./open-api/routes.ts";
import { compileResourcePolicy } from "./resource-policy.ts";
import { routesOfMethods } from "./rest-methods.ts";
import { type StageScope, type Surroundings, stageOf } from "./scope.ts";

type DeclaredApi = Declared<z.infer<typeof restApi.schema>>;

/** The REST APIs of a stack. */
export function compileRestApis(surroundings: Surroundings): readonly Api[] {
  const keys = compileApiKeys(surroundings.resources, surroundings.stack);
  return declared(surroundings.resources, restApi).map((api) => compileApi(api, surroundings, keys));
}

function compileApi(declaredApi: DeclaredApi, surroundings: Surroundings, keys: ApiKeysOfStage): Api {
  const body = bodyOf(declaredApi, surroundings) ?? {};
  const api = identityOf(declaredApi, body, surroundings);
  const routesIn = (scope: StageScope) => routesOf(declaredApi, body, surroundings, scope);
  const stages = restStages(surroundings, api.id).map((stage) =>
    stageOf(api, surroundings.stack, stage, routesIn, keys(api.id, stage.name)),
  );
  return { ...api, stages: new Map(stages.map((stage) => [stage.name, stage])) };
}

function identityOf({ resource, properties }: DeclaredApi, body: PlainObject, { stack }: Surroundings): ApiIdentity {
  const { BinaryMediaTypes, ApiKeySourceType, DisableExecuteApiEndpoint } = properties;
  const apiId = resource.physicalId;
  const inBody = listOf(body["x-amazon-apigateway-binary-media-types"]).map((type) => textOf(type) ?? "");
  return {
    dialect: REST_API,
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
  surroundings: Surroundings,
  scope: StageScope,
): readonly Route[] {
  return [...routesOfBody({ body, logicalId, dialect: REST_API, scope }), ...routesOfMethods(surroundings, scope)];
}

/**
 * The stages of a REST API. A deployment makes one too, but where stages are resources of their own, that one is not
 * meant: SAM's deployments make a stage called `Stage` which nobody uses.
 */
export function restStages({ resources }: Pick<Surroundings, "resources">, apiId: string) {
  const stages = declared(resources, restStage)
    .filter(({ properties }) => properties.RestApiId === apiId)
    .map(({ properties }) => ({ name: properties.StageName, variables: properties.Variables }));
  if (stages.length > 0) return stages;
  return declared(resources, restDeployment)
    .filter(({ properties }) => properties.RestApiId === apiId)
    .flatMap(({ properties: { StageName: name, StageDescription } }) =>
      name === undefined ? [] : [{ name, variables: StageDescription?.Variables ?? {} }],
    );
}
