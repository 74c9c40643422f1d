import { crc32 } from "node:zlib";

/** The value of a header: text, or a time in milliseconds since the epoch, or bytes. */
export type EventHeader = string | Date | Buffer;

export type EventHeaders = Readonly<Record<string, EventHeader>>;

/** A message of `application/vnd.amazon.eventstream`. */
export interface EventMessage {
  readonly headers: EventHeaders;
  readonly payload: Buffer;
}

export const EVENT_STREAM = "application/vnd.amazon.eventstream";

const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;

/** The most that a message may have (https://smithy.io/2.0/aws/amazon-eventstream.html, "Message"): 24 MB, rounded up. */
const LARGEST_MESSAGE_BYTES = 25 * 1024 * 1024;

const HEADER_TYPES = { bytes: 6, text: 7, timestamp: 8 } as const;

/** A message in the binary framing of AWS's event streams: lengths and their checksum, headers, payload, checksum. */
export function encodeEvent({ headers, payload }: EventMessage): Buffer {
  const encoded = encodeEventHeaders(headers);
  const prelude = Buffer.alloc(PRELUDE_BYTES);
  prelude.writeUInt32BE(PRELUDE_BYTES + encoded.length + payload.length + CHECKSUM_BYTES, 0);
  prelude.writeUInt32BE(encoded.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const message = Buffer.concat([prelude, encoded, payload]);
  return Buffer.concat([message, uint32(crc32(message))]);
}

export const encodeEventHeaders = (headers: EventHeaders): Buffer =>
  Buffer.concat(Object.entries(headers).map(([name, value]) => encodeHeader(name, value)));

function encodeHeader(name: string, value: EventHeader): Buffer {
  const start = Buffer.concat([Buffer.from([Buffer.byteLength(name)]), Buffer.from(name)]);
  if (value instanceof Date) return Buffer.concat([start, Buffer.from([HEADER_TYPES.timestamp]), int64(value)]);
  const type = typeof value === "string" ? HEADER_TYPES.text : HEADER_TYPES.bytes;
  const bytes = Buffer.from(value);
  return Buffer.concat([start, Buffer.from([type]), uint16(bytes.length), bytes]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function int64(time: Date): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(time.getTime()));
  return bytes;
}

/** An event of a service that speaks JSON, or the exception that ends a stream. */
export type JsonEvent = { readonly payload: object } & ({ readonly type: string } | { readonly exception: string });

export const encodeJsonEvent = ({ payload, ...kind }: JsonEvent): Buffer => {
  const [message, name] = "type" in kind ? (["event", kind.type] as const) : (["exception", kind.exception] as const);
  return encodeEvent({
    headers: { [`:${message}-type`]: name, ":content-type": "application/json", ":message-type": message },
    payload: Buffer.from(JSON.stringify(payload)),
  });
};

/** The payloads of a stream's messages, as its bytes come in. Throws where they are no event stream. */
export async function* eventPayloads(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of stream) {
    rest = Buffer.concat([rest, piece]);
    for (let length = nextLength(rest); length <= rest.length; length = nextLength(rest)) {
      yield payloadOf(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  }
  if (rest.length > 0) throw new RangeError("the event stream ends in the middle of a message");
}

/** The length of the message that begins here; infinite while that has not come. */
function nextLength(bytes: Buffer): number {
  if (bytes.length < PRELUDE_BYTES) return Number.POSITIVE_INFINITY;
  if (crc32(bytes.subarray(0, 8)) !== bytes.readUInt32BE(8)) throw new RangeError("this is no event stream");
  const length = bytes.readUInt32BE(0);
  const least = PRELUDE_BYTES + bytes.readUInt32BE(4) + CHECKSUM_BYTES;
  if (length < least || length > LARGEST_MESSAGE_BYTES) throw new RangeError(`no event has ${length} bytes`);
  return length;
}

function payloadOf(message: Buffer): Buffer {
  const end = message.length - CHECKSUM_BYTES;
  if (crc32(message.subarray(0, end)) !== message.readUInt32BE(end)) throw new RangeError("an event is damaged");
  return message.subarray(PRELUDE_BYTES + message.readUInt32BE(4), end);
}
