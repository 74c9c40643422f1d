import { allowConnect } from "../aws/authorizer-result.ts";
import { type AuthorizerEvent, handshakeOf, type InvocationContext } from "../aws/events.ts";
import { createLogLines } from "../aws/log-lines.ts";
import { createSecretsManager, createSigningKeys } from "../aws/signing-keys.ts";
import { authorize } from "../core/authorize.ts";
import { Refusal } from "../core/refusal.ts";
import { env } from "../env.ts";

const { jwtIssuer: issuer, jwtAudience: audience } = env;
const keys = createSigningKeys(createSecretsManager(), env.jwtSecretArn, Date.now);

/**
 * API Gateway answers 401 to exactly the error `Unauthorized`, and that is all a refused client learns. When it cannot be
 * decided (Secrets Manager is down) the door stays shut with 500: 401 would make clients throw away a good token.
 */
export async function handler(event: AuthorizerEvent, { awsRequestId }: InvocationContext) {
  const { connectionId } = event.requestContext;
  const log = createLogLines({ function_request_id: awsRequestId, connectionId });
  try {
    const identity = await authorize(handshakeOf(event), { keys, issuer, audience, now: Date.now });
    return allowConnect(event.methodArn, identity);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    log.warn("Connection refused", { cause: error.reason, detail: error.message });
    throw new Error("Unauthorized");
  }
}
