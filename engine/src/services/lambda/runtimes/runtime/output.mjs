import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { StringDecoder } from "node:string_decoder";
import { format } from "node:util";
import { inLines, LONGEST_LINE_CHARACTERS } from "./bounds.mjs";
import { jsonEntry } from "./json-log.mjs";

/** @typedef {import("../../environment/protocol.ts").LogLevel} LogLevel */
/**
 * Takes an entry of the log. A whole one stands there as it is; before the others Lambda puts time, request and level.
 *
 * @typedef {(level: LogLevel, line: string, isWhole: boolean) => void} Emit
 */

/** @type {readonly LogLevel[]} */
const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

/** @type {ReadonlyArray<readonly [method: string, level: LogLevel]>} */
const CONSOLE_METHODS = [
  ["trace", "TRACE"],
  ["debug", "DEBUG"],
  ["info", "INFO"],
  ["log", "INFO"],
  ["warn", "WARN"],
  ["error", "ERROR"],
  ["fatal", "FATAL"],
];

/**
 * The level that a line of a structured logger tells of itself.
 *
 * @param {string} line
 */
function ownLevel(line) {
  const name = /^\{.*?"level":\s*"(\w+)"/.exec(line)?.[1]?.toUpperCase();
  return LEVELS.find((level) => level === name);
}

/**
 * Cuts a stream of bytes into lines.
 *
 * @param {(line: string) => void} emitLine
 */
function createLineReader(emitLine) {
  const decoder = new StringDecoder("utf8");
  let rest = "";

  function flush() {
    if (rest !== "") emitLine(rest);
    rest = "";
  }

  return {
    /** @param {string | Uint8Array} chunk */
    write(chunk) {
      rest += typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk));
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(emitLine);
      if (rest.length > LONGEST_LINE_CHARACTERS) flush();
    },
    flush,
  };
}

/** @typedef {ReturnType<typeof createLineReader>} LineReader */

/** @typedef {() => import("./json-log.mjs").LogContext} LogContextSource */

/**
 * Writes what `console` is told in the format that the function asks for.
 *
 * @param {Emit} emit
 * @param {LogContextSource} context
 * @returns {(level: LogLevel, parts: unknown[]) => void}
 */
function createWriter(emit, context) {
  const isJson = process.env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === "JSON";
  // Without an argument it is `undefined` that is printed.
  if (!isJson) return (level, [message, ...others]) => emit(level, format(message, ...others), false);
  return (level, parts) => emit(level, jsonEntry(level, context(), parts), true);
}

/** @param {ReturnType<typeof createWriter>} write */
function captureConsole(write) {
  /** @type {readonly string[]} */
  const names = LEVELS;
  const wanted = process.env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase() ?? "TRACE";
  const lowest = names.indexOf(wanted);
  for (const [method, level] of CONSOLE_METHODS) {
    const silent = LEVELS.indexOf(level) < lowest;
    const log = silent ? () => {} : (/** @type {unknown[]} */ ...parts) => write(level, parts);
    Object.assign(console, { [method]: log });
  }
}

/**
 * @param {NodeJS.WriteStream} stream
 * @param {LineReader} reader
 */
function captureStream(stream, reader) {
  /** @param {[chunk: string | Uint8Array, encoding?: unknown, callback?: unknown]} parts */
  stream.write = (...parts) => {
    reader.write(parts[0]);
    const callback = parts.find((part) => typeof part === "function");
    if (typeof callback === "function") process.nextTick(callback);
    return true;
  };
}

/**
 * The bytes of a `write(fd, buffer, offset, length)` or `write(fd, string)`.
 *
 * @param {readonly unknown[]} args
 */
function bytesOf([, data, offset, length]) {
  if (typeof data === "string") return Buffer.from(data);
  const { buffer, byteOffset, byteLength } = /** @type {NodeJS.ArrayBufferView} */ (data);
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  const start = typeof offset === "number" ? offset : 0;
  return bytes.subarray(start, typeof length === "number" ? start + length : undefined);
}

/**
 * Some loggers write to the file descriptors themselves.
 *
 * @param {(fd: unknown) => LineReader | undefined} readerOf
 */
function captureDescriptors(readerOf) {
  const { write, writeSync } = fs;
  /** @param {Parameters<typeof writeSync>} args */
  const capturedSync = (...args) => {
    const reader = readerOf(args[0]);
    if (!reader) return writeSync(...args);
    const bytes = bytesOf(args);
    reader.write(bytes);
    return bytes.length;
  };
  /** @param {Parameters<typeof write>} args */
  const captured = (...args) => {
    const reader = readerOf(args[0]);
    if (!reader) return write(...args);
    const bytes = bytesOf(args);
    reader.write(bytes);
    process.nextTick(/** @type {Function} */ (args.at(-1)), null, bytes.length, args[1]);
  };
  // Node.js keeps on these functions what `util.promisify` needs of them.
  Object.defineProperties(captured, Object.getOwnPropertyDescriptors(write));
  Object.assign(fs, { write: captured, writeSync: capturedSync });
  syncBuiltinESMExports();
}

/** A warning of Node's own release schedule says nothing of Lambda's runtime. */
const ABOUT_THIS_MACHINE = /^NodeVersionSupportWarning/;

/**
 * Node.js prints warnings with `console.error`, which is the runtime's.
 *
 * @param {Error & { code?: string, detail?: string }} warning
 */
const textOf = ({ name, message, code, detail }) =>
  `(node:${process.pid}) ${code ? `[${code}] ` : ""}${name}: ${message}${detail ? `\n${detail}` : ""}`;

function captureWarnings() {
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if (!ABOUT_THIS_MACHINE.test(warning.message)) console.error(textOf(warning));
  });
}

/**
 * Leads all that a function prints to `emitEntry`: one call for each `console` call or line.
 *
 * @param {Emit} emitEntry
 * @param {LogContextSource} context
 * @returns {{ flush(): void }} `flush` emits lines that were begun and not ended.
 */
export function captureOutput(emitEntry, context) {
  /** @type {Emit} */
  const emit = (level, line, isWhole) => inLines(line, (part) => emitEntry(level, part, isWhole));
  const stdout = createLineReader((line) => emit(ownLevel(line) ?? "INFO", line, true));
  const stderr = createLineReader((line) => emit(ownLevel(line) ?? "ERROR", line, true));
  const write = createWriter(emit, context);
  captureConsole(write);
  captureStream(process.stdout, stdout);
  captureStream(process.stderr, stderr);
  captureDescriptors((fd) => (fd === 1 ? stdout : fd === 2 ? stderr : undefined));
  captureWarnings();
  return {
    flush() {
      stdout.flush();
      stderr.flush();
    },
  };
}
