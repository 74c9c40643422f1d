import type {
  ReadableBody,
  ReadableDocument,
  ReadableGroup,
  ReadableOperation,
  ReadableParameter,
} from "./document.ts";
import { headOf, schemesOf } from "./head.ts";
import { isJson, type Json, listOf, objectOf, resolve, textOf, typeOf } from "./schema.ts";

const METHODS = ["get", "put", "post", "delete", "patch", "options", "head"];

/** Reads an OpenAPI 3 document. The operations that one route `ANY` stands for are one. */
export function readOpenApi(document: Json): ReadableDocument {
  return {
    ...headOf(document),
    servers: listOf(document.servers).map((server) => {
      const { url, description } = objectOf(server);
      return { url: textOf(url) ?? "", title: textOf(description) };
    }),
    schemes: schemesOf(document),
    groups: Object.entries(objectOf(document.paths)).map(([path, item]) =>
      groupOf(path, resolve(item, document), document),
    ),
  };
}

function groupOf(path: string, item: Json, document: Json): ReadableGroup {
  const found = METHODS.filter((method) => isJson(item[method]));
  const operations = found.map((method) => operationOf({ path, method, item }, document));
  const isAny = (method: string) =>
    /^(?:ANY |\$default$)/.test(textOf(objectOf(item[method])["x-portcullis-route"]) ?? "");
  const [first] = found.filter(isAny);
  const kept = operations.filter(({ verb }) => verb === first || !isAny(verb));
  return {
    title: path,
    description: textOf(item.description),
    operations: kept.map((each) => ({ ...each, verb: each.verb === first ? "any" : each.verb })),
  };
}

interface Place {
  readonly path: string;
  readonly method: string;
  readonly item: Json;
}

function operationOf({ path, method, item }: Place, document: Json): ReadableOperation {
  const operation = objectOf(item[method]);
  const parameters = [...listOf(item.parameters), ...listOf(operation.parameters)];
  const security = operation.security ?? document.security;
  return {
    id: `${method} ${path}`,
    verb: method,
    title: path,
    summary: textOf(operation.summary),
    description: textOf(operation.description),
    security: listOf(security).flatMap((requirement) => Object.keys(objectOf(requirement))),
    parameters: parameters.map((parameter) => parameterOf(resolve(parameter, document), document)),
    requests: bodiesOf("Body", resolve(operation.requestBody, document), document),
    answers: Object.entries(objectOf(operation.responses)).flatMap(([status, response]) =>
      answersOf(status, resolve(response, document), document),
    ),
    isDeprecated: operation.deprecated === true,
  };
}

function parameterOf({ name, in: place, required, schema, description }: Json, document: Json): ReadableParameter {
  return {
    name: textOf(name) ?? "",
    place: textOf(place) ?? "",
    isRequired: required === true,
    type: typeOf(schema, document),
    description: textOf(description),
  };
}

const bodiesOf = (title: string, { content, description }: Json, document: Json): readonly ReadableBody[] =>
  Object.entries(objectOf(content)).map(([type, media]) => {
    const { schema, example, examples } = objectOf(media);
    const named = Object.values(objectOf(examples)).map((each) => resolve(each, document).value);
    return {
      title: `${title}, ${type}`,
      description: textOf(description),
      schema,
      examples: example === undefined ? named : [example, ...named],
    };
  });

function answersOf(status: string, response: Json, document: Json): readonly ReadableBody[] {
  const title = status === "default" ? "Answer" : status;
  const bodies = bodiesOf(title, response, document);
  if (bodies.length > 0) return bodies;
  return [{ title, description: textOf(response.description), schema: undefined, examples: [] }];
}
