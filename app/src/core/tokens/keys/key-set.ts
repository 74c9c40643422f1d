import type { Log } from "../../ports.ts";

/**
 * Algorithms, and the keys that they are for: a key of the set is good for that one algorithm, whatever a token says.
 * `name` and what follows are Web Cryptography's.
 */
const KINDS = {
  RS256: { kty: "RSA", crv: undefined, name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  ES256: { kty: "EC", crv: "P-256", name: "ECDSA", namedCurve: "P-256" },
  EdDSA: { kty: "OKP", crv: "Ed25519", name: "Ed25519" },
} as const;

export type PublicAlgorithm = keyof typeof KINDS;

export const PUBLIC_ALGORITHMS = Object.keys(KINDS) as PublicAlgorithm[];

/** RFC 7518 §3.3. */
const RSA_MIN_BITS = 2048;

/** Real sets have a handful. */
const MAX_KEYS = 50;

/** A key of an issuer's set that tokens can be verified with. */
export interface PublicKey {
  readonly kid: string | undefined;
  readonly algorithm: PublicAlgorithm;
  readonly key: CryptoKey;
}

/**
 * The keys of a JWK set that are for these algorithms. Secret, private and short keys are left out, with a word in the
 * log. Throws when the document is no key set or nothing of it is of use: then the keys that we have count on.
 */
export async function publicKeysOf(
  document: unknown,
  algorithms: readonly PublicAlgorithm[],
  log: Log,
): Promise<readonly PublicKey[]> {
  const entries = isObject(document) ? document.keys : undefined;
  if (!Array.isArray(entries) || entries.length > MAX_KEYS) throw new Error("The answer is not a JWK set.");
  const keys: PublicKey[] = [];
  for (const entry of entries) {
    const key = isObject(entry) ? await readKey(entry, algorithms) : "It is no object.";
    if (typeof key !== "string") keys.push(key);
    else
      log.warn("A key of the set is not used", {
        kid: isObject(entry) ? String(entry.kid).slice(0, 64) : "",
        why: key,
      });
  }
  if (keys.length === 0) throw new Error("The JWK set has no key that can be used.");
  return keys;
}

/** Gives the keys that a token with this header may have. Names are compared, never looked up in an object. */
export function keysFor(header: { alg?: unknown; kid?: unknown }, keys: readonly PublicKey[]): CryptoKey[] {
  return keys
    .filter(({ algorithm, kid }) => algorithm === header.alg && (header.kid === undefined || kid === header.kid))
    .map(({ key }) => key);
}

type Jwk = Readonly<Record<string, unknown>>;

/** The key, or why it is not used. */
async function readKey(jwk: Jwk, algorithms: readonly PublicAlgorithm[]): Promise<PublicKey | string> {
  if (jwk.kty === "oct") return "It is symmetric: whoever reads the set could sign.";
  if (jwk.d !== undefined) return "It is private: whoever reads the set could sign.";
  if (jwk.use !== undefined && jwk.use !== "sig") return "It is not for signatures.";
  const algorithm = algorithms.find((one) => isFor(one, jwk));
  if (!algorithm) return "It is for none of the algorithms that are allowed.";
  const key = await importKey(jwk, algorithm);
  if (!key) return "It cannot be read.";
  const { modulusLength = RSA_MIN_BITS } = key.algorithm as { readonly modulusLength?: number };
  if (modulusLength < RSA_MIN_BITS) return `It has fewer than ${RSA_MIN_BITS} bits.`;
  return { kid: typeof jwk.kid === "string" ? jwk.kid : undefined, algorithm, key };
}

function isFor(algorithm: PublicAlgorithm, { alg = algorithm, kty, crv }: Jwk): boolean {
  const kind = KINDS[algorithm];
  return alg === algorithm && kty === kind.kty && crv === kind.crv;
}

/** The caller says in the log that it could not be read; what Node says may hold a part of the key. */
async function importKey({ kty, n, e, crv, x, y }: Jwk, algorithm: PublicAlgorithm): Promise<CryptoKey | undefined> {
  const jwk = { kty, n, e, crv, x, y } as JsonWebKey;
  return crypto.subtle.importKey("jwk", jwk, KINDS[algorithm], true, ["verify"]).catch(() => undefined);
}

function isObject(value: unknown): value is Jwk {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
