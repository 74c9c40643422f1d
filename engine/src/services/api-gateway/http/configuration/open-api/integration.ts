import { objectOf, type PlainObject, textOf } from "../../../../../template/plain-data.ts";
import { HTTP_API_TIMEOUT_MS } from "../../../resource-types/integration.ts";
import type { HttpType } from "../../dialects.ts";
import type { IntegrationSettings } from "../integration.ts";
import type { MockResponse } from "../mock.ts";

/** REST APIs wait 29 s for a backend. */
export const REST_TIMEOUT_MS = 29_000;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html */
export const integrationSettings = (integration: PlainObject, api: HttpType): IntegrationSettings => ({
  type: textOf(integration.type) ?? "",
  uri: textOf(integration.uri),
  method: textOf(integration.httpMethod),
  credentials: textOf(integration.credentials),
  connectionType: textOf(integration.connectionType),
  subtype: textOf(integration.integrationSubtype),
  payloadFormat: payloadFormatOf(integration.payloadFormatVersion) ?? "1.0",
  timeoutMs: Number(
    textOf(integration.timeoutInMillis) ?? (api === "http-api" ? HTTP_API_TIMEOUT_MS : REST_TIMEOUT_MS),
  ),
  requestTemplates: texts(integration.requestTemplates),
  responses: Object.entries(objectOf(integration.responses)).map(([pattern, response]) =>
    mockResponse(pattern, objectOf(response)),
  ),
});

/** The version of a function's event. A definition says `2.0` without quotes as often as with them. */
export const payloadFormatOf = (version: unknown): string | undefined =>
  typeof version === "number" ? version.toFixed(1) : textOf(version);

const mockResponse = (pattern: string, response: PlainObject): MockResponse => ({
  pattern,
  statusCode: textOf(response.statusCode) ?? "200",
  parameters: texts(response.responseParameters),
  templates: texts(response.responseTemplates),
});

const texts = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(objectOf(value)).map(([key, each]) => [key, textOf(each) ?? ""]));
