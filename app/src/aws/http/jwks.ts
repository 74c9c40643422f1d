import type { Log } from "../../core/ports.ts";
import { createKeyCache } from "../../core/tokens/keys/key-cache.ts";
import { keysFor, type PublicAlgorithm, publicKeysOf } from "../../core/tokens/keys/key-set.ts";
import type { TokenKeys } from "../../core/tokens/verify-token.ts";

/** A key that the issuer took back is refused after this. */
const FRESH_MS = 10 * 60 * 1000;

/** Time that an outage of the issuer may last before nobody gets in. */
const MAX_AGE_MS = 24 * 60 * 60 * 1000;

const COOL_DOWN_MS = 60 * 1000;

/** The authorizer has 5 seconds in all. */
const TIMEOUT_MS = 3_000;

/** Real sets have some KB. */
const MAX_BYTES = 256 * 1024;

export interface JwksOptions {
  readonly uri: string;
  readonly algorithms: readonly PublicAlgorithm[];
  readonly now: () => number;
  readonly log: Log;
  readonly onStale?: () => void;
  readonly fetch?: typeof globalThis.fetch;
}

/** The keys of an issuer, from the one address that the deployment names: no token can lead us to another. */
export function createJwks(options: JwksOptions): TokenKeys {
  const { uri, algorithms, now, log, onStale, fetch = globalThis.fetch } = options;
  if (new URL(uri).protocol !== "https:") throw new Error("The address of the JWK set must begin with https://.");
  if (algorithms.length === 0) throw new Error("There is no algorithm to verify tokens with.");
  const times = { freshMs: FRESH_MS, maxAgeMs: MAX_AGE_MS, coolDownMs: COOL_DOWN_MS };
  const load = async () => publicKeysOf(JSON.parse(await download(uri, fetch)), algorithms, log);
  const cache = createKeyCache(load, { ...times, now, log, onStale });
  return {
    algorithms,
    find: async (header) => keysFor(header, await cache.get()),
    refresh: cache.refresh,
  };
}

async function download(uri: string, fetch: typeof globalThis.fetch): Promise<string> {
  // A redirect would be an address that the deployment does not name.
  const response = await fetch(uri, { redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok || !response.body) throw new Error(`The address of the JWK set answered ${response.status}.`);
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error(`The JWK set has more than ${MAX_BYTES} bytes.`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}
