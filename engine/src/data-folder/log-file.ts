import { closeSync, fstatSync, openSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { platform } from "node:os";
import { dirname } from "node:path";
import { UserError } from "../kernel/errors.ts";
import { ifExists } from "../kernel/if-exists.ts";
import { encodeFrame, type OpenFile, readBytes, readFrames } from "./frames.ts";
import type { LogRecord } from "./shelves.ts";

/** Names the format; another version begins with another line. */
const HEADER = Buffer.from("portcullis-log 1\n");

/** A rewritten log is written in frames of about this size. */
const REWRITTEN_FRAME_BYTES = 1024 * 1024;

/** The log is rewritten once it is this much longer than twice what it would be. */
const SLACK_BYTES = 16 * 1024 * 1024;

/** Holds secrets and messages: for its owner only. */
const MODE = 0o600;

/** A file of records: what is appended is on disk once that resolves, whatever happens then. */
export interface LogFile extends AsyncDisposable {
  /** Bytes at the end that were no whole record when it was opened, and are dropped. */
  readonly droppedBytes: number;
  /** True when most of it is about what has changed since. */
  readonly isLong: boolean;
  /** Reads `records` before it returns. Rejects when the disk does not take them; nothing of them is then in the file. */
  append(records: Iterable<LogRecord>): Promise<void>;
  /** Puts a file with these records in its place. Reads `records` before it returns. */
  rewrite(records: Iterable<LogRecord>): Promise<void>;
}

/**
 * Opens the file, made unless it is there, and gives every record in it to `apply`. A last frame that a kill cut short
 * was never acknowledged: it is dropped. Rejects with a `UserError` when the file is damaged elsewhere.
 */
export async function openLogFile(path: string, apply: (record: LogRecord) => void): Promise<LogFile> {
  const found = readLog(path, apply);
  let handle = found ? await open(path, "r+") : await createLog(path, []);
  let end = found?.end ?? HEADER.length;
  let rewrittenBytes = 0;
  // Something may stand behind the end: cut off before anything is appended, so that a shorter frame leaves no rest of it.
  let torn = true;

  return {
    droppedBytes: found?.droppedBytes ?? 0,
    get isLong() {
      return end > 2 * rewrittenBytes + SLACK_BYTES;
    },
    async append(records) {
      const frame = encodeFrame(Buffer.concat([...records].map(toLine)));
      if (torn) await handle.truncate(end);
      torn = true;
      await writeFully(handle, frame, end);
      await handle.datasync();
      torn = false;
      end += frame.length;
    },
    async rewrite(records) {
      const frames = [...framesOf(records)];
      const before = handle;
      // Should the disk have no room for two files, this one goes on growing for a while.
      rewrittenBytes = end;
      handle = await createLog(path, frames);
      end = frames.reduce((sum, { length }) => sum + length, HEADER.length);
      rewrittenBytes = end;
      torn = false;
      await before.close();
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

interface FoundLog {
  readonly end: number;
  readonly droppedBytes: number;
}

/** Undefined when there is no file. */
function readLog(path: string, apply: (record: LogRecord) => void): FoundLog | undefined {
  const descriptor = ifExists(() => openSync(path, "r"));
  if (descriptor === undefined) return undefined;
  try {
    const file = { descriptor, size: fstatSync(descriptor).size };
    checkHeader(path, file);
    const { end, damaged } = readFrames(file, HEADER.length, (payload) => {
      for (const line of payload.toString().trimEnd().split("\n")) apply(JSON.parse(line) as LogRecord);
    });
    if (damaged) throw unreadable(path, `It is damaged at byte ${end}, and goes on behind that.`);
    return { end, droppedBytes: file.size - end };
  } finally {
    closeSync(descriptor);
  }
}

function checkHeader(path: string, file: OpenFile): void {
  if (readBytes(file, 0, HEADER.length)?.equals(HEADER)) return;
  throw unreadable(path, "It was not written by this version of Portcullis.");
}

const unreadable = (path: string, why: string) =>
  new UserError(`${path} cannot be read. ${why}`, {
    location: { file: path },
    hint: "Bring back a copy of it, or move it away to begin without queues, parameters, topics and rules.",
  });

/** Nobody ever sees half of it: the name is given to a file that is complete. */
async function createLog(path: string, frames: readonly Buffer[]): Promise<FileHandle> {
  const unnamed = `${path}.new`;
  const handle = await open(unnamed, "w+", MODE);
  try {
    let end = 0;
    for (const bytes of [HEADER, ...frames]) {
      await writeFully(handle, bytes, end);
      end += bytes.length;
    }
    await handle.sync();
    await rename(unnamed, path);
    await syncFolder(dirname(path));
    return handle;
  } catch (error) {
    await handle.close();
    await rm(unnamed, { force: true });
    throw error;
  }
}

async function writeFully(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}

/** A new name is kept once its folder is. Windows has no such call, and needs none. */
async function syncFolder(path: string): Promise<void> {
  if (platform() === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const toLine = (record: LogRecord) => Buffer.from(`${JSON.stringify(record)}\n`);

function* framesOf(records: Iterable<LogRecord>): Iterable<Buffer> {
  let lines: Buffer[] = [];
  let bytes = 0;
  for (const record of records) {
    const line = toLine(record);
    lines.push(line);
    bytes += line.length;
    if (bytes < REWRITTEN_FRAME_BYTES) continue;
    yield encodeFrame(Buffer.concat(lines));
    lines = [];
    bytes = 0;
  }
  if (lines.length > 0) yield encodeFrame(Buffer.concat(lines));
}
