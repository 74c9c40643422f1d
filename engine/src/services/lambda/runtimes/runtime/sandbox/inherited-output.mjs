import { randomUUID } from "node:crypto";
import { closeSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A thread's standard streams by their number are the engine's: what a child inherits of them would print there, and
 * read what is meant for the engine.
 */
const OUTPUTS = /** @type {const} */ ([
  [1, "stdout"],
  [2, "stderr"],
]);

const CHUNK_BYTES = 64 * 1024;

/**
 * @param {unknown} stdio
 * @returns {unknown[]}
 */
const asList = (stdio) => (Array.isArray(stdio) ? [...stdio] : [stdio, stdio, stdio]);

/**
 * @param {unknown} entry
 * @param {number} number
 */
const isInherited = (entry, number) => entry === "inherit" || entry === number;

/**
 * The list that Node.js makes of `stdio`, with pipes in place of the engine's streams.
 *
 * @param {unknown} stdio
 */
export function withoutInherited(stdio) {
  const list = asList(stdio);
  const inherited = OUTPUTS.filter(([number]) => isInherited(list[number], number));
  for (const [number] of inherited) list[number] = "pipe";
  if (isInherited(list[0], 0)) list[0] = "ignore";
  return {
    stdio: stdio === undefined ? stdio : list,
    /**
     * Leads what the child prints to the function's own output; the function sees no stream, as with `inherit`.
     *
     * @param {import("node:child_process").ChildProcess} child
     */
    lead(child) {
      for (const [number, name] of inherited) {
        const stream = /** @type {import("node:net").Socket | null} */ (child[name]);
        stream?.on("data", (chunk) => process[name].write(chunk)).unref();
        // Since Node.js 24 its end may come before the stream's, for which its `close` waits: nothing else may be left.
        child.once("exit", () => stream?.ref());
        Object.assign(child, { [name]: null });
        Object.assign(child.stdio, { [number]: null });
      }
    },
  };
}

/**
 * The same for a child that is waited for: it prints into files, which are read when it has ended.
 *
 * @template T
 * @param {unknown} stdio
 * @param {(stdio: unknown) => T} run
 * @returns {T}
 */
export function runWithoutInherited(stdio, run) {
  const list = asList(stdio);
  const files = OUTPUTS.filter(([number]) => isInherited(list[number], number)).map(([number, name]) => {
    const path = join(tmpdir(), `portcullis-${randomUUID()}`);
    const fd = openSync(path, "wx+", 0o600);
    list[number] = fd;
    return { path, fd, name };
  });
  if (isInherited(list[0], 0)) list[0] = "ignore";
  try {
    return run(stdio === undefined ? stdio : list);
  } finally {
    for (const { path, fd, name } of files) {
      const buffer = Buffer.alloc(CHUNK_BYTES);
      for (let at = 0, count = readSync(fd, buffer, 0, CHUNK_BYTES, 0); count > 0; ) {
        process[name].write(Buffer.from(buffer.subarray(0, count)));
        at += count;
        count = readSync(fd, buffer, 0, CHUNK_BYTES, at);
      }
      closeSync(fd);
      rmSync(path, { force: true });
    }
  }
}
