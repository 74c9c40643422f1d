import net from "node:net";
import { refusal } from "./policy.mjs";

/** @typedef {import("./policy.mjs").Policy} Policy */

/**
 * The destination of `socket.connect(…)`, from any of its forms; undefined for a local path.
 *
 * @param {readonly unknown[]} args
 */
function destinationOf(args) {
  // Within Node.js the arguments come packed in an array.
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === "object" && first !== null) {
    const { path, host, port } = /** @type {net.TcpNetConnectOpts & { path?: string }} */ (first);
    return path ? undefined : { host: String(host ?? "localhost"), port: Number(port) };
  }
  if (Number.isNaN(Number(first))) return undefined;
  return { host: typeof second === "string" ? second : "localhost", port: Number(first) };
}

/**
 * Refuses every connection that would leave this machine, whichever library opens it: before any name is looked up.
 *
 * @param {Policy} policy
 */
export function guardSockets(policy) {
  const connect = net.Socket.prototype.connect;
  /**
   * @this {net.Socket}
   * @param {unknown[]} args
   * @returns {net.Socket}
   */
  function guardedConnect(...args) {
    const destination = destinationOf(args);
    // What is meant for AWS was led to the engine before it came here; the rest goes straight or not at all.
    if (!destination || policy({ ...destination, secure: false }) === "direct")
      return Reflect.apply(connect, this, args);
    process.nextTick(() => this.destroy(refusal(destination.host, destination.port)));
    return this;
  }
  Object.assign(net.Socket.prototype, { connect: guardedConnect });
}
