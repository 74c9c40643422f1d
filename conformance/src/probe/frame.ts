const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface FrameOptions {
  readonly fin?: boolean;
  readonly masked?: boolean;
  /** The three reserved bits, 0 to 7. */
  readonly reserved?: number;
  /** In place of the kind's. */
  readonly opcode?: number;
}

/** The bytes of a client's frame, right or deliberately wrong (RFC 6455 §5.2). The mask is zero: it changes nothing. */
export function frame(
  kind: keyof typeof OPCODES,
  payload: Uint8Array | string,
  options: FrameOptions = {},
): Uint8Array {
  const { fin = true, masked = true, reserved = 0, opcode = OPCODES[kind] } = options;
  const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
  const mask = masked ? 0x80 : 0;
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  return Buffer.concat([Buffer.from([first]), lengthField(bytes.length, mask), Buffer.alloc(masked ? 4 : 0), bytes]);
}

function lengthField(length: number, mask: number): Buffer {
  if (length < 126) return Buffer.from([mask | length]);
  if (length < 65_536) return Buffer.from([mask | 126, length >> 8, length & 0xff]);
  const field = Buffer.alloc(9);
  field[0] = mask | 127;
  field.writeBigUInt64BE(BigInt(length), 1);
  return field;
}
