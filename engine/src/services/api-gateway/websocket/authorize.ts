import type { HttpRequest } from "../../../wire/http.ts";
import { type Access, signatureResponse } from "../access.ts";
import { checkApiKey } from "../api-keys.ts";
import { gatewayResponse, isGatewayResponse, webSocketRow } from "../gateway-responses.ts";
import { headerValue } from "./event/headers.ts";
import { conditionsOf, type GatewayRequest, routeArn } from "./event/request.ts";
import {
  type Authorization,
  type AuthorizerDependencies,
  type AuthorizerResult,
  askAuthorizer,
} from "./lambda-authorizer.ts";

export interface AuthorizeDependencies extends AuthorizerDependencies {
  readonly access: Access;
}

/** Asks all that `$connect` asks of a client before its integration runs: its identity, then its API key. */
export async function authorize(
  request: GatewayRequest,
  http: HttpRequest,
  dependencies: AuthorizeDependencies,
): Promise<Authorization> {
  const { result, steps } = await identify(request, http, dependencies);
  if (isGatewayResponse(result) || !request.route.apiKeyRequired) return { result, steps };
  const { api, apiKeys } = request.context.stage;
  const value =
    api.apiKeySource === "AUTHORIZER"
      ? result.usageIdentifierKey
      : headerValue(request.handshake?.headers, "x-api-key");
  const key = checkApiKey(value, apiKeys);
  if (isGatewayResponse(key)) return { result: key, steps };
  return { steps, result: { ...result, identity: { ...result.identity, apiKey: key.value, apiKeyId: key.id } } };
}

async function identify(
  request: GatewayRequest,
  http: HttpRequest,
  dependencies: AuthorizeDependencies,
): Promise<Authorization> {
  const { authorization } = request.route;
  switch (authorization.type) {
    case "NONE":
      return { result: {} };
    case "CUSTOM":
      return askAuthorizer(authorization.authorizer, request, dependencies);
    case "AWS_IAM":
      return checkSignature(request, http, dependencies.access);
    case "UNSUPPORTED":
      return { result: gatewayResponse("authorizerUnreachable", authorization.reason) };
  }
}

const PASSED = { status: 200 };

/** `AWS_IAM`: the handshake has to be signed by somebody who may invoke the route, otherwise 403 [1.3/iam]. */
function checkSignature(request: GatewayRequest, http: HttpRequest, access: Access): Authorization {
  const signature = access.identify(http);
  if (!signature.ok) {
    const result = signatureResponse(signature.error);
    return {
      result,
      steps: { authenticate: { status: webSocketRow(result).status, error: signature.error.message } },
    };
  }
  const { principal } = signature;
  const denial = access.deny({
    principal,
    action: "execute-api:Invoke",
    resource: routeArn(request),
    context: conditionsOf(request),
  });
  if (denial) {
    const result = gatewayResponse("forbidden", denial);
    const { status, message } = webSocketRow(result);
    return { result, steps: { authenticate: PASSED, authorize: { status, error: message } } };
  }
  const { arn } = principal;
  const identity = { accountId: arn.split(":")[4] ?? "", caller: arn, user: arn, userArn: arn };
  return { result: { identity }, steps: { authenticate: PASSED, authorize: PASSED } };
}

/** The request once its client is authorized. */
export function withResult(
  request: GatewayRequest,
  { identity, authorizer, authorizerLatencyMs }: AuthorizerResult,
): GatewayRequest {
  const { handshake } = request;
  const withIdentity = { ...request.context, identity: { ...request.context.identity, ...identity } };
  // In this order, since what follows a spread takes ten times as long.
  const context = authorizer ? { authorizer, ...withIdentity } : withIdentity;
  if (!handshake || authorizerLatencyMs === undefined) return { ...request, context };
  return { ...request, context, handshake: { authorizerLatencyMs, ...handshake } };
}
