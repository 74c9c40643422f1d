import { PUBLIC_ALGORITHMS } from "../core/key-set.ts";
import type { Log } from "../core/log.ts";
import { createVerifier, type Verify } from "../core/verifier.ts";
import type { TokenKeys } from "../core/verify-token.ts";
import * as env from "../env.ts";
import { createJsonApi } from "./json-api.ts";
import { createJwks } from "./jwks.ts";
import { createSigningKeys } from "./signing-keys.ts";

/** Verifies tokens as the deployment is set: with the secret (HS256), or with the keys of an issuer. */
export function openVerifier(log: Log): Verify {
  const rules = {
    issuer: env.jwtIssuer(),
    audience: env.jwtAudience(),
    type: env.jwtType(),
    maxLifetimeSeconds: env.maxTokenSeconds(),
  };
  return createVerifier({ keys: keysOf(log), rules, now: Date.now });
}

function keysOf(log: Log): TokenKeys {
  const uri = env.jwksUri();
  return uri ? issuersKeys(uri, log) : ownKeys(log);
}

function ownKeys(log: Log): TokenKeys {
  const [secretArn, maxLifetimeSeconds] = [env.jwtSecretArn(), env.maxTokenSeconds()];
  return createSigningKeys(createJsonApi("secretsmanager"), { secretArn, maxLifetimeSeconds, now: Date.now, log });
}

function issuersKeys(uri: string, log: Log): TokenKeys {
  // The same keys sign tokens of other APIs, and often of other customers of the issuer.
  if (!env.jwtIssuer() || !env.jwtAudience())
    throw new Error("With JWKS_URI, JWT_ISSUER and JWT_AUDIENCE must be set.");
  const algorithms = env.jwtAlgorithms().map((name) => {
    const algorithm = PUBLIC_ALGORITHMS.find((one) => one === name);
    if (!algorithm) throw new Error(`JWT_ALGORITHMS names ${name}; there are ${PUBLIC_ALGORITHMS.join(", ")}.`);
    return algorithm;
  });
  return createJwks({ uri, algorithms, now: Date.now, log });
}
