import { MEANT_HOST_HEADER } from "./http.mjs";
import { refusal } from "./policy.mjs";

/** @typedef {import("./policy.mjs").Policy} Policy */
/** @typedef {typeof fetch} Fetch */

/** @param {URL} url */
function destinationOf({ protocol, hostname, port }) {
  const secure = protocol === "https:";
  return { host: hostname.replace(/^\[(.*)\]$/, "$1"), port: Number(port) || (secure ? 443 : 80), secure };
}

/**
 * The URL as the engine serves it.
 *
 * @param {URL} url
 * @param {string} endpoint
 */
const atEngine = (url, endpoint) => new URL(url.pathname + url.search, endpoint);

/**
 * Leads `fetch` to AWS to the engine instead, and refuses what would leave this machine.
 *
 * @param {string} endpoint
 * @param {Policy} policy
 */
export function leadFetchCalls(endpoint, policy) {
  const original = globalThis.fetch;

  /**
   * @param {URL} url
   * @param {Parameters<Fetch>[0]} input
   * @param {Parameters<Fetch>[1]} init
   */
  async function callEngine(url, input, init) {
    const request = new Request(input, init);
    const headers = new Headers(request.headers);
    headers.set(MEANT_HOST_HEADER, headers.get("host") ?? url.host);
    // Read at once: a stream would go out without the content-length that the caller's body has.
    const body = request.body ? await request.arrayBuffer() : undefined;
    const { method, redirect, signal } = request;
    return original(atEngine(url, endpoint), { method, redirect, signal, headers, body });
  }

  /**
   * @param {Parameters<Fetch>[0]} input
   * @param {Parameters<Fetch>[1]} [init]
   */
  async function ledFetch(input, init) {
    const url = new URL(input instanceof Request ? input.url : input);
    if (!/^https?:$/.test(url.protocol)) return original(input, init);
    const destination = destinationOf(url);
    const verdict = policy(destination);
    if (verdict === "direct") return original(input, init);
    if (verdict === "engine") return callEngine(url, input, init);
    const cause = refusal(destination.host, destination.port);
    throw new TypeError(`fetch failed: ${cause.message}`, { cause });
  }

  Object.defineProperty(ledFetch, "name", { value: "fetch" });
  globalThis.fetch = ledFetch;
}
