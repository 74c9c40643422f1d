import { PUBLIC_ALGORITHMS } from "../core/key-set.ts";
import type { Log } from "../core/log.ts";
import { createVerifier, type Verify } from "../core/verifier.ts";
import type { TokenKeys } from "../core/verify-token.ts";
import { env } from "../env.ts";
import { createJwks } from "./jwks.ts";
import { createSecretsManager, createSigningKeys } from "./signing-keys.ts";

/** Verifies tokens as the deployment is set: with the secret (HS256), or with the keys of an issuer. */
export function openVerifier(log: Log): Verify {
  const { jwtIssuer: issuer, jwtAudience: audience, jwtType: type, maxTokenSeconds: maxLifetimeSeconds } = env;
  return createVerifier({ keys: keysOf(log), rules: { issuer, audience, type, maxLifetimeSeconds }, now: Date.now });
}

function keysOf(log: Log): TokenKeys {
  const { jwksUri, jwtSecretArn: secretArn, maxTokenSeconds: maxLifetimeSeconds } = env;
  if (!jwksUri) return createSigningKeys(createSecretsManager(), { secretArn, maxLifetimeSeconds, now: Date.now, log });
  // The same keys sign tokens of other APIs, and often of other customers of the issuer.
  if (!env.jwtIssuer || !env.jwtAudience) throw new Error("With JWKS_URI, JWT_ISSUER and JWT_AUDIENCE must be set.");
  const algorithms = env.jwtAlgorithms.map((name) => {
    const algorithm = PUBLIC_ALGORITHMS.find((one) => one === name);
    if (!algorithm) throw new Error(`JWT_ALGORITHMS names ${name}; there are ${PUBLIC_ALGORITHMS.join(", ")}.`);
    return algorithm;
  });
  return createJwks({ uri: jwksUri, algorithms, now: Date.now, log });
}
