import { stableId } from "../../../../../kernel/random.ts";
import { isObject, objectOf, own, type PlainObject, textOf } from "../../../../../template/plain-data.ts";
import { compileResourcePath } from "../../routes/resource-path.ts";
import { compileIntegration } from "../integration.ts";
import type { Route } from "../model.ts";
import { originOf } from "../scope.ts";
import type { Definition } from "./definition.ts";
import { integrationSettings } from "./integration.ts";
import { securityOf } from "./security.ts";

const ANY_METHOD = "x-amazon-apigateway-any-method";
const METHODS = new Set(["get", "put", "post", "delete", "options", "head", "patch", ANY_METHOD]);
const RESOURCE_ID_LENGTH = 6;

/** The routes that an OpenAPI definition makes. */
export const routesOfBody = (definition: Definition): readonly Route[] =>
  Object.entries(objectOf(definition.body.paths)).flatMap(([path, operations]) =>
    Object.entries(objectOf(operations))
      .filter(([method, operation]) => METHODS.has(method.toLowerCase()) && isObject(operation))
      .map(([method, operation]) => compileOperation(definition, path, method, objectOf(operation))),
  );

function compileOperation(definition: Definition, path: string, verb: string, operation: PlainObject): Route {
  const { body, logicalId, type, scope } = definition;
  const method = verb.toLowerCase() === ANY_METHOD ? "ANY" : verb.toUpperCase();
  const resourcePath = compileResourcePath(type === "http-api" ? path : trimmed(path));
  const integration = own(operation, INTEGRATION) ?? body[INTEGRATION];
  const { authorization, apiKeyRequired } = securityOf(operation, definition);
  return {
    key: path === "$default" ? path : `${method} ${path}`,
    method,
    path: resourcePath,
    authorization,
    apiKeyRequired,
    integration: compileIntegration(isObject(integration) ? integrationSettings(integration, type) : undefined, scope),
    operationName: textOf(operation.operationId),
    resourceId: type === "rest-api" ? stableId(`${scope.apiId}${path}`, RESOURCE_ID_LENGTH) : undefined,
    ignored: ignoredIn(operation, definition),
    origin: originOf(logicalId, "Body", "paths", path, verb),
  };
}

const trimmed = (path: string) => (path.length > 1 ? path.replace(/\/$/, "") : path);

const VALIDATOR = "x-amazon-apigateway-request-validator";
const INTEGRATION = "x-amazon-apigateway-integration";

/** A variable of the path that goes to the variable of that name is what happens here in any case. */
const SAME_NAME = /^integration\.request\.path\.(.+)=method\.request\.path\.\1$/;

/** Settings of an operation that change nothing here. */
function ignoredIn(operation: PlainObject, { body }: Definition): readonly string[] {
  const integration = objectOf(operation[INTEGRATION]);
  const parameters = Object.entries(objectOf(integration.requestParameters));
  return [
    ...parameters
      .filter(([target, source]) => !SAME_NAME.test(`${target}=${textOf(source)}`))
      .map(([target]) => `requestParameters ${target}`),
    ...Object.keys(objectOf(integration.responseParameters)).map((target) => `responseParameters ${target}`),
    ...((operation[VALIDATOR] ?? body[VALIDATOR]) === undefined ? [] : ["request validation"]),
  ];
}
