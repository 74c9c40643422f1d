import { z } from "zod";
import type { StackIdentity } from "../../../template/model.ts";
import { generated, named } from "./kind.ts";
import { flag, number, text, textMap } from "./properties.ts";

/** `{apiId}.execute-api.{region}.{urlSuffix}`: the name that an API's default endpoint has. */
export const executeApiHost = (apiId: string, { region, urlSuffix }: StackIdentity) =>
  `${apiId}.execute-api.${region}.${urlSuffix}`;

export const api = generated(
  z.object({
    ProtocolType: z.enum(["WEBSOCKET", "HTTP"]).optional(),
    RouteSelectionExpression: text.optional(),
    ApiKeySelectionExpression: text.optional(),
    DisableExecuteApiEndpoint: flag.default(false),
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
    StageName: text,
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
    Schema: z.union([z.string(), z.record(z.string(), z.unknown())]),
  }),
  { idLength: 6, idAttribute: "ModelId" },
);

export const authorizer = generated(
  z.object({
    ApiId: text,
    AuthorizerType: text,
    AuthorizerUri: text.optional(),
    AuthorizerCredentialsArn: text.optional(),
    // One source as plain text is what the HTTP API's documentation shows; CloudFormation takes it for a list of one.
    IdentitySource: z.union([z.array(text), text.transform((source) => [source])]).default([]),
  }),
  { idLength: 6, idAttribute: "AuthorizerId" },
);
