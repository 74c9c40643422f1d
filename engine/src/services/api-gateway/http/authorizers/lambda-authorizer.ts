import type { Clock } from "../../../../kernel/clock.ts";
import type { InvokeLambda, LambdaOutcome } from "../../invoke-lambda.ts";
import type { LambdaAuthorizer } from "../configuration/model.ts";
import * as version1 from "../events/version-1.ts";
import * as version2 from "../events/version-2.ts";
import type { GatewayRequest } from "../request.ts";
import { type Admission, isRefusal, methodArn, type Refusal, refusal } from "./admission.ts";
import { parseAnswer, type Verdict } from "./answer.ts";
import { compileIdentitySource } from "./identity-source.ts";
import { createVerdictMemory, type VerdictMemory } from "./verdict-memory.ts";

/** How long an authorizer's function may take; not documented for all dialects, that of an integration. */
const AUTHORIZER_TIMEOUT_MS = 29_000;

/** The only error message that means 401, letter for letter. */
const UNAUTHORIZED = "Unauthorized";

export interface LambdaAuthorizerDependencies {
  readonly clock: Pick<Clock, "now">;
  readonly invoke: InvokeLambda;
}

export type AskAuthorizer = (authorizer: LambdaAuthorizer, request: GatewayRequest) => Promise<Admission>;

/** Asks authorizers' functions whether requests may go on. */
export function createLambdaAuthorizers({ clock, invoke }: LambdaAuthorizerDependencies): AskAuthorizer {
  const memory = createVerdictMemory(clock);
  return async (authorizer, request) => {
    const identity = identityOf(authorizer, request);
    if (isRefusal(identity)) return identity;
    const verdict = recall(memory, authorizer, request, identity) ?? (await ask(authorizer, request, identity));
    if (isRefusal(verdict)) return verdict;
    return verdict(request);
  };

  async function ask(
    authorizer: LambdaAuthorizer,
    request: GatewayRequest,
    identity: readonly string[],
  ): Promise<Verdict | Refusal> {
    const outcome = await invoke({
      functionArn: authorizer.functionArn,
      payload: questionOf(authorizer, request, identity),
      credentialsArn: authorizer.credentialsArn,
      sourceArn: authorizer.arn,
      timeoutMs: AUTHORIZER_TIMEOUT_MS,
    });
    if (outcome.kind !== "answer") return failure(outcome);
    const verdict = parseAnswer(outcome.payload, authorizer, isRest(request));
    if (!isRefusal(verdict)) memory.keep(keyOf(authorizer, request, identity), verdict, authorizer.ttlMs);
    return verdict;
  }
}

const isRest = ({ stage }: GatewayRequest) => stage.api.dialect.name === "rest-api";

/** Without an identity there is nothing to remember an answer by. */
const recall = (memory: VerdictMemory, authorizer: LambdaAuthorizer, request: GatewayRequest, of: readonly string[]) =>
  of.length > 0 && authorizer.ttlMs > 0 ? memory.recall(keyOf(authorizer, request, of)) : undefined;

const keyOf = (authorizer: LambdaAuthorizer, { stage }: GatewayRequest, identity: readonly string[]) =>
  JSON.stringify([stage.arn, authorizer.arn, ...identity]);

/** The values of the identity sources. All must be there: otherwise AWS answers 401 and does not call the function. */
function identityOf(authorizer: LambdaAuthorizer, request: GatewayRequest): readonly string[] | Refusal {
  const values: string[] = [];
  for (const name of authorizer.identitySources) {
    const value = compileIdentitySource(name)?.(request);
    if (!value) return refusal("unauthorized", `identity source ${name} is missing or empty`);
    values.push(value);
  }
  const { validation } = authorizer;
  if (validation && !values.every((value) => validation.test(value)))
    return refusal("unauthorized", "the token does not match the validation expression");
  return values;
}

function questionOf(authorizer: LambdaAuthorizer, request: GatewayRequest, identity: readonly string[]): string {
  const arn = methodArn(request);
  if (authorizer.kind === "TOKEN") return version1.tokenEvent(arn, identity[0] ?? "");
  if (authorizer.payloadFormat === "2.0") return version2.authorizerEvent(request, identity, arn);
  return version1.authorizerEvent(request, {
    methodArn: arn,
    ...(!isRest(request) && { identitySource: identity }),
  });
}

/** Names the type of an error and never its message, which may quote the token. */
function failure(outcome: Exclude<LambdaOutcome, { kind: "answer" }>): Refusal {
  switch (outcome.kind) {
    case "fault":
      if (outcome.errorMessage === UNAUTHORIZED) return refusal("unauthorized", `it threw "${UNAUTHORIZED}"`);
      return refusal("authorizerFailed", `it threw ${outcome.errorType}`);
    case "unreachable":
      return refusal("authorizerFailed", `it cannot be called: ${outcome.message}`);
    case "timeout":
      return refusal("authorizerFailed", "it did not answer in time");
  }
}
