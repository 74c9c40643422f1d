import type { Clock } from "../../../../kernel/clock.ts";
import type { InvokeLambda, LambdaOutcome } from "../../invoke-lambda.ts";
import type { Authorizer } from "../configuration/authorization.ts";
import { authorizerEvent } from "../event/events.ts";
import type { GatewayRequest } from "../event/request.ts";
import { scopeOf } from "../event/scope.ts";
import { type Refusal, type RefusalKind, refusal } from "../handshake/refusal.ts";
import type { GatewayJournal } from "../journal.ts";
import { type Checks, PASSED } from "./checks.ts";
import type { Admission, Grant } from "./grant.ts";
import { missingSource } from "./identity-source.ts";
import { evaluateAuthorizerPolicy } from "./policy.ts";
import { parseAuthorizerResponse } from "./response.ts";

/** Not documented for WebSocket APIs (§3); that of an integration. */
const AUTHORIZER_TIMEOUT_MS = 29_000;

/** The only error message that means 401, letter for letter (§1.3). */
const UNAUTHORIZED = "Unauthorized";

export interface AuthorizerDependencies {
  readonly clock: Pick<Clock, "now">;
  readonly journal: GatewayJournal;
  readonly invoke: InvokeLambda;
}

interface Decision {
  readonly kind: RefusalKind;
  readonly reason: string;
  /** The function has answered well, and its policy does not let the client in. */
  readonly byPolicy?: boolean;
}

/** What the function made of a handshake; without an outcome it was not called. */
interface Asked {
  readonly decision: Grant | Decision;
  readonly outcome?: LambdaOutcome;
}

/** Asks the authorizer's function whether a handshake may go on. No answer is remembered: AWS caches none (§3). */
export async function askAuthorizer(
  authorizer: Authorizer,
  request: GatewayRequest,
  tools: AuthorizerDependencies,
): Promise<Admission> {
  const startedAt = tools.clock.now();
  const { decision, outcome } = await ask(authorizer, request, tools);
  const latencyMs = tools.clock.now() - startedAt;
  const refused = "kind" in decision;
  tools.journal.request("authorizer", request, {
    authorizer: authorizer.logicalId,
    decision: refused ? DECISIONS[decision.kind] : "allow",
    ...(refused && { reason: decision.reason }),
    durationMs: latencyMs,
  });
  const admission = refused ? refusal(decision.kind, decision.reason) : { ...decision, authorizerLatencyMs: latencyMs };
  return { ...admission, checks: checksOf(admission, { decision, outcome, latencyMs }) };
}

function checksOf(admission: Grant | Refusal, asked: Asked & { readonly latencyMs: number }): Checks {
  const { decision, outcome, latencyMs: latency } = asked;
  const refused = "status" in admission ? { status: admission.status, error: admission.message } : undefined;
  if (!outcome) return { authorizer: { status: PASSED, ...refused } };
  const requestId = "requestId" in outcome ? outcome.requestId : undefined;
  const call = { latency, requestId, integrationStatus: requestId === undefined ? undefined : PASSED };
  const hasAnswered = !refused || ("byPolicy" in decision && decision.byPolicy === true);
  if (!hasAnswered) return { authorizer: { ...call, ...refused } };
  // The policy is looked at in no time.
  return { authorizer: { ...call, status: PASSED }, authorize: { status: PASSED, latency: 0, ...refused } };
}

const DECISIONS: Partial<Record<RefusalKind, string>> = {
  unauthorized: "unauthorized",
  forbidden: "deny",
  internal: "error",
};

async function ask(
  authorizer: Authorizer,
  request: GatewayRequest,
  { invoke }: AuthorizerDependencies,
): Promise<Asked> {
  const missing = missingSource(authorizer.identitySources, scopeOf(request));
  if (missing)
    return { decision: { kind: "unauthorized", reason: `identity source ${missing.name} is missing or empty` } };
  const outcome = await invoke({
    functionArn: authorizer.functionArn,
    payload: authorizerEvent(request),
    credentialsArn: authorizer.credentialsArn,
    sourceArn: authorizer.arn,
    timeoutMs: AUTHORIZER_TIMEOUT_MS,
  });
  const isAnswer = outcome.kind === "answer";
  return { outcome, decision: isAnswer ? decideByAnswer(outcome.payload, request) : decideByFailure(outcome) };
}

function decideByAnswer(payload: string, request: GatewayRequest): Grant | Decision {
  const response = parseAuthorizerResponse(payload);
  if (typeof response === "string") return { kind: "internal", reason: response };
  const denial = evaluateAuthorizerPolicy(response.policyDocument, request);
  if (denial) return { ...denial, byPolicy: denial.kind === "forbidden" };
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
