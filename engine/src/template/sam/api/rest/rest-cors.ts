import { isObject, type PlainObject, textOf } from "../../../plain-data.ts";
import type { Declaration } from "../../../resources/declaration.ts";
import type { SamContext } from "../../expansion/context.ts";

/** `Cors` of a REST API: header values as the API answers them, quotes included (`'*'`). */
export type RestCors = Readonly<Record<"AllowOrigin" | "AllowHeaders" | "AllowMethods" | "MaxAge", unknown>> & {
  readonly AllowCredentials: boolean;
};

/** Undefined when the API answers no preflight requests. */
export function restCors({ properties, location }: Declaration, context: SamContext): RestCors | undefined {
  const at = context.positions.at(properties, "Cors") ?? location;
  const cors = context.settle(properties.Cors, at);
  if (cors === undefined) return undefined;
  const given: PlainObject = isObject(cors) && !isReference(cors) ? cors : { AllowOrigin: cors };
  return {
    AllowOrigin: given.AllowOrigin ?? "'*'",
    AllowHeaders: given.AllowHeaders,
    AllowMethods: given.AllowMethods,
    MaxAge: given.MaxAge,
    AllowCredentials: String(given.AllowCredentials) === "true",
  };
}

const isReference = (value: PlainObject) => Object.keys(value).some((key) => key === "Ref" || key.startsWith("Fn::"));

/** The mock `options` method that answers preflight requests to a path with these methods. */
export function corsOperation(cors: RestCors, methods: readonly string[]): PlainObject {
  const headers = Object.entries({
    Origin: cors.AllowOrigin,
    Headers: cors.AllowHeaders,
    Methods: cors.AllowMethods ?? `'${allowedMethods(methods)}'`,
    Credentials: cors.AllowCredentials ? "'true'" : undefined,
  }).map(([name, value]) => [`Access-Control-Allow-${name}`, value] as const);
  const present = [...headers, ["Access-Control-Max-Age", cors.MaxAge] as const].filter(
    ([, value]) => value !== undefined,
  );
  return {
    summary: "CORS support",
    consumes: ["application/json"],
    produces: ["application/json"],
    "x-amazon-apigateway-integration": {
      type: "mock",
      requestTemplates: { "application/json": '{\n  "statusCode" : 200\n}\n' },
      responses: {
        default: {
          statusCode: "200",
          responseTemplates: { "application/json": "{}\n" },
          responseParameters: Object.fromEntries(
            present.map(([name, value]) => [`method.response.header.${name}`, value]),
          ),
        },
      },
    },
    responses: {
      "200": {
        description: "Default response for CORS method",
        headers: Object.fromEntries(
          present.map(([name]) => [name, { type: name.endsWith("Age") ? "integer" : "string" }]),
        ),
      },
    },
  };
}

const EVERY_METHOD = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

function allowedMethods(methods: readonly string[]): string {
  if (methods.some((method) => method === "x-amazon-apigateway-any-method")) return EVERY_METHOD.join(",");
  return [...new Set([...methods.map((method) => textOf(method)?.toUpperCase() ?? ""), "OPTIONS"])].sort().join(",");
}
