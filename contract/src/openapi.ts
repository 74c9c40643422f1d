import * as z from "zod/mini";
import { type HttpOperation, httpOperations, PROBLEMS, type ProblemCode, type ProblemEntry, problem } from "./http.ts";

export type OpenApiDocument = Readonly<Record<string, unknown>> & { readonly openapi: "3.1.0" };

const operations = Object.entries<HttpOperation>(httpOperations);

/** Returns the HTTP API as an OpenAPI 3.1 document, the same for the same `version`. */
export function createOpenApi(version: string): OpenApiDocument {
  return {
    openapi: "3.1.0",
    info: {
      title: "Portcullis",
      version,
      description: "Tickets for WebSocket handshakes, and requests whose results are pushed.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [
      { url: "https://{host}", variables: { host: { default: "abc123defg.execute-api.us-east-1.amazonaws.com" } } },
    ],
    security: [{ token: [] }],
    paths: Object.fromEntries(operations.map(([, { path }]) => [path, methodsOf(path)])),
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      schemas: { Problem: schemaOf(problem) },
    },
  };
}

function methodsOf(path: string) {
  const own = operations.filter(([, operation]) => operation.path === path);
  return Object.fromEntries(own.map(([id, operation]) => [operation.method.toLowerCase(), describe(id, operation)]));
}

function describe(operationId: string, operation: HttpOperation) {
  const { summary, description, body, status, answer, example, problems } = operation;
  return {
    operationId,
    summary,
    description,
    parameters: parametersOf(operation),
    ...(body && { requestBody: { required: true, content: content(schemaOf(body)) } }),
    responses: {
      [status]: { description: summary, content: content(schemaOf(answer), example) },
      "401": { description: "There is no token, or it does not count." },
      ...problemResponses(problems),
    },
  };
}

function parametersOf({ path, headers = {} }: HttpOperation) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inHeader = Object.entries(headersOf(headers)).map(([name, header]) => ({ name, in: "header", ...header }));
  return [...inPath, ...inHeader];
}

function headersOf(headers: Readonly<Record<string, z.ZodMiniType>>) {
  return Object.fromEntries(Object.entries(headers).map(([name, schema]) => [name, { schema: schemaOf(schema) }]));
}

/** Returns one response a status, since several problems can have the same. */
function problemResponses(codes: readonly ProblemCode[]) {
  const statuses = new Set(codes.map((code) => PROBLEMS[code].status));
  return Object.fromEntries(
    [...statuses].map((status) => {
      const meant = codes.filter((code) => PROBLEMS[code].status === status);
      const description = meant.map((code) => `\`${code}\`: ${PROBLEMS[code].summary}`).join(" ");
      const headers = headersOf(Object.assign({}, ...meant.map((code) => (PROBLEMS[code] as ProblemEntry).headers)));
      const answer = content({ $ref: "#/components/schemas/Problem" });
      return [status, { description, ...(Object.keys(headers).length > 0 && { headers }), content: answer }];
    }),
  );
}

function content(schema: object, example?: unknown) {
  return { "application/json": { schema, ...(example !== undefined && { example }) } };
}

function schemaOf(schema: z.ZodMiniType) {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
}
