import type { Clock } from "../../../../kernel/clock.ts";
import { checkApiKey } from "../../api-keys.ts";
import { gatewayResponse, isGatewayResponse } from "../../gateway-responses.ts";
import { journaledUser } from "../../journaled-user.ts";
import { headerValues } from "../events/values.ts";
import type { GatewayJournal } from "../journal.ts";
import type { AuthorizerResult, CallerIdentity, GatewayRequest } from "../request.ts";
import { checkCaller, type IamDependencies } from "./iam.ts";
import type { CheckJwt } from "./jwt/check.ts";
import type { AskAuthorizer } from "./lambda-authorizer.ts";
import { checkResourcePolicy } from "./resource-policy.ts";

export interface AuthorizeDependencies extends IamDependencies {
  readonly clock: Pick<Clock, "now">;
  readonly journal: GatewayJournal;
  readonly askAuthorizer: AskAuthorizer;
  readonly checkJwt: CheckJwt;
}

/** Asks all that a route asks of a caller before its integration runs: its identity, then its API key. */
export async function authorize(
  request: GatewayRequest,
  dependencies: AuthorizeDependencies,
): Promise<AuthorizerResult> {
  const { authorization, apiKeyRequired } = request.route;
  const denial = checkResourcePolicy(request);
  if (denial) return denial;
  const startedAt = dependencies.clock.now();
  const result = await identify(request, dependencies);
  if (authorization.type !== "NONE")
    dependencies.journal.request("authorizer", request, {
      authorizer: "authorizer" in authorization ? authorization.authorizer.name : authorization.type,
      decision: isGatewayResponse(result) ? result.cause : "allow",
      ...(isGatewayResponse(result) ? { reason: result.reason } : userOf(result)),
      durationMs: dependencies.clock.now() - startedAt,
    });
  if (isGatewayResponse(result) || !apiKeyRequired) return result;
  const { api, apiKeys } = request.stage;
  const fromHeader = headerValues(request.headers, "x-api-key").at(-1);
  const key = checkApiKey(api.apiKeySource === "AUTHORIZER" ? result.usageIdentifierKey : fromHeader, apiKeys);
  return isGatewayResponse(key) ? key : { ...result, apiKey: key };
}

/** The caller's name, as far as an authorizer gave one. */
const userOf = ({ lambda, jwt }: CallerIdentity) => journaledUser(lambda?.principalId ?? jwt?.claims.sub);

const ANYBODY: CallerIdentity = {};

async function identify(request: GatewayRequest, dependencies: AuthorizeDependencies): Promise<AuthorizerResult> {
  const { authorization } = request.route;
  switch (authorization.type) {
    case "NONE":
      return ANYBODY;
    case "LAMBDA":
      return dependencies.askAuthorizer(authorization.authorizer, request);
    case "JWT":
      return dependencies.checkJwt(authorization.authorizer, authorization.scopes, request);
    case "AWS_IAM":
      return checkCaller(request, dependencies);
    case "SHUT":
      return gatewayResponse("forbidden", authorization.reason);
    case "UNSUPPORTED":
      return gatewayResponse("internal", authorization.reason);
  }
}
