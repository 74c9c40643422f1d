import type { Identity } from "../core/identity.ts";
import { Refusal } from "../core/refusal.ts";

/** API Gateway takes no more from an authorizer. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
const RESULT_MAX_BYTES = 8 * 1024;

/** Lets the identity connect to this stage and do nothing else. Context values must be text: an object would be a 500. */
export function allowConnect(methodArn: string, { exp, ...names }: Identity) {
  if (!methodArn.endsWith("/$connect")) throw new Error(`This authorizer is for $connect, not for ${methodArn}.`);
  const result = {
    principalId: names.userId,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: methodArn }],
    },
    context: { ...names, exp: String(exp) },
  };
  const { length } = new TextEncoder().encode(JSON.stringify(result));
  if (length > RESULT_MAX_BYTES) throw new Refusal("context_too_large", `The result would have ${length} bytes.`);
  return result;
}

/** The identity that `allowConnect` put into the context. Throws when there is none: no authorizer, no connection. */
export function identityFromContext(context: Readonly<Record<string, unknown>> = {}): Identity {
  const { userId, sub, firstName, lastName, exp } = context;
  if (typeof userId !== "string" || typeof sub !== "string" || !Number.isSafeInteger(Number(exp ?? Number.NaN)))
    throw new Error("The authorizer's context is missing; $connect must have the authorizer.");
  return {
    userId,
    sub,
    ...(typeof firstName === "string" && { firstName }),
    ...(typeof lastName === "string" && { lastName }),
    exp: Number(exp),
  };
}
