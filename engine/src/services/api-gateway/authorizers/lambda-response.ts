import { z } from "zod";
import { sayIssue } from "../../../kernel/words/say-issue.ts";
import { type GatewayResponse, gatewayResponse } from "../gateway-responses.ts";
import { type LambdaOutcome, STOPPED } from "../invoke-lambda.ts";

/** The only error message that means 401, letter for letter [1.3/unauthorized]. */
const UNAUTHORIZED = "Unauthorized";

/** Time that an authorizer's function may take: not documented for all kinds of APIs, that of an integration. */
export const AUTHORIZER_TIMEOUT_MS = 29_000;

/** Schema of the response that holds a policy. */
export const policyResponse = <V extends z.ZodType>(contextValue: V) =>
  z.object({
    principalId: z.string().min(1),
    policyDocument: z.record(z.string(), z.unknown()),
    context: z.record(z.string(), contextValue).nullish(),
    usageIdentifierKey: z.string().nullish(),
  });

/** Names members and rules, and never quotes what the function returned. */
export const describeIssues = ({ issues }: z.ZodError) =>
  issues.map((issue) => `${issue.path.join(".") || "it"}: ${sayIssue(issue)}`).join("; ");

/** Response to a caller whose authorizer gave no answer. It names the error's type; its message may quote the token. */
export function failureOf(outcome: Exclude<LambdaOutcome, { kind: "answer" }>): GatewayResponse {
  switch (outcome.kind) {
    case "fault":
      if (outcome.errorMessage === UNAUTHORIZED) return gatewayResponse("unauthorized", `it threw "${UNAUTHORIZED}"`);
      return gatewayResponse("authorizerFailed", `it threw ${outcome.errorType}${nearMiss(outcome.errorMessage)}`);
    case "unreachable":
      return gatewayResponse("authorizerUnreachable", `it cannot be called: ${outcome.message}`);
    case "stopped":
      return gatewayResponse("authorizerUnreachable", STOPPED);
    case "timeout":
      return gatewayResponse("authorizerFailed", "it did not answer in time");
  }
}

const nearMiss = (message: string) =>
  message.trim().toLowerCase() === UNAUTHORIZED.toLowerCase()
    ? ` with "${message}": only exactly "${UNAUTHORIZED}" means 401`
    : "";
