import { createJsonApi } from "../../aws/http/json-api.ts";
import { readCurrentKey } from "../../aws/secrets/signing-keys.ts";
import { createTestToken } from "../../core/tokens/test-token.ts";
import * as env from "../../env.ts";

const [issuer, audience, type] = [env.jwtIssuer(), env.jwtAudience(), env.jwtType()];
const [clientId] = env.jwtClientIds();
const claims = env.claimNames();
const secretsManager = createJsonApi("secretsmanager");

/**
 * `{}` or some of `{userId, sub, firstName, lastName, tenant, permissions, jti, expiresInSeconds}`. Deployed only where
 * TestTools is true.
 */
export async function handler(request: unknown) {
  const key = await readCurrentKey(secretsManager, env.jwtSecretArn());
  const options = { key, issuer, audience, clientId, claims, type, nowMs: Date.now() };
  return { authToken: await createTestToken(request, options) };
}
