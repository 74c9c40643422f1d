import { createHash, randomBytes } from "node:crypto";

/** Randomness as an argument, so that a test can replay a run. */
export interface Random {
  bytes(length: number): Buffer;
}

/** Bytes that are drawn at once: each call of the system's generator costs as much as some thousand bytes of it. */
const DRAWN_BYTES = 4096;

/** More than any id takes; what is larger is drawn by itself. */
const LARGEST_SHARE_BYTES = 64;

export const systemRandom: Random = createSystemRandom();

function createSystemRandom(): Random {
  let drawn = Buffer.alloc(0);
  let used = 0;
  return {
    bytes(length) {
      if (length > LARGEST_SHARE_BYTES) return randomBytes(length);
      if (used + length > drawn.length) {
        drawn = randomBytes(DRAWN_BYTES);
        used = 0;
      }
      // No byte is given out twice, and none stays here for others to find.
      const share = Buffer.from(drawn.subarray(used, used + length));
      drawn.fill(0, used, used + length);
      used += length;
      return share;
    },
  };
}

/** A version 4 UUID (RFC 9562, section 5.4), the form of AWS request ids. */
export function uuid(random: Random): string {
  const bytes = random.bytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * `length` characters of `alphabet` that depend on `seed` alone. Physical ids are made this way: they look like
 * AWS's random ones, and stay the same from one start to the next so that URLs and kept data still fit.
 */
export function stableId(seed: string, length: number, alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"): string {
  let id = "";
  for (let round = 0; id.length < length; round++) {
    for (const byte of createHash("sha256").update(`${round}:${seed}`).digest()) id += alphabet[byte % alphabet.length];
  }
  return id.slice(0, length);
}

/**
 * Numbers from 0 up to 1 that depend on `seed` alone (SplitMix32), so that a run in which chance has a say can be
 * repeated. Not for secrets.
 */
export function createSeededChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
