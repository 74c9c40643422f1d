import { z } from "zod";
import type { ResourceType } from "../../../template/model.ts";
import { flag, number, text, textMap } from "../../contract/properties.ts";
import { executeApiHost, restStageName } from "./api.ts";
import { generated, named, resourceId } from "./identifiers.ts";

const openMap = z.record(z.string(), z.unknown());

const ROOT_ID_LENGTH = 10;

export const restApi = generated(
  z.object({
    Body: openMap.optional(),
    BodyS3Location: z.unknown().optional(),
    BinaryMediaTypes: z.array(text).default([]),
    ApiKeySourceType: z.enum(["HEADER", "AUTHORIZER"]).default("HEADER"),
    DisableExecuteApiEndpoint: flag.default(false),
    Policy: z.union([openMap, z.string()]).optional(),
  }),
  {
    idLength: 10,
    idAttribute: "RestApiId",
    attributes: { RootResourceId: (apiId, stack) => resourceId(`${apiId}/root`, stack, ROOT_ID_LENGTH) },
  },
);

export const restResource = generated(z.object({ RestApiId: text, ParentId: text, PathPart: text }), {
  idLength: 6,
  idAttribute: "ResourceId",
});

const methodIntegration = z.object({
  Type: text,
  Uri: text.optional(),
  IntegrationHttpMethod: text.optional(),
  Credentials: text.optional(),
  RequestTemplates: textMap.optional(),
  TimeoutInMillis: number.optional(),
  IntegrationResponses: z
    .array(
      z.object({
        StatusCode: text,
        SelectionPattern: text.optional(),
        ResponseParameters: textMap.optional(),
        ResponseTemplates: textMap.optional(),
      }),
    )
    .optional(),
});

export const restMethod = generated(
  z.object({
    RestApiId: text,
    ResourceId: text,
    HttpMethod: text,
    AuthorizationType: text.default("NONE"),
    AuthorizationScopes: z.array(text).default([]),
    AuthorizerId: text.optional(),
    ApiKeyRequired: flag.default(false),
    OperationName: text.optional(),
    Integration: methodIntegration.optional(),
  }),
  { idLength: 8, idAttribute: "MethodId" },
);

export const restAuthorizer = generated(
  z.object({
    RestApiId: text,
    Name: text.optional(),
    Type: text,
    AuthorizerUri: text.optional(),
    AuthorizerCredentials: text.optional(),
    IdentitySource: text.optional(),
    IdentityValidationExpression: text.optional(),
    AuthorizerResultTtlInSeconds: number.optional(),
  }),
  { idLength: 6, idAttribute: "AuthorizerId" },
);

export const restDeployment = generated(
  z.object({
    RestApiId: text,
    StageName: restStageName.optional(),
    StageDescription: z.object({ Variables: textMap.default({}) }).optional(),
  }),
  { idLength: 6, idAttribute: "DeploymentId" },
);

export const restStage = named(
  z.object({
    RestApiId: text,
    StageName: restStageName.default("default"),
    DeploymentId: text.optional(),
    Variables: textMap.default({}),
  }),
  "StageName",
);

export const restDomainName = named(z.object({ DomainName: text }), "DomainName", {
  RegionalDomainName: (domain, stack) => executeApiHost(`d-${resourceId(domain, stack, 10)}`, stack),
  RegionalHostedZoneId: (domain, stack) => `Z${resourceId(`${domain}/zone`, stack, 13).toUpperCase()}`,
  DistributionDomainName: (domain, stack) => `d${resourceId(domain, stack, 13)}.cloudfront.net`,
  DistributionHostedZoneId: () => "Z2FDTNDATAQYW2",
  DomainNameArn: (domain, { partition, region }) => `arn:${partition}:apigateway:${region}::/domainnames/${domain}`,
});

export const basePathMapping = generated(
  z.object({ DomainName: text, RestApiId: text.optional(), Stage: text.optional(), BasePath: text.default("") }),
  { idLength: 6, idAttribute: "Id" },
);

/** The resource types that make up REST APIs, API keys aside. */
export const restResourceTypes: Readonly<Record<string, ResourceType>> = {
  "AWS::ApiGateway::Authorizer": restAuthorizer,
  "AWS::ApiGateway::BasePathMapping": basePathMapping,
  "AWS::ApiGateway::Deployment": restDeployment,
  "AWS::ApiGateway::DomainName": restDomainName,
  "AWS::ApiGateway::Method": restMethod,
  "AWS::ApiGateway::Resource": restResource,
  "AWS::ApiGateway::RestApi": restApi,
  "AWS::ApiGateway::Stage": restStage,
};
