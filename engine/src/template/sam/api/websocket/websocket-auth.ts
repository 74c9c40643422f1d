import { isObject, type PlainObject, pick, textOf } from "../../../plain-data.ts";
import type { Declaration } from "../../../resources/declaration.ts";
import { type GeneratedResources, ref, type SamContext, samMistake } from "../../expansion/context.ts";
import { authorizerPermission, invocationUri } from "../invocation.ts";

/** The rules for who may connect. */
export interface ConnectAuth {
  /** The properties of the `$connect` route that say so. */
  readonly route: PlainObject;
  /** Set when a function decides. */
  readonly custom?: PlainObject;
}

const AUTH_TYPES = ["NONE", "AWS_IAM", "CUSTOM"];

/** Reads `Auth`. Whatever is not understood is a mistake: an authorizer must never be dropped in silence. */
export function connectAuth(declaration: Declaration, hasConnect: boolean, context: SamContext): ConnectAuth {
  const { logicalId, properties, location } = declaration;
  const at = context.positions.at(properties, "Auth") ?? location;
  const auth = context.settle(properties.Auth, at);
  if (auth === undefined) return { route: {} };
  if (!isObject(auth)) throw samMistake("Auth must be a map.", at);
  if (!hasConnect) throw samMistake("Auth needs a $connect route.", at);
  const type = textOf(auth.AuthType)?.toUpperCase() ?? "";
  if (!AUTH_TYPES.includes(type)) throw samMistake(`Auth needs an AuthType: ${AUTH_TYPES.join(", ")}.`, at);
  if (type !== "CUSTOM") {
    if (Object.keys(auth).length > 1) throw samMistake(`AuthType ${type} takes no other settings.`, at);
    return { route: { AuthorizationType: type } };
  }
  if (auth.AuthArn === undefined) throw samMistake("AuthType CUSTOM needs the AuthArn of a function.", at);
  return { route: { AuthorizationType: type, AuthorizerId: ref(authorizerId(logicalId)) }, custom: auth };
}

const authorizerId = (logicalId: string) => `${logicalId}ConnectAuthorizer`;

/** The authorizer, and the permission to call its function unless a role is given for that. */
export function authorizerResources(logicalId: string, { custom }: ConnectAuth): GeneratedResources {
  if (!custom) return {};
  const id = authorizerId(logicalId);
  const { AuthArn, InvokeRole, Name } = custom;
  return {
    [id]: {
      Type: "AWS::ApiGatewayV2::Authorizer",
      Properties: {
        ApiId: ref(logicalId),
        ...(InvokeRole !== undefined && { AuthorizerCredentialsArn: InvokeRole }),
        AuthorizerType: "REQUEST",
        AuthorizerUri: invocationUri(AuthArn, "AuthArn"),
        ...pick(custom, ["IdentitySource"]),
        Name: Name ?? id,
      },
    },
    ...(InvokeRole === undefined && { [`${logicalId}AuthorizerPermission`]: authorizerPermission(logicalId, AuthArn) }),
  };
}
