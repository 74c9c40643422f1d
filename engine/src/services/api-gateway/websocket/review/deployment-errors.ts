import type { Notice, Stack, StackResource } from "../../../../template/model.ts";
import { deploymentError } from "../../deployment-errors/deployment-error.ts";
import { api, authorizer } from "../../resource-types/api.ts";
import { declared } from "../../resource-types/resource-types.ts";
import { isIdentitySource } from "../configuration/identity-source.ts";

type Rule = (stack: Stack, resources: readonly StackResource[]) => readonly Notice[];

const NAME = "[a-zA-Z0-9._-]+";
const SOURCE_FORMS =
  "The sources must be separated by comma, and each source must be either a request parameter, matching " +
  `'route.request.querystring|header.${NAME}', or a stage variable, matching 'stageVariables.${NAME}', ` +
  `or a context parameter, matching 'context.${NAME}'`;

const malformedIdentitySources: Rule = (stack, resources) =>
  declared(resources, authorizer).flatMap(({ resource, properties }) =>
    properties.IdentitySource.filter((source) => source !== "" && !isIdentitySource(source)).map((source) => {
      const message = `Invalid request identity source expression: ${source}. ${SOURCE_FORMS}`;
      const error = { code: "identity-source", status: 400, message, property: "IdentitySource" } as const;
      return deploymentError(resource, error, stack);
    }),
  );

/** "Supported only for HTTP APIs", says https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigatewayv2-api.html of each. */
const HTTP_API_ONLY = ["Body", "BodyS3Location", "CorsConfiguration", "CredentialsArn", "RouteKey", "Target"] as const;

const httpApiProperties: Rule = (stack, resources) =>
  declared(resources, api).flatMap(({ resource, properties }) =>
    HTTP_API_ONLY.filter((property) => properties[property] !== undefined).map((property) => {
      const message = `${property} is supported only for HTTP APIs`;
      return deploymentError(resource, { code: "http-api-property", status: 400, message, property }, stack);
    }),
  );

/** Errors with which API Gateway refuses WebSocket APIs alone when a stack is deployed; `resources` have none of HTTP APIs. */
export const webSocketErrors: Rule = (stack, resources) => [
  ...malformedIdentitySources(stack, resources),
  ...httpApiProperties(stack, resources),
];
