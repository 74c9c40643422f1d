import { readSync } from "node:fs";
import { crc32 } from "node:zlib";

/** Bytes of the payload and its CRC-32, both big-endian. */
const PREFIX_BYTES = 8;

/** Makes a frame, which is written at once: it is there as a whole, or it is not there. */
export function encodeFrame(payload: Buffer): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(payload.length, 0);
  prefix.writeUInt32BE(crc32(payload), 4);
  return Buffer.concat([prefix, payload]);
}

/** A file that is open for reading, and its length. */
export interface OpenFile {
  readonly descriptor: number;
  readonly size: number;
}

export interface ReadFrames {
  /** The place at which the last whole frame ends. */
  readonly end: number;
  /** True when a whole frame stands anywhere behind that: then it is not a write that a kill cut short. */
  readonly damaged: boolean;
}

/** Reads frames from `start` up to the first that is cut short or differs from its checksum. */
export function readFrames(file: OpenFile, start: number, onFrame: (payload: Buffer) => void): ReadFrames {
  let end = start;
  for (let frame = readFrame(file, end); frame?.sound; frame = readFrame(file, end)) {
    onFrame(frame.payload);
    end = frame.end;
  }
  return { end, damaged: holdsFrame(readBytes(file, end, file.size - end) ?? Buffer.alloc(0)) };
}

/** Looks at any place, because a wrong length leads nowhere. What text looks like as a length is beyond every file. */
function holdsFrame(bytes: Buffer): boolean {
  for (let at = 0; at + PREFIX_BYTES < bytes.length; at++) {
    const length = bytes.readUInt32BE(at);
    const start = at + PREFIX_BYTES;
    if (length === 0 || start + length > bytes.length) continue;
    if (crc32(bytes.subarray(start, start + length)) === bytes.readUInt32BE(at + 4)) return true;
  }
  return false;
}

interface Frame {
  readonly payload: Buffer;
  readonly sound: boolean;
  readonly end: number;
}

/** Undefined where no frame fits. */
function readFrame(file: OpenFile, start: number): Frame | undefined {
  const prefix = readBytes(file, start, PREFIX_BYTES);
  const length = prefix?.readUInt32BE(0);
  // An empty payload is never written, and is what a stretch of zeros looks like.
  if (!prefix || !length) return undefined;
  const payload = readBytes(file, start + PREFIX_BYTES, length);
  if (!payload) return undefined;
  return { payload, sound: crc32(payload) === prefix.readUInt32BE(4), end: start + PREFIX_BYTES + length };
}

/** Undefined when the file has fewer. */
export function readBytes({ descriptor, size }: OpenFile, start: number, length: number): Buffer | undefined {
  if (start + length > size) return undefined;
  const bytes = Buffer.allocUnsafe(length);
  for (let read = 0; read < length; ) {
    const count = readSync(descriptor, bytes, read, length - read, start + read);
    if (count === 0) return undefined;
    read += count;
  }
  return bytes;
}
