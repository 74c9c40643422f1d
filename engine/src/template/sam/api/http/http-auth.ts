import type { Location } from "../../../../kernel/errors.ts";
import { isObject, listOf, objectOf, type PlainObject, textOf } from "../../../plain-data.ts";
import type { Declaration } from "../../../resources/declaration.ts";
import type { SamEvent } from "../../events/event.ts";
import { type SamContext, samMistake } from "../../expansion/context.ts";
import { assertDefault, readAuth } from "../auth.ts";
import { invocationUri } from "../invocation.ts";

/** The rules for who may call the routes of an HTTP API. */
export interface HttpAuth {
  /** OpenAPI's `securitySchemes`. */
  readonly schemes: PlainObject;
  /** The authorizer of routes that name none. */
  readonly defaultName: string | undefined;
  /** Scopes that an authorizer demands of routes that name none, by authorizer. */
  readonly scopes: Readonly<Record<string, readonly unknown[]>>;
  /** The functions of authorizers that may be called without a role, by authorizer. */
  readonly permitted: PlainObject;
}

const NONE: HttpAuth = { schemes: {}, defaultName: undefined, scopes: {}, permitted: {} };

const IAM_SCHEME = {
  type: "apiKey",
  name: "Authorization",
  in: "header",
  "x-amazon-apigateway-authtype": "awsSigv4",
};

/** Reads the `Auth` of an HTTP API. */
export function httpAuth(declaration: Declaration, context: SamContext): HttpAuth {
  const declared = readAuth(declaration, context, schemeOf);
  if (!declared) return NONE;
  const { auth, authorizers, schemes, defaultName } = declared;
  const permitted = authorizers.filter(([, settings]) => settings.EnableFunctionDefaultPermissions === true);
  const all = { ...schemes, ...(auth.EnableIamAuthorizer === true && { AWS_IAM: IAM_SCHEME }) };
  assertDefault(declared, (name) => Object.hasOwn(all, name));
  return {
    schemes: all,
    defaultName,
    scopes: Object.fromEntries(authorizers.map(([name, settings]) => [name, listOf(settings.AuthorizationScopes)])),
    permitted: Object.fromEntries(permitted.map(([name, { FunctionArn }]) => [name, FunctionArn])),
  };
}

function schemeOf(name: string, settings: PlainObject, at: Location): PlainObject {
  if (isObject(settings.JwtConfiguration)) return jwtScheme(settings, settings.JwtConfiguration);
  if (settings.FunctionArn === undefined)
    throw samMistake(`Authorizer ${name} needs a JwtConfiguration or a FunctionArn.`, at);
  return functionScheme(settings);
}

const jwtScheme = ({ IdentitySource }: PlainObject, configuration: PlainObject): PlainObject => ({
  type: "oauth2",
  "x-amazon-apigateway-authorizer": {
    type: "jwt",
    identitySource: IdentitySource,
    jwtConfiguration: Object.fromEntries(
      Object.entries(configuration).map(([key, value]) => [key.toLowerCase(), value]),
    ),
  },
});

function functionScheme(settings: PlainObject): PlainObject {
  const { FunctionArn, FunctionInvokeRole, Identity, AuthorizerPayloadFormatVersion, EnableSimpleResponses } = settings;
  const ttl = objectOf(Identity).ReauthorizeEvery;
  return {
    type: "apiKey",
    name: "Unused",
    in: "header",
    "x-amazon-apigateway-authorizer": {
      type: "request",
      authorizerUri: invocationUri(FunctionArn),
      ...(FunctionInvokeRole !== undefined &&
        FunctionInvokeRole !== "NONE" && { authorizerCredentials: FunctionInvokeRole }),
      ...(ttl !== undefined && { authorizerResultTtlInSeconds: ttl }),
      ...(isObject(Identity) && { identitySource: identitySources(Identity) }),
      authorizerPayloadFormatVersion: AuthorizerPayloadFormatVersion,
      ...(EnableSimpleResponses === true && { enableSimpleResponses: true }),
    },
  };
}

const SOURCES = {
  Headers: "$request.header.",
  QueryStrings: "$request.querystring.",
  StageVariables: "$stageVariables.",
  Context: "$context.",
};

const identitySources = (identity: PlainObject) =>
  Object.entries(SOURCES).flatMap(([key, prefix]) => listOf(identity[key]).map((name) => `${prefix}${name}`));

/** `security` of a route whose event names an authorizer. */
export function securityOf({ properties, at, name: event }: SamEvent, auth: HttpAuth): PlainObject {
  const { Authorizer, AuthorizationScopes } = objectOf(properties.Auth);
  const name = textOf(Authorizer) ?? (AuthorizationScopes === undefined ? undefined : auth.defaultName);
  if (name === undefined) return {};
  if (name !== "NONE" && !Object.hasOwn(auth.schemes, name))
    throw samMistake(`Event ${event} names the authorizer ${name}, which its API does not have.`, at);
  return { security: [{ [name]: AuthorizationScopes ?? auth.scopes[name] ?? [] }] };
}

/** The default authorizer guards every operation that says nothing else, written or made by an event. */
export function withDefaultAuthorizer(operation: PlainObject, method: string, auth: HttpAuth): PlainObject {
  const { defaultName } = auth;
  if (defaultName === undefined || method === "options" || listOf(operation.security).length > 0) return operation;
  return { ...operation, security: [{ [defaultName]: auth.scopes[defaultName] ?? [] }] };
}
