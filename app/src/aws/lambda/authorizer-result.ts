import type { Identity } from "../../core/tokens/identity.ts";
import { Refusal } from "../../core/tokens/refusal.ts";

/** API Gateway takes no more from an authorizer. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
const RESULT_MAX_BYTES = 8 * 1024;

const policy = (Effect: "Allow" | "Deny", Resource: string) => ({
  Version: "2012-10-17",
  Statement: [{ Action: "execute-api:Invoke", Effect, Resource }],
});

/** An identity as an authorizer may hand it on: context values must be text, an object would be a 500. */
export function contextOf({ exp, iat, permissions, ...texts }: Identity): Readonly<Record<string, string>> {
  return {
    ...texts,
    exp: String(exp),
    ...(iat !== undefined && { iat: String(iat) }),
    // Not with blanks between them: a pattern that has one in it would become two.
    ...(permissions !== undefined && { permissions: JSON.stringify(permissions) }),
  };
}

/** Lets the identity connect to this stage and do nothing else. */
export function allowConnect(methodArn: string, identity: Identity) {
  if (!methodArn.endsWith("/$connect")) throw new Error(`This authorizer is for $connect, not for ${methodArn}.`);
  const policyDocument = policy("Allow", methodArn);
  const result = { principalId: identity.userId, policyDocument, context: contextOf(identity) };
  const { length } = new TextEncoder().encode(JSON.stringify(result));
  if (length > RESULT_MAX_BYTES) throw new Refusal("context_too_large", `The result would have ${length} bytes.`);
  return result;
}

/** API Gateway makes 403 of it. */
export function denyConnect(methodArn: string) {
  return { principalId: "refused", policyDocument: policy("Deny", methodArn) };
}

const TEXTS = ["userId", "sub", "tenant", "firstName", "lastName", "jti"] as const;

/** The identity that `contextOf` put into the context. Throws when there is none: no authorizer, no connection. */
export function identityFromContext(context: Readonly<Record<string, unknown>> = {}): Identity {
  const { userId, sub, ...texts } = Object.fromEntries(
    TEXTS.flatMap((name) => (typeof context[name] === "string" ? [[name, context[name]]] : [])),
  );
  const exp = wholeNumber(context.exp);
  if (userId === undefined || sub === undefined || exp === undefined)
    throw new Error("The authorizer's context is missing; $connect must have the authorizer.");
  const iat = Number(context.iat ?? Number.NaN);
  return {
    ...texts,
    userId,
    sub,
    exp,
    ...(Number.isFinite(iat) && { iat }),
    ...(context.permissions !== undefined && { permissions: JSON.parse(String(context.permissions)) }),
  };
}

function wholeNumber(text: unknown): number | undefined {
  const value = Number(text ?? Number.NaN);
  return Number.isSafeInteger(value) ? value : undefined;
}
