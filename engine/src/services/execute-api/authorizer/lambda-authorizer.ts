import type { Clock } from "../../../kernel/clock.ts";
import type { Authorizer } from "../configuration/authorization.ts";
import { authorizerEvent } from "../event/events.ts";
import type { GatewayRequest } from "../event/request.ts";
import { scopeOf } from "../event/scope.ts";
import { type RefusalKind, refusal } from "../handshake/refusal.ts";
import type { InvokeLambda, LambdaOutcome } from "../invoke-lambda.ts";
import type { GatewayJournal } from "../journal.ts";
import type { Admission, Grant } from "./grant.ts";
import { missingSource } from "./identity-source.ts";
import { evaluateAuthorizerPolicy } from "./policy.ts";
import { parseAuthorizerResponse } from "./response.ts";

/** Not documented for WebSocket APIs (§3); that of an integration. */
const AUTHORIZER_TIMEOUT_MS = 29_000;

/** The only error message that means 401, letter for letter (§1.3). */
const UNAUTHORIZED = "Unauthorized";

export interface AuthorizerTools {
  readonly clock: Pick<Clock, "now">;
  readonly journal: GatewayJournal;
  readonly invoke: InvokeLambda;
}

interface Decision {
  readonly kind: RefusalKind;
  readonly reason: string;
}

/** Asks the authorizer's function whether a handshake may go on. No answer is remembered: AWS caches none (§3). */
export async function askAuthorizer(
  authorizer: Authorizer,
  request: GatewayRequest,
  tools: AuthorizerTools,
): Promise<Admission> {
  const startedAt = tools.clock.now();
  const decision = await decide(authorizer, request, tools);
  const latencyMs = tools.clock.now() - startedAt;
  const refused = "kind" in decision;
  tools.journal.request("authorizer", request, {
    authorizer: authorizer.logicalId,
    decision: refused ? DECISIONS[decision.kind] : "allow",
    ...(refused && { reason: decision.reason }),
    durationMs: latencyMs,
  });
  return refused ? refusal(decision.kind, decision.reason) : { ...decision, authorizerLatencyMs: latencyMs };
}

const DECISIONS: Partial<Record<RefusalKind, string>> = {
  unauthorized: "unauthorized",
  forbidden: "deny",
  internal: "error",
};

async function decide(
  authorizer: Authorizer,
  request: GatewayRequest,
  { invoke }: AuthorizerTools,
): Promise<Grant | Decision> {
  const missing = missingSource(authorizer.identitySources, scopeOf(request));
  if (missing) return { kind: "unauthorized", reason: `identity source ${missing.name} is missing or empty` };
  const outcome = await invoke({
    functionArn: authorizer.functionArn,
    payload: authorizerEvent(request),
    credentialsArn: authorizer.credentialsArn,
    sourceArn: authorizer.arn,
    timeoutMs: AUTHORIZER_TIMEOUT_MS,
  });
  return outcome.kind === "answer" ? decideByAnswer(outcome.payload, request) : decideByFailure(outcome);
}

function decideByAnswer(payload: string, request: GatewayRequest): Grant | Decision {
  const response = parseAuthorizerResponse(payload);
  if (typeof response === "string") return { kind: "internal", reason: response };
  const denial = evaluateAuthorizerPolicy(response.policyDocument, request);
  if (denial) return denial;
  const { authorizer, usageIdentifierKey } = response;
  return { authorizer, ...(usageIdentifierKey !== undefined && { usageIdentifierKey }) };
}

/** Names the type of an error and never its message, which may quote the token. */
function decideByFailure(outcome: Exclude<LambdaOutcome, { kind: "answer" }>): Decision {
  switch (outcome.kind) {
    case "fault":
      if (outcome.errorMessage === UNAUTHORIZED) return { kind: "unauthorized", reason: 'it threw "Unauthorized"' };
      return { kind: "internal", reason: `it threw ${outcome.errorType}${nearMiss(outcome.errorMessage)}` };
    case "unreachable":
      return { kind: "internal", reason: `it cannot be called: ${outcome.message}` };
    case "timeout":
      return { kind: "internal", reason: "it did not answer in time" };
  }
}

const nearMiss = (message: string) =>
  message.trim().toLowerCase() === UNAUTHORIZED.toLowerCase()
    ? ` with "${message}": only exactly "${UNAUTHORIZED}" means 401`
    : "";
