import { LARGEST_FRAME_BYTES } from "./quotas.ts";

const EMPTY = Buffer.alloc(0);
const SHORT_HEADER_BYTES = 2;
const MASK_BYTES = 4;
/** Length values that announce a longer field (RFC 6455, section 5.2), and the bytes of that field. */
const EXTENDED: Readonly<Record<number, number>> = { 126: 2, 127: 8 };

/**
 * Watches the bytes of one client for a data frame above the quota. `ws` limits messages but does not show frames, so
 * this walks their headers beside it and skips the payloads.
 */
export class FrameMeter {
  /** Set once a frame is too large; nothing is read from then on. */
  exceeded = false;
  /** Messages that were complete before. */
  messages = 0;
  #header: Buffer = EMPTY;
  #payloadLeft = 0;
  #endsMessage = false;

  read(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0 && !this.exceeded) rest = this.#payloadLeft > 0 ? this.#skip(rest) : this.#begin(rest);
  }

  #skip(bytes: Buffer): Buffer {
    const skipped = Math.min(this.#payloadLeft, bytes.length);
    this.#payloadLeft -= skipped;
    if (this.#payloadLeft === 0) this.#end();
    return bytes.subarray(skipped);
  }

  #begin(bytes: Buffer): Buffer {
    const header = this.#header.length > 0 ? Buffer.concat([this.#header, bytes]) : bytes;
    const size = headerSize(header);
    if (header.length < size) {
      // A copy, so that the few bytes do not keep the whole chunk alive.
      this.#header = Buffer.from(header);
      return EMPTY;
    }
    this.#header = EMPTY;
    this.#open(header);
    return header.subarray(size);
  }

  #open(header: Buffer): void {
    const first = header[0] ?? 0;
    const isData = (first & 0x0f) < 8;
    this.#payloadLeft = payloadLength(header);
    this.#endsMessage = isData && first >= 0x80;
    this.exceeded = isData && this.#payloadLeft > LARGEST_FRAME_BYTES;
    if (this.#payloadLeft === 0) this.#end();
  }

  #end(): void {
    if (this.#endsMessage) this.messages += 1;
  }
}

function headerSize(bytes: Buffer): number {
  const second = bytes[1] ?? 0;
  return SHORT_HEADER_BYTES + (EXTENDED[second & 0x7f] ?? 0) + (second >= 0x80 ? MASK_BYTES : 0);
}

function payloadLength(header: Buffer): number {
  const short = (header[1] ?? 0) & 0x7f;
  if (short === 127) return header.readUInt32BE(2) * 2 ** 32 + header.readUInt32BE(6);
  return short === 126 ? header.readUInt16BE(2) : short;
}
