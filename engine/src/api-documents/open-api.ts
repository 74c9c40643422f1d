import { allApis, compileApis } from "../services/api-gateway/apis.ts";
import { bodyOf } from "../services/api-gateway/http/configuration/body.ts";
import type { Api, Route } from "../services/api-gateway/http/configuration/model.ts";
import type { Stack } from "../template/model.ts";
import { defined, isObject, objectOf, type PlainObject, textOf } from "../template/plain-data.ts";
import { toSchema } from "./json-schema.ts";
import { type BaseDocument, baseOf } from "./open-api-base.ts";
import { describeSecurity } from "./open-security.ts";

export interface OpenApiOptions {
  /** `http://127.0.0.1:3001/dev`, by the logical id of the API and the name of the stage. */
  readonly localUrl: (api: string, stage: string) => string | undefined;
  /** Logical id behind a function's ARN. */
  readonly functionName: (arn: string) => string;
}

/** The APIs of a stack that answer HTTP, by their logical ids: HTTP and REST APIs, and the URLs of functions. */
export const httpApiNames = (stack: Stack): readonly string[] => httpApisOf(stack).map(({ logicalId }) => logicalId);

const httpApisOf = (stack: Stack): readonly Api[] =>
  allApis(compileApis(stack, [...stack.resources.values()])).filter((api): api is Api => api.type !== "websocket");

/**
 * An API as an OpenAPI 3 document: its routes and who may call them, with what the definition in its template says of
 * them. Undefined when the stack has no such API.
 */
export function openApiOf(stack: Stack, logicalId: string, options: OpenApiOptions): PlainObject | undefined {
  const api = httpApisOf(stack).find((candidate) => candidate.logicalId === logicalId);
  if (!api) return undefined;
  const resource = stack.resources.get(logicalId);
  const body = resource && bodyOf({ resource, properties: resource.properties }, { stack, resources: [] });
  const base = baseOf(body);
  const routes = routesOf(api);
  const security = describeSecurity(routes);
  return {
    openapi: base.version,
    info: infoOf(api, base, stack),
    servers: serversOf(api, options),
    ...base.more,
    paths: pathsOf(routes, { base, options, requirementOf: security.requirementOf }),
    components: {
      ...base.components,
      schemas: { ...modelsOf(stack, api), ...objectOf(base.components.schemas) },
      securitySchemes: security.schemes,
    },
  };
}

/** Of all stages, each once; SAM's answers to preflight requests are no operations that anybody calls. */
function routesOf(api: Api): readonly Route[] {
  const routes = [...api.stages.values()].flatMap((stage) => [...stage.routes]);
  const unique = [...new Map(routes.map((route) => [route.key, route])).values()];
  return unique.filter(({ method, integration }) => method !== "OPTIONS" || integration.type !== "mock");
}

/** SAM calls all APIs that it makes by the name of the stack. */
function infoOf({ logicalId }: Api, { info }: BaseDocument, { name, resources }: Stack): PlainObject {
  const properties = objectOf(resources.get(logicalId)?.properties);
  const written = info.title === name ? undefined : textOf(info.title);
  return defined({
    ...info,
    title: written ?? textOf(properties.Name) ?? logicalId,
    version: textOf(info.version) ?? textOf(properties.Version) ?? "1",
    description: textOf(info.description) ?? textOf(properties.Description),
  });
}

/** The models of a REST API by their names, for who builds clients: which methods use them is not told here. */
const modelsOf = ({ resources }: Stack, { id }: Api): PlainObject =>
  Object.fromEntries(
    [...resources.values()]
      .filter(({ type, properties }) => type === "AWS::ApiGateway::Model" && properties.RestApiId === id)
      .map(({ physicalId, properties: { Name, Schema } }) => [
        textOf(Name) ?? physicalId,
        toSchema(Schema, (name) => `#/components/schemas/${name}`),
      ]),
  );

function serversOf(api: Api, { localUrl }: OpenApiOptions): readonly PlainObject[] {
  const stages = [...api.stages.keys()];
  const local = stages.flatMap((stage) => {
    const url = localUrl(api.logicalId, stage);
    return url === undefined ? [] : [{ url, description: "On this machine" }];
  });
  const host = api.host.replace(/^[^.]+/, "{apiId}");
  const deployed = stages.map((stage) => ({
    url: `https://${host}${stage === "$default" ? "" : `/${stage}`}`,
    description: "On AWS",
    variables: { apiId: { default: "api-id", description: "The id that the deployed API has" } },
  }));
  return [...local, ...deployed];
}

interface PathsOptions {
  readonly base: BaseDocument;
  readonly options: OpenApiOptions;
  readonly requirementOf: (route: Route) => PlainObject | undefined;
}

/** The methods that `ANY` stands for in a document: OpenAPI has no word for all of them. */
const ANY = ["get", "put", "post", "delete", "patch"];

const EVERYTHING = "/{path}";

function pathsOf(routes: readonly Route[], options: PathsOptions): PlainObject {
  const paths: Record<string, Record<string, PlainObject>> = {};
  for (const route of routes) {
    const path = route.key === "$default" ? EVERYTHING : pathOf(route);
    const methods = route.method === "ANY" ? ANY : [route.method.toLowerCase()];
    const operations = paths[path] ?? {};
    paths[path] = operations;
    for (const method of methods) operations[method] ??= describeRoute(route, path, method, options);
  }
  return paths;
}

/** `{proxy+}` is a variable like any other here; a path begins with a slash. */
const pathOf = ({ path: { text } }: Route) => `/${text.replace(/^\//, "").replace(/\+\}/g, "}")}`;

function describeRoute(
  route: Route,
  path: string,
  method: string,
  { base, options, requirementOf }: PathsOptions,
): PlainObject {
  const { integration, operationName } = route;
  const written = base.operation(route, method);
  const goesTo = integration.type === "function" ? options.functionName(integration.functionArn) : integration.type;
  const requirement = requirementOf(route);
  return defined({
    ...written,
    // One route may be several operations here, whose ids have to differ.
    operationId: route.method === "ANY" ? undefined : (textOf(written.operationId) ?? operationName),
    summary: textOf(written.summary) ?? `Route ${route.key}, which goes to ${goesTo}.`,
    parameters: parametersOf(path, written.parameters),
    responses: responsesOf(written.responses),
    security: requirement ? [requirement] : [],
    "x-portcullis-route": route.key,
  });
}

/** SAM leaves out of parameters what they hold. */
const withSchema = (parameter: unknown) =>
  isObject(parameter) && !["$ref", "schema", "content"].some((name) => name in parameter)
    ? { ...parameter, schema: { type: "string" } }
    : parameter;

/** Those that are written, and the variables of the path that are not among them. */
function parametersOf(path: string, written: unknown): readonly unknown[] | undefined {
  const given = Array.isArray(written) ? written.map(withSchema) : [];
  const isGiven = (name: string) => given.some((each) => isObject(each) && each.in === "path" && each.name === name);
  const missing = [...path.matchAll(/\{([^}]+)\}/g)]
    .map(([, name = ""]) => name)
    .filter((name) => !isGiven(name))
    .map((name) => ({ name, in: "path", required: true, schema: { type: "string" } }));
  const all = [...given, ...missing];
  return all.length > 0 ? all : undefined;
}

function responsesOf(written: unknown): PlainObject {
  const responses = Object.entries(objectOf(written)).map(([status, response]) => {
    const described = objectOf(response);
    return [status, "$ref" in described ? described : { description: "", ...described }] as const;
  });
  return responses.length > 0 ? Object.fromEntries(responses) : { default: { description: "The function's answer" } };
}
