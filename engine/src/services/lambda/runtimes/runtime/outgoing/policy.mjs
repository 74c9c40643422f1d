/**
 * The way that a function's call may go: to the engine in AWS's stead, straight to where it names (this machine), or
 * nowhere.
 *
 * @typedef {"engine" | "direct" | "refused"} Verdict
 */

/**
 * @typedef {object} Destination
 * @property {string} host A name or an address, without brackets.
 * @property {number} port
 * @property {boolean} secure True when TLS is spoken there.
 */

/** @typedef {(destination: Destination) => Verdict} Policy */

const AWS_HOST = /(^|\.)(amazonaws\.com(\.cn)?|api\.aws|on\.aws)$/;

const LOOPBACK_HOST = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|0\.0\.0\.0|::|::1|::ffff:127(\.\d{1,3}){3})$/;

/** SDKs put a prefix before the hosts of StartSyncExecution and StartLiveTail, whatever host they are given. */
const PREFIXED_HOST = /^(?:sync|stream|streaming)-(localhost|127(\.\d{1,3}){3})$/;

/** @param {string} host */
const normalize = (host) =>
  host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");

/**
 * The one place that decides over outgoing calls.
 *
 * @param {{ endpoint: string, domainNames: readonly string[] }} options
 * @returns {Policy}
 */
export function createPolicy({ endpoint, domainNames }) {
  const enginePort = Number(new URL(endpoint).port);
  const ours = new Set(domainNames.map(normalize));
  return ({ host, port, secure }) => {
    const name = normalize(host);
    // Handlers build `https://${domainName}/${stage}` from the event, and the engine's own host speaks plain HTTP.
    if (LOOPBACK_HOST.test(name)) return secure && port === enginePort ? "engine" : "direct";
    if (PREFIXED_HOST.test(name) && port === enginePort) return "engine";
    return AWS_HOST.test(name) || ours.has(name) ? "engine" : "refused";
  };
}

/**
 * @param {string} host
 * @param {number} port
 */
export function refusal(host, port) {
  const error = new Error(
    `A function's calls stay on this machine, so ${host}:${port} was not called (calls to AWS are answered here when they are made with http, https or fetch).`,
  );
  return Object.assign(error, { code: "ERR_CALL_REFUSED" });
}
