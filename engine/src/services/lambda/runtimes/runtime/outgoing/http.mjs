import http from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import { urlToHttpOptions } from "node:url";

/** @typedef {import("./policy.mjs").Policy} Policy */
/** @typedef {http.RequestOptions & { headers?: http.OutgoingHttpHeaders | readonly string[] }} Options */
/** @typedef {(response: http.IncomingMessage) => void} Listener */

/** Carries the host that the caller meant, and signed. */
export const MEANT_HOST_HEADER = "x-portcullis-host";

/** Options of the connection that the caller would have made, not of the one that is made. */
const CONNECTION_OPTIONS = [
  "host",
  "hostname",
  "port",
  "protocol",
  "agent",
  "createConnection",
  "defaultPort",
  "lookup",
];

/**
 * The options of `request(url?, options?, listener?)`, merged as Node.js merges them.
 *
 * @param {readonly unknown[]} args
 * @returns {{ options: Options, listener: Listener | undefined }}
 */
function readArguments(args) {
  const listener = args.find((arg) => typeof arg === "function");
  const [first, second] = args;
  const isUrl = typeof first === "string" || first instanceof URL;
  const url = isUrl ? urlToHttpOptions(new URL(first)) : {};
  const given = isUrl ? second : first;
  const options = { ...url, ...(typeof given === "object" ? given : {}) };
  return { options, listener: /** @type {Listener | undefined} */ (listener) };
}

/**
 * @param {Options} options
 * @param {boolean} secure
 */
function destinationOf(options, secure) {
  const defaultPort = secure ? 443 : 80;
  return {
    host: String(options.hostname ?? options.host ?? "localhost"),
    port: Number(options.port || options.defaultPort || defaultPort),
    secure,
  };
}

/**
 * @param {import("./policy.mjs").Destination} destination
 */
export function hostHeaderOf({ host, port, secure }) {
  const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return port === (secure ? 443 : 80) ? name : `${name}:${port}`;
}

/**
 * The headers with the host that was meant in them twice: as `Host`, and where a proxy on the way leaves it alone.
 *
 * @param {Options["headers"]} headers
 * @param {string} hostHeader Used when the caller gives none.
 * @returns {http.OutgoingHttpHeaders | string[]}
 */
export function withMeantHost(headers, hostHeader) {
  if (Array.isArray(headers)) {
    const flat = headers.flat();
    const at = flat.findIndex((name, index) => index % 2 === 0 && String(name).toLowerCase() === "host");
    const host = at === -1 ? hostHeader : String(flat[at + 1]);
    return [...flat, ...(at === -1 ? ["host", host] : []), MEANT_HOST_HEADER, host];
  }
  const named = /** @type {http.OutgoingHttpHeaders} */ (headers ?? {});
  const key = Object.keys(named).find((name) => name.toLowerCase() === "host");
  const host = (key && named[key]) || hostHeader;
  return { ...named, [key ?? "host"]: host, [MEANT_HOST_HEADER]: host };
}

/**
 * @param {Options} options
 * @param {string} hostHeader
 * @param {http.RequestOptions} engine
 * @returns {http.RequestOptions}
 */
function toEngine(options, hostHeader, engine) {
  const kept = Object.entries(options).filter(([name]) => !CONNECTION_OPTIONS.includes(name));
  return { ...Object.fromEntries(kept), ...engine, headers: withMeantHost(options.headers, hostHeader) };
}

/**
 * Leads calls of `http` and `https` to AWS to the engine instead, whoever makes them.
 *
 * @param {string} endpoint
 * @param {Policy} policy
 */
export function leadHttpCalls(endpoint, policy) {
  const { hostname, port } = urlToHttpOptions(new URL(endpoint));
  const engine = { hostname, port, agent: new http.Agent({ keepAlive: true }) };
  const plainRequest = http.request;

  for (const { module, secure } of [
    { module: http, secure: false },
    { module: https, secure: true },
  ]) {
    /** @type {(...args: unknown[]) => http.ClientRequest} */
    const original = /** @type {Function} */ (module.request).bind(module);
    /** @param {unknown[]} args */
    const request = (...args) => {
      const { options, listener } = readArguments(args);
      const destination = destinationOf(options, secure);
      if (options.socketPath || policy(destination) !== "engine") return original(...args);
      return plainRequest(toEngine(options, hostHeaderOf(destination), engine), listener);
    };
    /** @param {unknown[]} args */
    const get = (...args) => {
      const made = request(...args);
      made.end();
      return made;
    };
    Object.assign(module, { request, get });
  }
  syncBuiltinESMExports();
}
