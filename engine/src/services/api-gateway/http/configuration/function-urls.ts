import { z } from "zod";
import type { Stack, StackResource } from "../../../../template/model.ts";
import { corsConfiguration } from "../../../contract/properties.ts";
import { compileResourcePath } from "../routes/resource-path.ts";
import { corsOf } from "./cors.ts";
import { unsupportedIntegration } from "./integration.ts";
import type { Api, ApiIdentity, Authorization, FunctionIntegration, Route } from "./model.ts";
import { originOf, type Template } from "./scope.ts";

/** A URL waits for its function as long as the function itself may run: 15 minutes. */
const URL_TIMEOUT_MS = 900_000;

const DEFAULT = "$default";

const urlProperties = z.object({
  AuthType: z.string(),
  InvokeMode: z.string().default("BUFFERED"),
  Cors: corsConfiguration.optional(),
});

const permissionProperties = z.object({
  FunctionName: z.string(),
  Action: z.string(),
  Principal: z.string(),
  FunctionUrlAuthType: z.string().optional(),
});

type UrlProperties = z.output<typeof urlProperties>;

/** The URLs of a stack's functions. */
export const compileFunctionUrls = (template: Template): readonly Api[] =>
  template.resources
    .filter(({ type }) => type === "AWS::Lambda::Url")
    .map((resource) => compileUrl(resource, template));

function compileUrl(resource: StackResource, { stack, resources }: Template): Api {
  const { host } = new URL(String(resource.attribute("FunctionUrl")));
  const properties = urlProperties.parse(resource.properties);
  const id = host.split(".")[0] ?? "";
  const api: ApiIdentity = {
    type: "function-url",
    id,
    logicalId: resource.logicalId,
    host,
    defaultEndpointDisabled: false,
    cors: properties.Cors && corsOf(properties.Cors),
    binaryMediaTypes: [],
    apiKeySource: "HEADER",
    policy: undefined,
  };
  const route: Route = {
    key: DEFAULT,
    method: "ANY",
    path: compileResourcePath(DEFAULT),
    authorization: authorizationOf(properties, resource.physicalId, resources),
    apiKeyRequired: false,
    integration: integrationOf(properties, resource.physicalId, stack),
    operationName: undefined,
    resourceId: undefined,
    ignored: [],
    origin: originOf(resource.logicalId, "AuthType"),
  };
  const stage = { name: DEFAULT, api, arn: resource.physicalId, variables: undefined, routes: [route] };
  return { ...api, stages: new Map([[DEFAULT, { ...stage, apiKeys: new Map() }]]) };
}

/** Whoever comes through the URL has been let in by it: the function sees a caller of its own account. */
function integrationOf({ InvokeMode }: UrlProperties, functionArn: string, { partition, accountId }: Stack) {
  if (InvokeMode !== "BUFFERED") return unsupportedIntegration(`invoke mode ${InvokeMode} does not run here`);
  return {
    type: "function",
    functionArn,
    credentialsArn: `arn:${partition}:iam::${accountId}:root`,
    timeoutMs: URL_TIMEOUT_MS,
    payloadFormat: "2.0",
  } as const satisfies FunctionIntegration;
}

const AUTHORIZATIONS: Readonly<Record<string, Authorization>> = {
  AWS_IAM: { type: "AWS_IAM" },
  NONE: { type: "NONE" },
};

/** `NONE` alone opens nothing: the function's policy has to let everybody in too. */
function authorizationOf(
  { AuthType }: UrlProperties,
  functionArn: string,
  resources: readonly StackResource[],
): Authorization {
  const authorization = Object.hasOwn(AUTHORIZATIONS, AuthType) ? AUTHORIZATIONS[AuthType] : undefined;
  if (!authorization) return { type: "UNSUPPORTED", reason: `AuthType ${AuthType} does not exist` };
  if (authorization.type !== "NONE" || letsEverybodyIn(functionArn, resources)) return authorization;
  return { type: "SHUT", reason: "no permission lets everybody call lambda:InvokeFunctionUrl on the function" };
}

const letsEverybodyIn = (functionArn: string, resources: readonly StackResource[]) =>
  resources
    .filter(({ type }) => type === "AWS::Lambda::Permission")
    .map(({ properties }) => permissionProperties.parse(properties))
    .some(
      ({ FunctionName, Action, Principal, FunctionUrlAuthType = "NONE" }) =>
        Principal === "*" &&
        FunctionUrlAuthType === "NONE" &&
        ["lambda:InvokeFunctionUrl", "lambda:*", "*"].includes(Action) &&
        functionNameOf(FunctionName) === functionNameOf(functionArn),
    );

/** The name with its qualifier, out of a name or an ARN. */
const functionNameOf = (reference: string) => reference.replace(/^.*:function:/, "");
