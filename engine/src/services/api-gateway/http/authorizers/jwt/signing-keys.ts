import { createPublicKey, type KeyObject } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../../../../../kernel/clock.ts";
import { messageOf } from "../../../../../kernel/errors.ts";
import { serviceOfHost } from "../../../../../wire/called-service.ts";
import { callAnywhere } from "../../../../../wire/http-client.ts";
import { isLoopback } from "../../../../../wire/loopback.ts";

/** The public keys of issuers. */
export interface SigningKeys {
  /** The issuer's key of that id; a text says why there is none. */
  find(issuer: string, keyId: string | undefined): Promise<KeyObject | string>;
}

/** The body of a URL; rejects when it cannot be had. */
export type FetchText = (url: URL) => Promise<string>;

/** API Gateway keeps an issuer's keys for two hours. */
const KEPT_MS = 2 * 60 * 60 * 1000;

/** A key that is not known may be a new one, but an issuer is not asked more often than this. */
const SHORTEST_INTERVAL_MS = 10_000;

const discovery = z.object({ jwks_uri: z.string() });
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional() })) });

type KeySet = z.infer<typeof keySet>["keys"];

interface Kept {
  readonly keys: Promise<KeySet | string>;
  readonly fetchedAt: number;
}

export function createSigningKeys(
  clock: Pick<Clock, "now">,
  fetchText: FetchText,
  passthrough: readonly string[],
): SigningKeys {
  const kept = new Map<string, Kept>();

  function keysOf(issuer: string, olderThanMs: number): Kept["keys"] {
    const known = kept.get(issuer);
    if (known && clock.now() - known.fetchedAt < olderThanMs) return known.keys;
    const keys = fetchKeys(issuer);
    kept.set(issuer, { keys, fetchedAt: clock.now() });
    return keys;
  }

  async function fetchKeys(issuer: string): Promise<KeySet | string> {
    try {
      const { jwks_uri: uri } = discovery.parse(await fetchJson(discoveryUrl(issuer)));
      return keySet.parse(await fetchJson(uri)).keys;
    } catch (error) {
      return `OIDC discovery endpoint communication error: ${messageOf(error).split("\n")[0]}`;
    }
  }

  async function fetchJson(url: string): Promise<unknown> {
    const refused = issuerProblem(url, passthrough);
    if (refused) throw new Error(refused);
    return JSON.parse(await fetchText(new URL(url)));
  }

  return {
    async find(issuer, keyId) {
      const known = keyIn(await keysOf(issuer, KEPT_MS), keyId);
      // It may be new, or the issuer may answer again.
      return typeof known === "string" ? keyIn(await keysOf(issuer, SHORTEST_INTERVAL_MS), keyId) : known;
    },
  };
}

function keyIn(keys: KeySet | string, keyId: string | undefined): KeyObject | string {
  if (typeof keys === "string") return keys;
  const found = keys.find(({ kid, kty }) => kty === "RSA" && kid !== undefined && kid === keyId);
  if (!found) return "the token's key is none of the issuer's";
  try {
    return createPublicKey({ key: found, format: "jwk" });
  } catch (error) {
    return `the issuer's key is not valid: ${messageOf(error)}`;
  }
}

const discoveryUrl = (issuer: string) => `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;

/** Tells why a URL is not called; undefined for one on this machine, or of a service that may be passed through to AWS. */
export function issuerProblem(url: string, passthrough: readonly string[]): string | undefined {
  if (!URL.canParse(url)) return `${url} is no URL`;
  const { hostname, protocol, host } = new URL(url);
  if (!/^https?:$/.test(protocol)) return `${url} is no web address`;
  if (isLoopback(hostname)) return undefined;
  const service = serviceOfHost(host);
  if (service && protocol === "https:" && passthrough.includes(service)) return undefined;
  return `${host} is not on this machine, and no call leaves it`;
}

/** API Gateway waits 1,500 ms for an issuer's keys. */
const DEADLINE_MS = 1_500;

/** Fetches a URL that has been found allowed. It follows no redirection: that could lead off this machine. */
export const createFetchText =
  (clock: Pick<Clock, "after">): FetchText =>
  async (url) => {
    const deadline = new AbortController();
    using _timer = clock.after(DEADLINE_MS, () => deadline.abort());
    const call = { method: "GET", url, headers: { accept: ["application/json"] }, body: Buffer.alloc(0) };
    const { status, body } = await callAnywhere(call, deadline.signal);
    if (status !== 200) throw new Error(`${url.host} answered ${status}`);
    return body.toString();
  };
