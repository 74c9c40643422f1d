import type { Location } from "../../../../kernel/errors.ts";
import { isObject, listOf, objectOf, type PlainObject, pick, textOf } from "../../../plain-data.ts";
import type { Declaration } from "../../../resources/declaration.ts";
import type { SamEvent } from "../../events/event.ts";
import { type GeneratedResources, type SamContext, samMistake } from "../../expansion/context.ts";
import { assertDefault, readAuth } from "../auth.ts";
import { authorizerPermission, invocationUri } from "../invocation.ts";
import { resourcePolicy } from "./rest-policy.ts";

/** The rules for who may call the methods of a REST API. */
export interface RestAuth {
  /** OpenAPI's security definitions, of the API's own authorizers. */
  readonly schemes: PlainObject;
  readonly defaultName: string | undefined;
  readonly apiKeyRequired: boolean;
  /** True when what holds for the whole API holds for `options` too. */
  readonly guardsPreflight: boolean;
  /** `security` of the methods that answer preflight requests. */
  readonly corsSecurity: PlainObject;
  /** The API's own policy, as its definition carries it. */
  readonly policy: PlainObject;
  /** The functions of authorizers that may be called without a role, by authorizer. */
  readonly permitted: PlainObject;
  readonly usagePlan: PlainObject | undefined;
}

const NONE: RestAuth = {
  schemes: {},
  defaultName: undefined,
  apiKeyRequired: false,
  guardsPreflight: true,
  corsSecurity: {},
  policy: {},
  permitted: {},
  usagePlan: undefined,
};

const header = (name: string, type: string): PlainObject => ({
  in: "header",
  type: "apiKey",
  name,
  "x-amazon-apigateway-authtype": type,
});

/** Ways of authorization that every REST API knows. */
const BUILT_IN: PlainObject = {
  AWS_IAM: header("Authorization", "awsSigv4"),
  api_key: { type: "apiKey", name: "x-api-key", in: "header" },
};

const isScheme = (name: string, schemes: PlainObject) => Object.hasOwn(schemes, name) || Object.hasOwn(BUILT_IN, name);

/** Reads the `Auth` of a REST API. */
export function restAuth(declaration: Declaration, context: SamContext): RestAuth {
  const declared = readAuth(declaration, context, schemeOf);
  if (!declared) return NONE;
  const { auth, authorizers, schemes, defaultName } = declared;
  assertDefault(declared, (name) => isScheme(name, schemes));
  const apiKeyRequired = String(auth.ApiKeyRequired) === "true";
  const guardsPreflight = String(auth.AddDefaultAuthorizerToCorsPreflight ?? true) === "true";
  return {
    schemes,
    defaultName,
    apiKeyRequired,
    guardsPreflight,
    policy: resourcePolicy(auth),
    corsSecurity: guardsPreflight ? requirements(defaultName, [], apiKeyRequired) : {},
    permitted: Object.fromEntries(
      authorizers
        .filter(
          ([, { FunctionArn, FunctionInvokeRole }]) => FunctionArn !== undefined && FunctionInvokeRole === undefined,
        )
        .map(([name, { FunctionArn }]) => [name, FunctionArn]),
    ),
    usagePlan: isObject(auth.UsagePlan) ? auth.UsagePlan : undefined,
  };
}

function schemeOf(name: string, settings: PlainObject, at: Location): PlainObject {
  if (settings.UserPoolArn !== undefined) return cognitoScheme(settings);
  if (settings.FunctionArn === undefined)
    throw samMistake(`Authorizer ${name} needs a FunctionArn or a UserPoolArn.`, at);
  return functionScheme(settings);
}

const cognitoScheme = ({ UserPoolArn, Identity }: PlainObject): PlainObject => ({
  ...header(textOf(objectOf(Identity).Header) ?? "Authorization", "cognito_user_pools"),
  "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: listOf(UserPoolArn) },
});

function functionScheme({ FunctionArn, FunctionInvokeRole, FunctionPayloadType, Identity }: PlainObject): PlainObject {
  const identity = objectOf(Identity);
  const takesRequest = textOf(FunctionPayloadType)?.toUpperCase() === "REQUEST";
  const { ReauthorizeEvery, ValidationExpression } = identity;
  return {
    ...header(takesRequest ? "Unused" : (textOf(identity.Header) ?? "Authorization"), "custom"),
    "x-amazon-apigateway-authorizer": {
      type: takesRequest ? "request" : "token",
      authorizerUri: invocationUri(FunctionArn),
      ...(FunctionInvokeRole !== undefined && { authorizerCredentials: FunctionInvokeRole }),
      ...(ReauthorizeEvery !== undefined && { authorizerResultTtlInSeconds: ReauthorizeEvery }),
      ...(takesRequest && { identitySource: identitySources(identity) }),
      ...(ValidationExpression !== undefined && { identityValidationExpression: ValidationExpression }),
    },
  };
}

const SOURCES = {
  Headers: "method.request.header.",
  QueryStrings: "method.request.querystring.",
  StageVariables: "stageVariables.",
  Context: "context.",
};

const identitySources = (identity: PlainObject) =>
  Object.entries(SOURCES)
    .flatMap(([key, prefix]) => listOf(identity[key]).map((name) => `${prefix}${name}`))
    .join(", ");

/** `security` of a method: what its event asks for, else what holds for the whole API. */
export function restSecurityOf({ properties, at, name: event }: SamEvent, auth: RestAuth): PlainObject {
  const { Authorizer, AuthorizationScopes, ApiKeyRequired } = objectOf(properties.Auth);
  const name = textOf(Authorizer) ?? auth.defaultName;
  if (name !== undefined && name !== "NONE" && !isScheme(name, auth.schemes))
    throw samMistake(`Event ${event} names the authorizer ${name}, which its API does not have.`, at);
  const needsKey = ApiKeyRequired === undefined ? auth.apiKeyRequired : String(ApiKeyRequired) === "true";
  return requirements(name, listOf(AuthorizationScopes), needsKey);
}

/** The operation as it is written, guarded as the whole API is unless it says something else. */
export function withDefaultSecurity(operation: PlainObject, method: string, auth: RestAuth): PlainObject {
  if (method === "options" && !auth.guardsPreflight) return operation;
  const written = listOf(operation.security);
  const names = written.flatMap((each) => Object.keys(objectOf(each)));
  const hasAuthorizer = names.some((name) => name === "NONE" || (name !== "api_key" && isScheme(name, auth.schemes)));
  const byDefault = requirements(
    hasAuthorizer ? undefined : auth.defaultName,
    [],
    auth.apiKeyRequired && !names.includes("api_key"),
  );
  return {
    ...operation,
    ...(byDefault.security !== undefined && { security: [...written, ...listOf(byDefault.security)] }),
  };
}

function requirements(name: string | undefined, scopes: readonly unknown[], needsKey: boolean): PlainObject {
  if (name === undefined && !needsKey) return {};
  const authorizer = name === undefined || name === "NONE" ? [] : [{ [name]: scopes }];
  return { security: [...authorizer, ...(needsKey ? [{ api_key: [] }] : [])] };
}

/** The API's own authorizers, and those built-in ways that its default or some method's `security` names. */
export function schemesFor(auth: RestAuth, operations: readonly PlainObject[]): PlainObject {
  const requirementsOf = ({ security }: PlainObject) => listOf(security).flatMap((each) => Object.keys(objectOf(each)));
  const named = new Set([...operations, auth.corsSecurity].flatMap(requirementsOf));
  return { ...auth.schemes, ...pick(BUILT_IN, [...named]) };
}

export const restAuthorizerPermissions = (logicalId: string, { permitted }: RestAuth): GeneratedResources =>
  Object.fromEntries(
    Object.entries(permitted).map(([name, functionArn]) => [
      `${logicalId}${name}AuthorizerPermission`,
      authorizerPermission(logicalId, functionArn),
    ]),
  );
