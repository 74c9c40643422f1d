import http2 from "node:http2";
import { hostHeaderOf, MEANT_HOST_HEADER } from "./http.mjs";

/** @typedef {import("./policy.mjs").Policy} Policy */
/** @typedef {http2.ClientSessionOptions | http2.SecureClientSessionOptions} Options */

/** Options of the connection that the caller would have made, not of the one that is made. */
const CONNECTION_OPTIONS = ["createConnection", "host", "port", "servername", "lookup", "protocol"];

/** @param {string | { protocol?: string, hostname?: string, host?: string, port?: string | number }} authority */
function destinationOf(authority) {
  const url = typeof authority === "string" ? new URL(authority) : authority;
  const secure = (url.protocol ?? "https:") === "https:";
  const host = String(url.hostname || url.host || "localhost").replace(/^\[(.*)\]$/, "$1");
  return { host, port: Number(url.port) || (secure ? 443 : 80), secure };
}

/**
 * Names the host that the caller meant in every request of a session, as the other ways to call do.
 *
 * @param {http2.ClientHttp2Session} session
 * @param {string} host Used when a request names none.
 */
function nameHost(session, host) {
  const { request } = session;
  session.request = (headers = {}, options) => {
    const meant = String(headers[":authority"] ?? headers.host ?? host);
    const { host: _host, ...others } = headers;
    return request.call(session, { ...others, ":authority": meant, [MEANT_HOST_HEADER]: meant }, options);
  };
  return session;
}

/**
 * Leads sessions of HTTP/2 with AWS to the engine instead, which speaks it without TLS.
 *
 * @param {string} endpoint
 * @param {Policy} policy
 */
export function leadHttp2Calls(endpoint, policy) {
  const original = /** @type {(...args: unknown[]) => http2.ClientHttp2Session} */ (http2.connect);

  /**
   * @param {string | URL} authority
   * @param {unknown[]} rest
   */
  function connect(authority, ...rest) {
    const destination = destinationOf(authority);
    const given = /** @type {Options | undefined} */ (rest.find((arg) => typeof arg === "object" && arg !== null));
    if (given?.createConnection || policy(destination) !== "engine") return original(authority, ...rest);
    const kept = Object.entries(given ?? {}).filter(([name]) => !CONNECTION_OPTIONS.includes(name));
    const listener = rest.find((arg) => typeof arg === "function");
    return nameHost(original(endpoint, Object.fromEntries(kept), listener), hostHeaderOf(destination));
  }

  Object.assign(http2, { connect });
}
