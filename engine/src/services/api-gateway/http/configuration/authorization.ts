import { functionArnOf, substituteStageVariables } from "../../function-arn.ts";
import { compileIdentitySource } from "../authorizers/identity-source.ts";
import type { Authorization, LambdaAuthorizer, PayloadFormat } from "./model.ts";
import { executeApiArn, type StageScope } from "./scope.ts";

/** An authorizer as its template says it, whichever resource type or OpenAPI extension that is. */
export interface AuthorizerSettings {
  readonly name: string;
  readonly id: string;
  /** As AWS spells it, in any letter case: REQUEST, TOKEN, JWT, COGNITO_USER_POOLS. */
  readonly type: string;
  readonly uri?: string | undefined;
  readonly credentials?: string | undefined;
  readonly identitySources: readonly string[];
  readonly validationExpression?: string | undefined;
  readonly payloadFormat?: string | undefined;
  readonly simpleResponses?: boolean;
  readonly ttlSeconds: number;
  readonly issuer?: string | undefined;
  readonly audience?: readonly string[];
}

export const unsupported = (reason: string): Authorization => ({ type: "UNSUPPORTED", reason });

const FORMATS: readonly string[] = ["1.0", "2.0"] satisfies readonly PayloadFormat[];
const isPayloadFormat = (text: string | undefined): text is PayloadFormat => FORMATS.includes(text ?? "");

type Compile = (settings: AuthorizerSettings, scopes: readonly string[], scope: StageScope) => Authorization;

const KINDS: Readonly<Record<string, Compile>> = {
  JWT: compileJwt,
  REQUEST: (settings, _scopes, scope) => compileLambda(settings, "REQUEST", scope),
  TOKEN: (settings, _scopes, scope) => compileLambda(settings, "TOKEN", scope),
};

/** An authorizer that cannot be evaluated denies everyone: it must never mean "open". */
export function compileAuthorizer(
  settings: AuthorizerSettings,
  scopes: readonly string[],
  scope: StageScope,
): Authorization {
  const type = settings.type.toUpperCase();
  const compile = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  const unknown = settings.identitySources.find((source) => !compileIdentitySource(source));
  if (unknown !== undefined) return unsupported(`identity source "${unknown}" is not known here`);
  return compile ? compile(settings, scopes, scope) : unsupported(`authorizers of type ${type} do not run here`);
}

function compileJwt(settings: AuthorizerSettings, scopes: readonly string[]): Authorization {
  const { name, issuer, audience = [], identitySources } = settings;
  const [identitySource = "$request.header.Authorization"] = identitySources;
  if (!issuer) return unsupported(`authorizer ${name} has no issuer`);
  return { type: "JWT", scopes, authorizer: { name, issuer, audience, identitySource } };
}

function compileLambda(
  settings: AuthorizerSettings,
  kind: LambdaAuthorizer["kind"],
  { stack, apiId, variables }: StageScope,
): Authorization {
  const {
    name,
    id,
    uri = "",
    credentials,
    identitySources,
    validationExpression,
    payloadFormat,
    ttlSeconds,
  } = settings;
  const functionArn = functionArnOf(substituteStageVariables(uri, variables), stack);
  if (!functionArn) return unsupported(`the URI "${uri}" of authorizer ${name} names no Lambda function`);
  if (!isPayloadFormat(payloadFormat))
    return unsupported(`authorizer ${name} has no payload format version 1.0 or 2.0`);
  const simpleResponses = settings.simpleResponses ?? false;
  if (simpleResponses && payloadFormat !== "2.0")
    return unsupported(`authorizer ${name} has simple responses, which need payload format version 2.0`);
  const validation = validationExpression ? compileExpression(validationExpression) : undefined;
  if (validation === null) return unsupported(`the validation expression of authorizer ${name} is not valid here`);
  return {
    type: "LAMBDA",
    authorizer: {
      name,
      arn: executeApiArn(stack, `${apiId}/authorizers/${id}`),
      functionArn,
      credentialsArn: credentials,
      kind,
      payloadFormat,
      simpleResponses,
      identitySources,
      validation,
      ttlMs: ttlSeconds * 1000,
    },
  };
}

/** The whole token has to match. Null for an expression that is none in JavaScript. */
function compileExpression(text: string): RegExp | null {
  try {
    return new RegExp(`^(?:${text})$`);
  } catch {
    return null;
  }
}
