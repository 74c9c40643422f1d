import type { HttpRequest } from "../../../../wire/http.ts";
import type { Access } from "../../access.ts";
import type { GatewayRequest } from "../event/request.ts";
import { refusal } from "../handshake/refusal.ts";
import { checkApiKey } from "./api-key.ts";
import { type Admission, isRefusal } from "./grant.ts";
import { checkCaller } from "./iam.ts";
import { type AuthorizerDependencies, askAuthorizer } from "./lambda-authorizer.ts";

export interface AuthorizeDependencies extends AuthorizerDependencies {
  readonly access: Access;
}

/** All that `$connect` asks of a client before its integration runs: its identity, then its API key. */
export async function authorize(
  request: GatewayRequest,
  http: HttpRequest,
  tools: AuthorizeDependencies,
): Promise<Admission> {
  const admission = await identify(request, http, tools);
  if (isRefusal(admission) || !request.route.apiKeyRequired) return admission;
  const { checks } = admission;
  return { ...checkApiKey(request, admission), ...(checks && { checks }) };
}

async function identify(request: GatewayRequest, http: HttpRequest, tools: AuthorizeDependencies): Promise<Admission> {
  const { authorization } = request.route;
  switch (authorization.type) {
    case "NONE":
      return {};
    case "CUSTOM":
      return askAuthorizer(authorization.authorizer, request, tools);
    case "AWS_IAM":
      return checkCaller(request, http, tools.access);
    case "UNSUPPORTED":
      return refusal("internal", authorization.reason);
  }
}
