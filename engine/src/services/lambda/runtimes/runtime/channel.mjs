import workerThreads from "node:worker_threads";

/** @typedef {import("../../environment/protocol.ts").HostMessage} HostMessage */
/** @typedef {import("../../environment/protocol.ts").IsolateMessage} IsolateMessage */
/** @typedef {import("../../environment/protocol.ts").InspectorMessage} InspectorMessage */

/**
 * The way to the engine: a message port in a thread, IPC in a process.
 *
 * @typedef {object} Channel
 * @property {boolean} isThread
 * @property {(message: IsolateMessage | InspectorMessage) => void} send
 * @property {(message: IsolateMessage, exitCode: number) => void} sendLast Sends, then ends the isolate.
 * @property {(signal: string) => void} sendKilled Says what ended the isolate, then ends it without another word.
 * @property {() => void} sendExhausted The same for what takes more memory than it may.
 * @property {(listener: (message: HostMessage) => void) => void} listen
 * @property {(ticket: number) => boolean} claim Tells whether an invocation that came ahead may be begun; asked once.
 * @property {() => void} hold Keeps the event loop alive (as it is at first).
 * @property {() => void} release Lets the event loop end when the function has nothing left to do.
 */

/** The most that may be under way to the engine, as in a pipe: whoever prints more waits until it is read. */
const MOST_WAITING_CHARACTERS = 4 * 1024 * 1024;

/**
 * @param {NonNullable<typeof workerThreads.parentPort>} port
 * @returns {Channel}
 */
function threadChannel(port) {
  /** @type {{ underWay: Int32Array, claims: Int32Array }} */
  const { underWay, claims } = workerThreads.workerData;
  // Ends the thread without a call of what listens to `exit`, as a signal does.
  const { reallyExit } = /** @type {NodeJS.Process & { reallyExit(code: number): void }} */ (process);
  /** @param {IsolateMessage} message */
  function sendAndEnd(message) {
    port.postMessage(message);
    reallyExit(0);
  }
  // On Lambda a function is the main thread of a process of its own; what it sends is not meant for the engine.
  Object.assign(workerThreads, { isMainThread: true, parentPort: null, workerData: null });
  /** @param {string} line */
  function waitForRoom(line) {
    let waiting = Atomics.add(underWay, 0, line.length) + line.length;
    for (; waiting > MOST_WAITING_CHARACTERS; waiting = Atomics.load(underWay, 0)) Atomics.wait(underWay, 0, waiting);
  }
  return {
    isThread: true,
    send(message) {
      port.postMessage(message);
      if (message.type === "log") waitForRoom(message.line);
    },
    sendLast(message, exitCode) {
      port.postMessage(message);
      process.exit(exitCode);
    },
    sendKilled: (signal) => sendAndEnd({ type: "killed", signal }),
    sendExhausted: () => sendAndEnd({ type: "exhausted" }),
    listen: (listener) => void port.on("message", listener),
    claim: (ticket) => Atomics.compareExchange(claims, ticket % claims.length, ticket, 0) === ticket,
    hold: () => port.ref(),
    release: () => port.unref(),
  };
}

/** @returns {Channel} */
function processChannel() {
  // User code may replace these; the engine's way must not depend on it.
  const send = process.send?.bind(process);
  const { exit, channel: pipe } = process;
  if (!send) throw new Error("This file is started by the engine.");
  process.on("disconnect", () => exit(0));
  // On Lambda nobody listens to a function but its runtime.
  Object.assign(process, { send: undefined, disconnect: undefined });
  // Without groups Ctrl-C reaches every process of a terminal; the engine still needs functions while it stops.
  if (process.platform === "win32") process.on("SIGINT", () => {});
  return {
    isThread: false,
    send: (message) => void send(message),
    sendLast: (message, exitCode) => void send(message, () => exit(exitCode)),
    sendKilled: (signal) => void process.kill(process.pid, signal),
    sendExhausted: () => process.abort(),
    listen: (listener) => void process.on("message", listener),
    claim: () => true,
    hold: () => pipe?.ref(),
    release: () => pipe?.unref(),
  };
}

const { parentPort } = workerThreads;

export const channel = parentPort ? threadChannel(parentPort) : processChannel();
