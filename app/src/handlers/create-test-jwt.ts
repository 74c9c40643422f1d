import { createJsonApi } from "../aws/json-api.ts";
import { readCurrentKey } from "../aws/signing-keys.ts";
import { createTestToken } from "../core/test-token.ts";
import * as env from "../env.ts";

const [issuer, audience, type] = [env.jwtIssuer(), env.jwtAudience(), env.jwtType()];
const secretsManager = createJsonApi("secretsmanager");

/** `{}` or some of `{userId, sub, firstName, lastName, tenant, permissions, jti, expiresInSeconds}`. Deployed only where TestTools is true. */
export async function handler(request: unknown) {
  const key = await readCurrentKey(secretsManager, env.jwtSecretArn());
  return { authToken: await createTestToken(request, { key, issuer, audience, type, nowMs: Date.now() }) };
}
