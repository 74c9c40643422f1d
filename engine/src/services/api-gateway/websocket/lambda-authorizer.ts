import { z } from "zod";
import type { Clock } from "../../../kernel/clock.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import type { Tracer } from "../../../kernel/tracing.ts";
import { withExactNumbers } from "../../../languages/exact-json.ts";
import { objectOf } from "../../../template/plain-data.ts";
import { AUTHORIZER_TIMEOUT_MS, describeIssues, failureOf, policyResponse } from "../authorizers/lambda-response.ts";
import { judge, parsePolicy } from "../authorizers/policy.ts";
import { type GatewayResponse, gatewayResponse, isGatewayResponse, webSocketRow } from "../gateway-responses.ts";
import type { InvokeLambda, LambdaOutcome } from "../invoke-lambda.ts";
import { journaledUser } from "../journaled-user.ts";
import type { Authorizer } from "./configuration/authorization.ts";
import { authorizerEvent, scopeOf } from "./event/events.ts";
import { conditionsOf, type GatewayRequest, routeArn } from "./event/request.ts";
import type { GatewayJournal } from "./journal.ts";
import type { AuthorizationSteps } from "./telemetry/access-log.ts";

/** Facts about a client that authorization has found out, for its connection context. */
export interface AuthorizerResult {
  /** More members of `identity`. */
  readonly identity?: Readonly<Record<string, string>>;
  /** `requestContext.authorizer` */
  readonly authorizer?: Readonly<Record<string, string>>;
  readonly authorizerLatencyMs?: number;
  /** The API key that the authorizer found for the client. */
  readonly usageIdentifierKey?: string;
}

export interface Authorization {
  readonly result: AuthorizerResult | GatewayResponse;
  readonly steps?: AuthorizationSteps | undefined;
}

export interface AuthorizerDependencies {
  readonly clock: Pick<Clock, "now">;
  readonly tracer: Tracer;
  readonly journal: GatewayJournal;
  readonly invoke: InvokeLambda;
}

/** Result of the function's call; without an outcome it was not called. */
interface Asked {
  readonly result: AuthorizerResult | GatewayResponse;
  /** The statement of its policy. */
  readonly allowedBy?: object | undefined;
  readonly outcome?: LambdaOutcome;
}

/** Asks the authorizer's function whether a handshake may go on. No answer is remembered [3/no-cache]. */
export const askAuthorizer = (
  authorizer: Authorizer,
  request: GatewayRequest,
  dependencies: AuthorizerDependencies,
): Promise<Authorization> => {
  const { tracer } = dependencies;
  const ask = () => askWithin(authorizer, { ...request, span: tracer.current }, dependencies);
  return tracer.span(ask, request.span);
};

async function askWithin(
  authorizer: Authorizer,
  request: GatewayRequest,
  { clock, journal, invoke }: AuthorizerDependencies,
): Promise<Authorization> {
  const startedAt = clock.now();
  const asked = await ask(authorizer, request, invoke);
  const authorizerLatencyMs = clock.now() - startedAt;
  const { result, allowedBy } = asked;
  const refused = isGatewayResponse(result) ? result : undefined;
  const user = isGatewayResponse(result) ? {} : journaledUser(result.authorizer?.principalId);
  journal.request("authorizer", request, {
    authorizer: authorizer.logicalId,
    decision: refused ? DECISIONS[refused.cause] : "allow",
    ...(refused && { reason: refused.reason }),
    ...user,
    ...(allowedBy && { allowedBy: JSON.stringify(allowedBy) }),
    durationMs: authorizerLatencyMs,
  });
  return { result: refused ?? { authorizerLatencyMs, ...result }, steps: stepsOf(asked, authorizerLatencyMs) };
}

const DECISIONS: Partial<Record<GatewayResponse["cause"], string>> = {
  unauthorized: "unauthorized",
  denied: "deny",
  deniedExplicitly: "deny",
  authorizerFailed: "error",
  authorizerUnreachable: "error",
};

async function ask(authorizer: Authorizer, request: GatewayRequest, invoke: InvokeLambda): Promise<Asked> {
  const scope = scopeOf(request);
  const missing = authorizer.identitySources.find((source) => !source.isPresent(scope));
  // The function is not called then [3/runtime-check].
  if (missing)
    return { result: gatewayResponse("unauthorized", `identity source ${missing.name} is missing or empty`) };
  const outcome = await invoke({
    functionArn: authorizer.functionArn,
    payload: authorizerEvent(request),
    credentialsArn: authorizer.credentialsArn,
    sourceArn: authorizer.arn,
    timeoutMs: AUTHORIZER_TIMEOUT_MS,
  });
  return {
    outcome,
    ...(outcome.kind === "answer" ? judged(outcome.payload, request) : { result: failureOf(outcome) }),
  };
}

const malformed = (reason: string) => ({ result: gatewayResponse("authorizerFailed", reason) });

function judged(payload: string, request: GatewayRequest): Omit<Asked, "outcome"> {
  const response = parseAuthorizerResponse(payload);
  if (typeof response === "string") return malformed(response);
  const { policyDocument, authorizer, usageIdentifierKey } = response;
  const statements = parsePolicy(policyDocument);
  if (typeof statements === "string") return malformed(`its policy is malformed: ${statements}`);
  const { denial, allowedBy } = judge(statements, routeArn(request), conditionsOf(request));
  const result = { authorizer, ...(usageIdentifierKey !== undefined && { usageIdentifierKey }) };
  return denial ? { result: denial } : { result, allowedBy: allowedBy?.element };
}

/** 8 KB [3/result-size]; the failure of a larger answer is not documented, for REST APIs it is 500. */
const LARGEST_RESPONSE_BYTES = 8 * 1024;

// AWS takes no objects or lists here: they cannot become `$context.authorizer.x`.
const responseSchema = policyResponse(z.union([z.string(), z.number(), z.boolean()]));

export interface AuthorizerResponse {
  readonly policyDocument: Readonly<Record<string, unknown>>;
  /** `requestContext.authorizer`: `principalId`, then the context with its values as strings [2.6/context-types]. */
  readonly authorizer: Readonly<Record<string, string>>;
  readonly usageIdentifierKey: string | undefined;
}

/** Reads the response of an authorizer's function; a text that says what is wrong when it is not what AWS asks for. */
export function parseAuthorizerResponse(payload: string): AuthorizerResponse | string {
  if (Buffer.byteLength(payload) > LARGEST_RESPONSE_BYTES) return "the response is larger than 8 KB";
  const response = parseJson(payload);
  const parsed = responseSchema.safeParse(response);
  if (!parsed.success) return `the response is malformed: ${describeIssues(parsed.error)}`;
  const { principalId, policyDocument, context, usageIdentifierKey } = parsed.data;
  // The texts have the digits of Python's 1.0 [5.4/numbers].
  const exact = objectOf(objectOf(withExactNumbers(payload, response)).context);
  const values = Object.keys(context ?? {}).map((key) => [key, String(exact[key])] as const);
  return {
    policyDocument,
    authorizer: Object.fromEntries([["principalId", principalId], ...values, ["principalId", principalId]]),
    usageIdentifierKey: usageIdentifierKey ?? undefined,
  };
}

const PASSED = 200;

function stepsOf({ result, outcome }: Asked, latency: number): AuthorizationSteps {
  const refused = isGatewayResponse(result) ? result : undefined;
  const row = refused && webSocketRow(refused);
  const ended = row && { status: row.status, error: row.message };
  if (!outcome) return { authorizer: { status: PASSED, ...ended } };
  const requestId = "requestId" in outcome ? outcome.requestId : undefined;
  const integrationStatus = requestId === undefined ? undefined : PASSED;
  const call = { latency, requestId, integrationStatus, status: PASSED };
  const isByPolicy = refused?.cause === "denied" || refused?.cause === "deniedExplicitly";
  if (refused && !isByPolicy) return { authorizer: { ...call, ...ended } };
  // The policy is looked at in no time.
  return { authorizer: call, authorize: { status: PASSED, latency: 0, ...ended } };
}
