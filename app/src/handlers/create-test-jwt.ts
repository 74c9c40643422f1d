import { createSecretsManager, readCurrentKey } from "../aws/signing-keys.ts";
import { createTestToken } from "../core/test-token.ts";
import { env } from "../env.ts";

const { jwtIssuer: issuer, jwtAudience: audience, jwtType: type } = env;
const secretsManager = createSecretsManager();

/** `{}` or some of `{userId, sub, firstName, lastName, tenant, permissions, jti, expiresInSeconds}`. Deployed only where TestTools is true. */
export async function handler(request: unknown) {
  const key = await readCurrentKey(secretsManager, env.jwtSecretArn);
  return { authToken: await createTestToken(request, { key, issuer, audience, type, nowMs: Date.now() }) };
}
