import type { Route } from "../services/api-gateway/http/configuration/model.ts";
import { isObject, listOf, objectOf, type PlainObject, pick, textOf } from "../template/plain-data.ts";
import { fromSwagger } from "./swagger.ts";

/** The definition that a template gives of an API, as far as it describes the API to people. */
export interface BaseDocument {
  /** Of OpenAPI. */
  readonly version: string;
  readonly info: PlainObject;
  /** Tags and documents elsewhere. */
  readonly more: PlainObject;
  readonly components: PlainObject;
  /** The words about a route; none of them about who may call. */
  operation(route: Route, method: string): PlainObject;
}

/** Members of an operation that describe it. Who may call is told by what the engine has made of it. */
const OPERATION = [
  "tags",
  "summary",
  "description",
  "externalDocs",
  "operationId",
  "parameters",
  "requestBody",
  "responses",
  "deprecated",
];
const COMPONENTS = ["schemas", "responses", "parameters", "examples", "requestBodies", "headers", "links"];
const MORE = ["externalDocs"];
const ANY_METHOD = "x-amazon-apigateway-any-method";

const NONE: BaseDocument = { version: "3.1.0", info: {}, more: {}, components: {}, operation: () => ({}) };

/** Reads a definition in OpenAPI 3 or Swagger 2. */
export function baseOf(body: PlainObject | undefined): BaseDocument {
  if (!body) return NONE;
  const document = objectOf(withoutExtensions(textOf(body.swagger) === undefined ? body : fromSwagger(body)));
  return {
    version: versionOf(document),
    info: objectOf(document.info),
    more: { ...pick(document, MORE), ...tagsOf(document) },
    components: pick(objectOf(document.components), COMPONENTS),
    operation({ path, key }, method) {
      const item = objectOf(objectOf(objectOf(body).paths)[key === "$default" ? key : path.text]);
      const inDocument = objectOf(objectOf(document.paths)[key === "$default" ? key : path.text]);
      const name = [method, method.toUpperCase()].find((verb) => isObject(item[verb]));
      const any = objectOf(item[ANY_METHOD]);
      const operation = name === undefined ? any : objectOf(inDocument[name]);
      const shared = Array.isArray(inDocument.parameters) ? inDocument.parameters : [];
      const own = Array.isArray(operation.parameters) ? operation.parameters : [];
      const parameters = [...own, ...shared.filter((each) => !own.some((other) => isSame(each, other)))];
      return { ...pick(operation, OPERATION), ...(parameters.length > 0 && { parameters }) };
    },
  };
}

/** Without the one by which SAM tells that it has made the definition. */
function tagsOf(document: PlainObject): PlainObject {
  const tags = listOf(document.tags).filter((tag) => objectOf(tag).name !== "httpapi:createdBy");
  return tags.length > 0 ? { tags } : {};
}

const isSame = (one: unknown, other: unknown) =>
  objectOf(one).name === objectOf(other).name && objectOf(one).in === objectOf(other).in;

function versionOf({ openapi }: PlainObject): string {
  const version = textOf(openapi) ?? "";
  return /^3\.[01]\.\d+$/.test(version) ? version : "3.0.3";
}

/** API Gateway's own members say how it runs; they hold ARNs and templates, and nothing for who calls. */
function withoutExtensions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExtensions);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) =>
      key.startsWith("x-amazon-apigateway-") ? [] : [[key, withoutExtensions(member)]],
    ),
  );
}
