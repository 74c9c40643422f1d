import type { SigningKeys } from "../core/authorize.ts";
import { env } from "../env.ts";
import { AwsApiError, createJsonApi, type JsonApi } from "./json-api.ts";

/** A rotated or replaced secret is known everywhere after this. */
const CACHE_MS = 5 * 60 * 1000;

/** A forged token makes us look for newer keys once in this time, however many come. */
const REFRESH_COOL_DOWN_MS = 30 * 1000;

/** RFC 7518 §3.2: a key for HS256 has 256 bits at least. */
const KEY_MIN_BYTES = 32;

type VersionStage = "AWSCURRENT" | "AWSPREVIOUS";

/**
 * The keys of the secret, current first. Rejects, and so lets nobody in, when Secrets Manager does not answer or the
 * current key is too short.
 */
export function createSigningKeys(api: JsonApi, secretArn: string, now: () => number): SigningKeys {
  let cached: { readonly keys: readonly Uint8Array[]; readonly atMs: number } | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;

  async function load(): Promise<readonly Uint8Array[]> {
    askedAtMs = now();
    const [current, previous] = await Promise.all([
      readKey(api, secretArn, "AWSCURRENT"),
      readKey(api, secretArn, "AWSPREVIOUS"),
    ]);
    if (!current) throw new Error("The secret has no current value.");
    const keys = previous ? [current, previous] : [current];
    cached = { keys, atMs: askedAtMs };
    return keys;
  }

  return {
    async get() {
      return cached && now() < cached.atMs + CACHE_MS ? cached.keys : load();
    },
    async refresh() {
      if (now() < askedAtMs + REFRESH_COOL_DOWN_MS) return false;
      await load();
      return true;
    },
  };
}

/** The key to sign with. */
export async function readCurrentKey(api: JsonApi, secretArn: string): Promise<Uint8Array> {
  const key = await readKey(api, secretArn, "AWSCURRENT");
  if (!key) throw new Error("The secret has no current value.");
  return key;
}

export function createSecretsManager(): JsonApi {
  const suffix = env.region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return createJsonApi({
    service: "secretsmanager",
    target: "secretsmanager",
    contentType: "application/x-amz-json-1.1",
    endpoint: env.endpointOverride("SECRETS_MANAGER") ?? `https://secretsmanager.${env.region}.${suffix}/`,
  });
}

async function readKey(api: JsonApi, secretArn: string, stage: VersionStage): Promise<Uint8Array | undefined> {
  const { SecretString } = await api.call("GetSecretValue", { SecretId: secretArn, VersionStage: stage }).catch(absent);
  if (typeof SecretString !== "string") return undefined;
  const key = new TextEncoder().encode(SecretString);
  if (key.length < KEY_MIN_BYTES) throw new Error(`The ${stage} signing key has fewer than ${KEY_MIN_BYTES} bytes.`);
  return key;
}

/** A secret that was never rotated has no previous version. */
function absent(error: unknown): Readonly<Record<string, unknown>> {
  if (error instanceof AwsApiError && error.code === "ResourceNotFoundException") return {};
  throw error;
}
