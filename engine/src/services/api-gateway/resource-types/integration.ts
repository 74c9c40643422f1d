import { z } from "zod";
import { number, text, textMap } from "../../contract/properties.ts";
import { generated } from "./identifiers.ts";

/** API Gateway waits between 50 ms and, for HTTP APIs, 30 s for a backend; longer is refused when the stack is deployed. */
const SHORTEST_TIMEOUT_MS = 50;
const LONGEST_TIMEOUT_MS = 30_000;

/** For WebSocket APIs it waits 29 s at most. */
export const WEBSOCKET_TIMEOUT_MS = 29_000;
export const HTTP_API_TIMEOUT_MS = LONGEST_TIMEOUT_MS;

const contentHandling = z.enum(["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"]);

export const integration = generated(
  z.object({
    ApiId: text,
    IntegrationType: z.enum(["AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY", "MOCK"]),
    IntegrationUri: text.optional(),
    IntegrationMethod: text.optional(),
    CredentialsArn: text.optional(),
    ContentHandlingStrategy: contentHandling.optional(),
    PassthroughBehavior: z.enum(["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"]).default("WHEN_NO_MATCH"),
    RequestParameters: textMap.default({}),
    RequestTemplates: textMap.default({}),
    TemplateSelectionExpression: text.optional(),
    TimeoutInMillis: number.pipe(z.number().int().min(SHORTEST_TIMEOUT_MS).max(LONGEST_TIMEOUT_MS)).optional(),
    PayloadFormatVersion: text.optional(),
    IntegrationSubtype: text.optional(),
    ConnectionType: text.optional(),
  }),
  { idLength: 7, idAttribute: "IntegrationId" },
);

export const integrationResponse = generated(
  z.object({
    ApiId: text,
    IntegrationId: text,
    IntegrationResponseKey: text,
    ContentHandlingStrategy: contentHandling.optional(),
    ResponseParameters: textMap.default({}),
    ResponseTemplates: textMap.default({}),
    TemplateSelectionExpression: text.optional(),
  }),
  { idLength: 7, idAttribute: "IntegrationResponseId" },
);
