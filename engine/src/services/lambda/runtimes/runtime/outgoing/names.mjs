import dgram from "node:dgram";
import dns from "node:dns";
import { refusal } from "./policy.mjs";

/** @typedef {import("./policy.mjs").Policy} Policy */
/** @typedef {Record<string, unknown>} Module */

/** Functions that look up a name with the system's means, and may answer for this machine. */
const LOOKUPS = ["lookup"];

/** Functions that ask a name server, which is not on this machine. */
const QUERIES = [
  "resolve",
  "resolve4",
  "resolve6",
  "resolveAny",
  "resolveCaa",
  "resolveCname",
  "resolveMx",
  "resolveNaptr",
  "resolveNs",
  "resolvePtr",
  "resolveSoa",
  "resolveSrv",
  "resolveTlsa",
  "resolveTxt",
  "reverse",
];

/** The name service's own port; there is none in a look-up. */
const NAME_SERVICE_PORT = 53;

/** @param {unknown[]} args */
const callbackOf = (args) => args.findLast((arg) => typeof arg === "function");

/**
 * @param {object} holder
 * @param {readonly string[]} names
 * @param {(host: string) => boolean} isAllowed
 * @param {(error: Error, args: unknown[]) => unknown} refuse
 */
function guardFunctions(holder, names, isAllowed, refuse) {
  const module = /** @type {Module} */ (holder);
  for (const name of names) {
    const original = module[name];
    if (typeof original !== "function") continue;
    /**
     * @this {unknown}
     * @param {unknown[]} args
     */
    function guarded(...args) {
      const host = String(args[0]);
      if (isAllowed(host)) return Reflect.apply(/** @type {Function} */ (original), this, args);
      return refuse(refusal(host, NAME_SERVICE_PORT), args);
    }
    module[name] = guarded;
  }
}

/**
 * @param {Error} error
 * @param {unknown[]} args
 */
function failByCallback(error, args) {
  const callback = callbackOf(args);
  if (typeof callback !== "function") throw error;
  process.nextTick(() => callback(error));
}

/** @param {Error} error */
const failByPromise = (error) => Promise.reject(error);

/**
 * Refuses to look up names outside this machine: that would ask a name server, and tell it of them.
 *
 * @param {Policy} policy
 */
export function guardNames(policy) {
  const isHere = (/** @type {string} */ host) => policy({ host, port: NAME_SERVICE_PORT, secure: false }) === "direct";
  const never = () => false;
  for (const { holder, refuse } of [
    { holder: dns, refuse: failByCallback },
    { holder: dns.promises, refuse: failByPromise },
  ]) {
    guardFunctions(holder, LOOKUPS, isHere, refuse);
    guardFunctions(holder, QUERIES, never, refuse);
  }
  guardFunctions(dns.Resolver.prototype, QUERIES, never, failByCallback);
  guardFunctions(dns.promises.Resolver.prototype, QUERIES, never, failByPromise);
}

/**
 * The destination of `send(message, offset?, length?, port?, address?, callback?)` or of
 * `connect(port, address?, callback?)`.
 *
 * @param {unknown[]} args
 */
function addressOf(args) {
  const numbers = args.filter((arg) => typeof arg === "number");
  const host = args.find((arg) => typeof arg === "string");
  return { host: typeof host === "string" ? host : "localhost", port: Number(numbers.at(-1) ?? 0), secure: false };
}

/**
 * Refuses datagrams to anywhere else.
 *
 * @param {Policy} policy
 */
export function guardDatagrams(policy) {
  const prototype = /** @type {Module} */ (/** @type {object} */ (dgram.Socket.prototype));
  for (const { name, leading } of [
    { name: "send", leading: 1 },
    { name: "connect", leading: 0 },
  ]) {
    const original = /** @type {Function} */ (prototype[name]);
    /**
     * @this {dgram.Socket}
     * @param {unknown[]} args
     */
    function guarded(...args) {
      const destination = addressOf(args.slice(leading));
      if (policy(destination) === "direct") return Reflect.apply(original, this, args);
      const error = refusal(destination.host, destination.port);
      const callback = callbackOf(args);
      process.nextTick(() => (typeof callback === "function" ? callback(error) : this.emit("error", error)));
    }
    prototype[name] = guarded;
  }
}
