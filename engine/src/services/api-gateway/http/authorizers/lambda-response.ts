import { z } from "zod";
import { requestConditions, type Statement } from "../../../../iam/index.ts";
import { parseJson } from "../../../../kernel/parse-json.ts";
import { describeIssues, policyResponse } from "../../authorizers/lambda-response.ts";
import { denialBy, parsePolicy } from "../../authorizers/policy.ts";
import { gatewayResponse } from "../../gateway-responses.ts";
import type { LambdaAuthorizer } from "../configuration/model.ts";
import { type AuthorizerResult, type GatewayRequest, methodArn, type Response } from "../request.ts";

const simpleResponse = z.object({
  isAuthorized: z.boolean(),
  context: z.record(z.string(), z.unknown()).nullish(),
});

const httpResponse = policyResponse(z.unknown());

/** REST APIs take no lists or maps here: they cannot become `$context.authorizer.x`. */
const restResponse = policyResponse(z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** An authorizer's result for as long as it is kept: its policy is asked anew for each request. */
export type ResultFor = (request: GatewayRequest) => AuthorizerResult;

/** Reads the response of an authorizer's function; a gateway response when it is not what AWS asks for. */
export function parseResponse(payload: string, authorizer: LambdaAuthorizer, isRest: boolean): ResultFor | Response {
  const value = parseJson(payload);
  return authorizer.simpleResponses ? parseSimple(value) : parseWithPolicy(value, isRest);
}

const malformed = (what: string) => gatewayResponse("authorizerFailed", `its answer is malformed: ${what}`);

function parseSimple(value: unknown): ResultFor | Response {
  const parsed = simpleResponse.safeParse(value);
  if (!parsed.success) return malformed(describeIssues(parsed.error));
  const { isAuthorized, context } = parsed.data;
  if (!isAuthorized) return () => gatewayResponse("denied", "it answered that the request is not authorized");
  return () => ({ lambda: { principalId: undefined, context: context ?? undefined } });
}

function parseWithPolicy(value: unknown, isRest: boolean): ResultFor | Response {
  const parsed = (isRest ? restResponse : httpResponse).safeParse(value);
  if (!parsed.success) return malformed(describeIssues(parsed.error));
  const { principalId, policyDocument, context, usageIdentifierKey } = parsed.data;
  const statements = parsePolicy(policyDocument);
  if (typeof statements === "string") return malformed(statements);
  const identity = {
    lambda: { principalId, context: context ?? undefined },
    ...(usageIdentifierKey && { usageIdentifierKey }),
  };
  return (request) => denialOf(statements, request) ?? identity;
}

function denialOf(statements: readonly Statement[], request: GatewayRequest): Response | undefined {
  const { http, time } = request;
  const origin = { sourceIp: http.remoteAddress, userAgent: http.headers["user-agent"], time };
  return denialBy(statements, methodArn(request), requestConditions(origin));
}
