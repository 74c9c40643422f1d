import { z } from "zod";
import type { StackIdentity } from "../../../template/model.ts";
import { corsConfiguration, flag, number, text, textMap } from "../../contract/properties.ts";
import { generated, named, resourceId } from "./identifiers.ts";

/** `{apiId}.execute-api.{region}.{urlSuffix}`: the name that an API's default endpoint has. */
export const executeApiHost = (apiId: string, { region, urlSuffix }: StackIdentity) =>
  `${apiId}.execute-api.${region}.${urlSuffix}`;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html; longer or other names fail the deployment. */
const STAGE_NAME = /^[A-Za-z0-9_-]{1,128}$/;

export const restStageName = text.refine((name) => STAGE_NAME.test(name), {
  error: "Stage names can contain only alphanumeric characters, hyphens, and underscores; at most 128 of them",
});

export const stageName = text.refine((name) => name === "$default" || STAGE_NAME.test(name), {
  error:
    "Stage names can contain only alphanumeric characters, hyphens, and underscores, or be $default; at most 128 characters",
});

export const api = generated(
  z.object({
    Name: text.optional(),
    Description: text.optional(),
    Version: text.optional(),
    Tags: textMap.default({}),
    ProtocolType: z.enum(["WEBSOCKET", "HTTP"]).optional(),
    RouteSelectionExpression: text.optional(),
    ApiKeySelectionExpression: text.optional(),
    DisableExecuteApiEndpoint: flag.default(false),
    // An HTTP API may be written as an OpenAPI definition, or as one route to one target.
    Body: z.record(z.string(), z.unknown()).optional(),
    BodyS3Location: z.unknown().optional(),
    CorsConfiguration: corsConfiguration.optional(),
    Target: text.optional(),
    RouteKey: text.optional(),
    CredentialsArn: text.optional(),
  }),
  {
    idLength: 10,
    idAttribute: "ApiId",
    attributes: {
      ApiEndpoint: (apiId, stack, { ProtocolType }) =>
        `${ProtocolType === "WEBSOCKET" ? "wss" : "https"}://${executeApiHost(apiId, stack)}`,
    },
  },
);

const routeSettings = z.object({
  ThrottlingBurstLimit: number.optional(),
  ThrottlingRateLimit: number.optional(),
});

export const stage = named(
  z.object({
    ApiId: text,
    StageName: stageName,
    Description: text.optional(),
    Tags: textMap.default({}),
    AutoDeploy: flag.default(false),
    DeploymentId: text.optional(),
    StageVariables: textMap.default({}),
    AccessLogSettings: z.object({ Format: text.optional() }).optional(),
    DefaultRouteSettings: routeSettings.optional(),
    RouteSettings: z.record(z.string(), routeSettings).default({}),
  }),
  "StageName",
);

export const deployment = generated(z.object({ ApiId: text }), {
  idLength: 6,
  idAttribute: "DeploymentId",
});

export const model = generated(
  z.object({
    ApiId: text,
    Name: text,
    Description: text.optional(),
    Schema: z.union([z.string(), z.record(z.string(), z.unknown())]),
  }),
  { idLength: 6, idAttribute: "ModelId" },
);

export const authorizer = generated(
  z.object({
    ApiId: text,
    Name: text.optional(),
    AuthorizerType: text,
    AuthorizerUri: text.optional(),
    AuthorizerCredentialsArn: text.optional(),
    // One source as plain text is what the HTTP API's documentation shows; CloudFormation takes it for a list of one.
    IdentitySource: z.union([z.array(text), text.transform((source) => [source])]).default([]),
    AuthorizerPayloadFormatVersion: text.optional(),
    EnableSimpleResponses: flag.default(false),
    AuthorizerResultTtlInSeconds: number.optional(),
    JwtConfiguration: z.object({ Issuer: text.optional(), Audience: z.array(text).default([]) }).optional(),
  }),
  { idLength: 6, idAttribute: "AuthorizerId" },
);

export const domainName = named(z.object({ DomainName: text }), "DomainName", {
  RegionalDomainName: (domain, stack) =>
    `d-${resourceId(domain, stack, 10)}.execute-api.${stack.region}.${stack.urlSuffix}`,
  RegionalHostedZoneId: (domain, stack) => `Z${resourceId(`${domain}/zone`, stack, 13).toUpperCase()}`,
  DomainNameArn: (domain, { partition, region }) => `arn:${partition}:apigateway:${region}::/domainnames/${domain}`,
});

export const apiMapping = generated(
  z.object({ ApiId: text, DomainName: text, Stage: text, ApiMappingKey: text.default("") }),
  { idLength: 6, idAttribute: "ApiMappingId" },
);
