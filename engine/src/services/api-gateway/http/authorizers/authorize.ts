import type { Clock } from "../../../../kernel/clock.ts";
import type { GatewayJournal } from "../journal.ts";
import type { CallerIdentity, GatewayRequest } from "../request.ts";
import { type Admission, isRefusal, refusal } from "./admission.ts";
import { checkApiKey } from "./api-key.ts";
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

/** All that a route asks of a caller before its integration runs: its identity, then its API key. */
export async function authorize(request: GatewayRequest, tools: AuthorizeDependencies): Promise<Admission> {
  const { authorization, apiKeyRequired } = request.route;
  const denial = checkResourcePolicy(request);
  if (denial) return denial;
  const startedAt = tools.clock.now();
  const admission = await identify(request, tools);
  if (authorization.type !== "NONE")
    tools.journal.request("authorizer", request, {
      authorizer: "authorizer" in authorization ? authorization.authorizer.name : authorization.type,
      decision: isRefusal(admission) ? admission.kind : "allow",
      ...(isRefusal(admission) && { reason: admission.reason }),
      durationMs: tools.clock.now() - startedAt,
    });
  return isRefusal(admission) || !apiKeyRequired ? admission : checkApiKey(request, admission);
}

const ANYBODY: CallerIdentity = {};

async function identify(request: GatewayRequest, tools: AuthorizeDependencies): Promise<Admission> {
  const { authorization } = request.route;
  switch (authorization.type) {
    case "NONE":
      return ANYBODY;
    case "LAMBDA":
      return tools.askAuthorizer(authorization.authorizer, request);
    case "JWT":
      return tools.checkJwt(authorization.authorizer, authorization.scopes, request);
    case "AWS_IAM":
      return checkCaller(request, tools);
    case "SHUT":
      return refusal("forbidden", authorization.reason);
    case "UNSUPPORTED":
      return refusal("internal", authorization.reason);
  }
}
