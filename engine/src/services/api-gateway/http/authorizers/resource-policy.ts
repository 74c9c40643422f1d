import { evaluate, requestConditions } from "../../../../iam/index.ts";
import { gatewayResponse } from "../../gateway-responses.ts";
import { type GatewayRequest, methodArn, type Response } from "../request.ts";

/**
 * Asks a REST API's own policy about a caller who is not known yet: a deny ends it here. Where nothing else is asked
 * the policy has to allow as well.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function checkResourcePolicy(request: GatewayRequest): Response | undefined {
  const { stage, route, http, time } = request;
  const { policy } = stage.api;
  if (policy === undefined) return undefined;
  if (typeof policy === "string") return gatewayResponse("denied", `the API's policy cannot be evaluated: ${policy}`);
  const origin = { sourceIp: http.remoteAddress, userAgent: http.headers["user-agent"], time };
  const { decision } = evaluate({
    statements: policy,
    action: "execute-api:Invoke",
    resource: methodArn(request),
    principal: "*",
    context: requestConditions(origin),
  });
  if (decision === "explicitDeny") return gatewayResponse("deniedExplicitly", "the API's policy denies it");
  if (decision === "allow" || route.authorization.type !== "NONE") return undefined;
  return gatewayResponse("denied", "the API's policy does not allow it");
}
