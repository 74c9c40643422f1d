import { constants, type KeyObject, verify } from "node:crypto";
import { parseJson } from "../../../../../kernel/parse-json.ts";
import { isObject, type PlainObject } from "../../../../../template/plain-data.ts";

/** A JSON Web Token in its compact form, taken apart and not yet believed. */
export interface Token {
  readonly algorithm: Algorithm;
  readonly keyId: string | undefined;
  readonly claims: PlainObject;
  readonly signed: string;
  readonly signature: Buffer;
}

const PKCS1 = { padding: constants.RSA_PKCS1_PADDING };
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };

/** JWT authorizers take RSA signatures only; above all neither `none` nor a shared secret. */
const ALGORITHMS = {
  RS256: { hash: "sha256", ...PKCS1 },
  RS384: { hash: "sha384", ...PKCS1 },
  RS512: { hash: "sha512", ...PKCS1 },
  PS256: { hash: "sha256", ...PSS },
  PS384: { hash: "sha384", ...PSS },
  PS512: { hash: "sha512", ...PSS },
} as const;

type Algorithm = keyof typeof ALGORITHMS;

const isAlgorithm = (name: unknown): name is Algorithm => typeof name === "string" && Object.hasOwn(ALGORITHMS, name);

/** A text says what is wrong with one that cannot be read. */
export function decodeToken(text: string): Token | string {
  const parts = text.split(".");
  const [head = "", body = "", signature = ""] = parts;
  const header = decodeObject(head);
  const claims = decodeObject(body);
  if (parts.length !== 3 || !header || !claims) return "the token is malformed";
  if (!isAlgorithm(header.alg)) return "the token's signing algorithm is not supported";
  return {
    algorithm: header.alg,
    keyId: typeof header.kid === "string" ? header.kid : undefined,
    claims,
    signed: `${head}.${body}`,
    signature: Buffer.from(signature, "base64url"),
  };
}

/** True when `key`'s owner signed the token. */
export function isSignedBy({ algorithm, signed, signature }: Token, key: KeyObject): boolean {
  const { hash, ...options } = ALGORITHMS[algorithm];
  return verify(hash, Buffer.from(signed), { key, ...options }, signature);
}

function decodeObject(part: string): PlainObject | undefined {
  const value = parseJson(Buffer.from(part, "base64url").toString("utf8"));
  return isObject(value) ? value : undefined;
}
