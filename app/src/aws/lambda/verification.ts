import type { Log } from "../../core/ports.ts";
import { PUBLIC_ALGORITHMS } from "../../core/tokens/keys/key-set.ts";
import { createVerifier, type Verify } from "../../core/tokens/verifier.ts";
import type { TokenKeys } from "../../core/tokens/verify-token.ts";
import * as env from "../../env.ts";
import { createMetrics } from "../cloudwatch/metrics.ts";
import { createJsonApi } from "../http/json-api.ts";
import { createJwks } from "../http/jwks.ts";
import { createSigningKeys } from "../secrets/signing-keys.ts";

/** Verifies tokens as the deployment is set: with the secret (HS256), or with the keys of an issuer. */
export function openVerifier(log: Log): Verify {
  const rules = {
    issuer: env.jwtIssuer(),
    audience: env.jwtAudience(),
    clientIds: env.jwtClientIds(),
    type: env.jwtType(),
    maxLifetimeSeconds: env.maxTokenSeconds(),
  };
  return createVerifier({ keys: keysOf(log), rules, claims: env.claimNames(), now: Date.now });
}

function keysOf(log: Log): TokenKeys {
  const uri = env.jwksUri();
  return uri ? issuersKeys(uri, log) : ownKeys(log);
}

function ownKeys(log: Log): TokenKeys {
  const [secretArn, maxLifetimeSeconds] = [env.jwtSecretArn(), env.maxTokenSeconds()];
  const onStale = countStaleKeys();
  return createSigningKeys(createJsonApi("secretsmanager"), {
    secretArn,
    maxLifetimeSeconds,
    now: Date.now,
    log,
    onStale,
  });
}

function issuersKeys(uri: string, log: Log): TokenKeys {
  // The same keys sign tokens of other APIs, and often of other customers of the issuer.
  if (!env.jwtIssuer() || !(env.jwtAudience() || env.jwtClientIds().length > 0))
    throw new Error("With JWKS_URI, JWT_ISSUER must be set, and JWT_AUDIENCE or JWT_CLIENT_IDS.");
  const algorithms = env.jwtAlgorithms().map((name) => {
    const algorithm = PUBLIC_ALGORITHMS.find((one) => one === name);
    if (!algorithm) throw new Error(`JWT_ALGORITHMS names ${name}; there are ${PUBLIC_ALGORITHMS.join(", ")}.`);
    return algorithm;
  });
  return createJwks({ uri, algorithms, now: Date.now, log, onStale: countStaleKeys() });
}

/** An alarm is on it: when the kept keys are too old, nobody gets in any more. */
function countStaleKeys(): () => void {
  const metrics = createMetrics();
  return () => metrics.count("StaleKeys", 1);
}
