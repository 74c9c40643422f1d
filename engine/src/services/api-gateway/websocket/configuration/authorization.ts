import type { z } from "zod";
import { functionArnOf, substituteStageVariables } from "../../function-arn.ts";
import type { authorizer as authorizerType } from "../../resource-types/api.ts";
import type { Declared } from "../../resource-types/resource-types.ts";
import { compileIdentitySource, type IdentitySource } from "./identity-source.ts";
import type { StageScope } from "./integration.ts";

export interface Authorizer {
  readonly logicalId: string;
  readonly functionArn: string;
  /** The role that API Gateway takes on to call the function; without it the function's own policy must allow it. */
  readonly credentialsArn: string | undefined;
  /** `arn:…:{apiId}/authorizers/{authorizerId}`: what the function's policy sees as the source. */
  readonly arn: string;
  readonly identitySources: readonly IdentitySource[];
}

/** Rule by which a route decides who may connect. What cannot be evaluated refuses everyone: it must never mean "open". */
export type Authorization =
  | { readonly type: "NONE" }
  | { readonly type: "AWS_IAM" }
  | { readonly type: "CUSTOM"; readonly authorizer: Authorizer }
  | { readonly type: "UNSUPPORTED"; readonly reason: string };

export type DeclaredAuthorizer = Declared<z.infer<typeof authorizerType.schema>>;

export interface AuthorizationSettings {
  readonly AuthorizationType: string;
  readonly AuthorizerId?: string | undefined;
}

interface Scope extends StageScope {
  readonly authorizers: readonly DeclaredAuthorizer[];
}

type Compile = (settings: AuthorizationSettings, scope: Scope) => Authorization;

const unsupported = (reason: string): Authorization => ({ type: "UNSUPPORTED", reason });

const TYPES: Readonly<Record<string, Compile>> = {
  NONE: () => ({ type: "NONE" }),
  AWS_IAM: () => ({ type: "AWS_IAM" }),
  CUSTOM: ({ AuthorizerId }, scope) => {
    const declared = scope.authorizers.find(({ resource }) => resource.physicalId === AuthorizerId);
    return declared ? compileAuthorizer(declared, scope) : unsupported(`there is no authorizer ${AuthorizerId ?? ""}`);
  },
};

export function compileAuthorization(settings: AuthorizationSettings, scope: Scope): Authorization {
  const compile = Object.hasOwn(TYPES, settings.AuthorizationType) ? TYPES[settings.AuthorizationType] : undefined;
  return compile
    ? compile(settings, scope)
    : unsupported(`authorization type ${settings.AuthorizationType} does not exist for WebSocket APIs`);
}

function compileAuthorizer({ resource, properties }: DeclaredAuthorizer, { stack, variables }: Scope): Authorization {
  const { AuthorizerType, AuthorizerUri = "", AuthorizerCredentialsArn, ApiId, IdentitySource } = properties;
  if (AuthorizerType !== "REQUEST") return unsupported(`authorizer type ${AuthorizerType} is not REQUEST`);
  const identitySources: IdentitySource[] = [];
  for (const text of IdentitySource.filter((source) => source !== "")) {
    const source = compileIdentitySource(text);
    if (!source) return unsupported(`identity source "${text}" does not exist for WebSocket APIs`);
    identitySources.push(source);
  }
  const functionArn = functionArnOf(substituteStageVariables(AuthorizerUri, variables), stack);
  if (!functionArn) return unsupported(`AuthorizerUri "${AuthorizerUri}" names no Lambda function`);
  const { partition, region, accountId } = stack;
  const authorizer: Authorizer = {
    logicalId: resource.logicalId,
    functionArn,
    credentialsArn: AuthorizerCredentialsArn,
    arn: `arn:${partition}:execute-api:${region}:${accountId}:${ApiId}/authorizers/${resource.physicalId}`,
    identitySources,
  };
  return { type: "CUSTOM", authorizer };
}
