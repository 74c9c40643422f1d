import type { Clock } from "../../../../kernel/clock.ts";
import { AUTHORIZER_TIMEOUT_MS, failureOf } from "../../authorizers/lambda-response.ts";
import { gatewayResponse, isGatewayResponse } from "../../gateway-responses.ts";
import type { InvokeLambda } from "../../invoke-lambda.ts";
import type { LambdaAuthorizer } from "../configuration/model.ts";
import * as version1 from "../events/version-1.ts";
import * as version2 from "../events/version-2.ts";
import { type AuthorizerResult, type GatewayRequest, isRest, methodArn, type Response } from "../request.ts";
import { compileIdentitySource } from "./identity-source.ts";
import { parseResponse, type ResultFor } from "./lambda-response.ts";

export interface LambdaAuthorizerDependencies {
  readonly clock: Pick<Clock, "now">;
  readonly invoke: InvokeLambda;
}

export type AskAuthorizer = (authorizer: LambdaAuthorizer, request: GatewayRequest) => Promise<AuthorizerResult>;

/** Asks authorizers' functions whether requests may go on. */
export function createLambdaAuthorizers({ clock, invoke }: LambdaAuthorizerDependencies): AskAuthorizer {
  const cache = createResultCache(clock);
  return async (authorizer, request) => {
    const identity = identityOf(authorizer, request);
    if (isGatewayResponse(identity)) return identity;
    const resultFor = cached(cache, authorizer, request, identity) ?? (await ask(authorizer, request, identity));
    if (isGatewayResponse(resultFor)) return resultFor;
    return resultFor(request);
  };

  async function ask(
    authorizer: LambdaAuthorizer,
    request: GatewayRequest,
    identity: readonly string[],
  ): Promise<ResultFor | Response> {
    const outcome = await invoke({
      functionArn: authorizer.functionArn,
      payload: questionOf(authorizer, request, identity),
      credentialsArn: authorizer.credentialsArn,
      sourceArn: authorizer.arn,
      timeoutMs: AUTHORIZER_TIMEOUT_MS,
    });
    if (outcome.kind !== "answer") return failureOf(outcome);
    const resultFor = parseResponse(outcome.payload, authorizer, isRest(request));
    if (!isGatewayResponse(resultFor)) cache.keep(keyOf(authorizer, request, identity), resultFor, authorizer.ttlMs);
    return resultFor;
  }
}

/** Without an identity there is nothing to keep a result by. */
const cached = (cache: ResultCache, authorizer: LambdaAuthorizer, request: GatewayRequest, of: readonly string[]) =>
  of.length > 0 && authorizer.ttlMs > 0 ? cache.find(keyOf(authorizer, request, of)) : undefined;

const keyOf = (authorizer: LambdaAuthorizer, { stage }: GatewayRequest, identity: readonly string[]) =>
  JSON.stringify([stage.arn, authorizer.arn, ...identity]);

/** The values of the identity sources. All must be there: otherwise AWS answers 401 and does not call the function. */
function identityOf(authorizer: LambdaAuthorizer, request: GatewayRequest): readonly string[] | Response {
  const values: string[] = [];
  for (const name of authorizer.identitySources) {
    const value = compileIdentitySource(name)?.(request);
    if (!value) return gatewayResponse("unauthorized", `identity source ${name} is missing or empty`);
    values.push(value);
  }
  const { validation } = authorizer;
  if (validation && !values.every((value) => validation.test(value)))
    return gatewayResponse("unauthorized", "the token does not match the validation expression");
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

/** Results of authorizers, kept for the time that their settings give. */
interface ResultCache {
  find(key: string): ResultFor | undefined;
  keep(key: string, resultFor: ResultFor, ttlMs: number): void;
}

/** Beyond these the oldest result is forgotten, so that made-up tokens do not fill the memory. */
const LARGEST_SIZE = 10_000;

function createResultCache(clock: Pick<Clock, "now">): ResultCache {
  const kept = new Map<string, { readonly resultFor: ResultFor; readonly expiresAt: number }>();
  return {
    find(key) {
      const found = kept.get(key);
      return found && found.expiresAt > clock.now() ? found.resultFor : undefined;
    },
    keep(key, resultFor, ttlMs) {
      if (ttlMs <= 0) return;
      kept.delete(key);
      kept.set(key, { resultFor, expiresAt: clock.now() + ttlMs });
      const [oldest] = kept.keys();
      if (kept.size > LARGEST_SIZE && oldest !== undefined) kept.delete(oldest);
    },
  };
}
