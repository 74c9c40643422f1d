import type { Log } from "../../core/ports.ts";
import { createKeyCache } from "../../core/tokens/keys/key-cache.ts";
import { KEY_MIN_BYTES } from "../../core/tokens/keys/rotate.ts";
import type { TokenKeys } from "../../core/tokens/verify-token.ts";
import { AwsApiError, type JsonApi } from "../http/json-api.ts";
import { absent } from "./rotating-secret.ts";

/** A rotated or replaced secret is known everywhere after this. */
const FRESH_MS = 5 * 60 * 1000;

/** Time that an outage of Secrets Manager may last before nobody gets in: as long as an issuer's. */
const MAX_AGE_MS = 24 * 60 * 60 * 1000;

/** A forged token makes us look for newer keys once in this time, however many come. */
const REFRESH_COOL_DOWN_MS = 30 * 1000;

/** Answers that are about the secret: it is gone, or taken from us. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
const DEFINITE_CODES: ReadonlySet<string> = new Set([
  "AccessDeniedException",
  "DecryptionFailure",
  "InvalidRequestException",
]);

class UnusableSecret extends Error {}

const isOutage = (error: unknown) =>
  !(error instanceof UnusableSecret || (error instanceof AwsApiError && DEFINITE_CODES.has(error.code)));

type VersionStage = "AWSCURRENT" | "AWSPREVIOUS";

interface SigningKey {
  readonly bytes: Uint8Array;
  readonly createdAtMs: number;
}

export interface SigningKeysOptions {
  readonly secretArn: string;
  /** Lifetime of a token: the previous key counts for as long after a rotation, and not until the next one. */
  readonly maxLifetimeSeconds: number;
  readonly now: () => number;
  readonly log: Log;
  readonly onStale?: () => void;
}

/**
 * The keys of the secret, current first. While Secrets Manager does not answer, those that were had count on for a day.
 * Rejects, and so lets nobody in, when there are none or the current key is too short.
 */
export function createSigningKeys(api: JsonApi, options: SigningKeysOptions): TokenKeys {
  const { secretArn, maxLifetimeSeconds, now, log, onStale } = options;
  const times = { freshMs: FRESH_MS, maxAgeMs: MAX_AGE_MS, coolDownMs: REFRESH_COOL_DOWN_MS };
  const cache = createKeyCache(load, { ...times, now, log, isOutage, onStale });

  async function load() {
    const [current, previous] = await Promise.all([requireKey(api, secretArn), readKey(api, secretArn, "AWSPREVIOUS")]);
    const lastOfPreviousMs = current.createdAtMs + maxLifetimeSeconds * 1000;
    const isCurrent = { bytes: current.bytes, countsUntilMs: Number.POSITIVE_INFINITY };
    return previous ? [isCurrent, { bytes: previous.bytes, countsUntilMs: lastOfPreviousMs }] : [isCurrent];
  }

  return {
    algorithms: ["HS256"],
    async find() {
      const keys = await cache.get();
      return keys.filter(({ countsUntilMs }) => now() < countsUntilMs).map(({ bytes }) => bytes);
    },
    refresh: cache.refresh,
  };
}

/** The key to sign with. */
export async function readCurrentKey(api: JsonApi, secretArn: string): Promise<Uint8Array> {
  return (await requireKey(api, secretArn)).bytes;
}

async function requireKey(api: JsonApi, secretArn: string): Promise<SigningKey> {
  const key = await readKey(api, secretArn, "AWSCURRENT");
  if (!key) throw new UnusableSecret("The secret has no current value.");
  return key;
}

async function readKey(api: JsonApi, secretArn: string, stage: VersionStage): Promise<SigningKey | undefined> {
  const request = { SecretId: secretArn, VersionStage: stage };
  const { SecretString, CreatedDate } = await api.call("GetSecretValue", request).catch(absent);
  if (typeof SecretString !== "string") return undefined;
  const bytes = new TextEncoder().encode(SecretString);
  if (bytes.length < KEY_MIN_BYTES)
    throw new UnusableSecret(`The ${stage} signing key has fewer than ${KEY_MIN_BYTES} bytes.`);
  // Seconds since 1970.
  return { bytes, createdAtMs: Number(CreatedDate) * 1000 };
}
