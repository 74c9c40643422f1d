import { isObject, listOf, objectOf, type PlainObject, pick, textOf } from "../template/plain-data.ts";

const METHODS: ReadonlySet<string> = new Set(["get", "put", "post", "delete", "options", "head", "patch"]);
const JSON_TYPE = "application/json";

/** Members of a parameter of Swagger 2 that belong to its schema. */
const SCHEMA = [
  "type",
  "format",
  "items",
  "default",
  "enum",
  "maximum",
  "minimum",
  "maxLength",
  "minLength",
  "pattern",
  "maxItems",
  "minItems",
  "uniqueItems",
  "multipleOf",
];

/** A definition in Swagger 2, which REST APIs take too, in the words of OpenAPI 3.0. */
export function fromSwagger(body: PlainObject): PlainObject {
  const paths = Object.entries(objectOf(body.paths)).map(([path, item]) => [path, pathItem(objectOf(item), body)]);
  return moved({
    ...pick(body, ["info", "tags", "externalDocs"]),
    openapi: "3.0.3",
    paths: Object.fromEntries(paths),
    components: { schemas: objectOf(body.definitions) },
  }) as PlainObject;
}

const pathItem = (item: PlainObject, body: PlainObject): PlainObject =>
  Object.fromEntries(
    Object.entries(item).map(([key, member]) => {
      if (key === "parameters") return [key, listOf(member).flatMap((each) => parameterOf(resolved(each, body)))];
      return [key, METHODS.has(key.toLowerCase()) ? operationOf(objectOf(member), body) : member];
    }),
  );

function operationOf(operation: PlainObject, body: PlainObject): PlainObject {
  const given = listOf(operation.parameters).map((each) => resolved(each, body));
  const parameters = given.flatMap(parameterOf);
  const content = given.find((parameter) => parameter.in === "body");
  const types = (kind: "consumes" | "produces") => {
    const named = listOf(operation[kind] ?? body[kind]).flatMap((type) => textOf(type) ?? []);
    return named.length > 0 ? named : [JSON_TYPE];
  };
  const { consumes: _, produces: __, parameters: ___, schemes: ____, ...kept } = operation;
  return {
    ...kept,
    ...(parameters.length > 0 && { parameters }),
    ...(content && {
      requestBody: { ...pick(content, ["description", "required"]), content: contentOf(content, types("consumes")) },
    }),
    responses: Object.fromEntries(
      Object.entries(objectOf(operation.responses)).map(([status, response]) => [
        status,
        responseOf(resolved(response, body), types("produces")),
      ]),
    ),
  };
}

/** Parameters and responses may stand at the top under a name. */
function resolved(value: unknown, body: PlainObject): PlainObject {
  const [, kind, name = ""] = /^#\/(parameters|responses)\/(.+)$/.exec(textOf(objectOf(value).$ref) ?? "") ?? [];
  return kind === undefined ? objectOf(value) : objectOf(objectOf(body[kind])[name]);
}

function parameterOf(parameter: PlainObject): PlainObject[] {
  if (!["query", "header", "path"].includes(String(parameter.in))) return [];
  return [{ ...pick(parameter, ["name", "in", "description", "required"]), schema: pick(parameter, SCHEMA) }];
}

const contentOf = ({ schema }: PlainObject, types: readonly string[]) =>
  Object.fromEntries(types.map((type) => [type, { schema: objectOf(schema) }]));

const responseOf = (response: PlainObject, types: readonly string[]): PlainObject => ({
  description: textOf(response.description) ?? "",
  ...(response.schema !== undefined && { content: contentOf(response, types) }),
});

/** Leads references to where the schemas stand now. */
function moved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(moved);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === "$ref" && typeof member === "string"
        ? member.replace(/^#\/definitions\//, "#/components/schemas/")
        : moved(member),
    ]),
  );
}
