/** The hashes that a request claims whose body comes in chunks, each with a signature of its own. */
const SIGNED_CHUNKS = /^STREAMING-AWS4-(?:HMAC|ECDSA-P256)-SHA256-PAYLOAD(?:-TRAILER)?$/;

export const isSignedInChunks = (claimed: string): boolean => SIGNED_CHUNKS.test(claimed);

const CRLF = Buffer.from("\r\n");

/** More than any chunk's line has: its length, and a signature. */
const LONGEST_LINE_BYTES = 1024;

/**
 * The body inside of `aws-chunked`, as its bytes come in: chunks without the lines that tell their lengths and
 * signatures, and without trailers. Throws a `RangeError` where it is none.
 */
export async function* withoutChunks(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const reader = createReader(stream);
  for (let length = lengthOf(await reader.line()); length > 0; length = lengthOf(await reader.line())) {
    yield* reader.bytes(length);
    await reader.line();
  }
}

function lengthOf(line: string): number {
  const [, length] = /^([0-9a-f]{1,8})(?:;.*)?$/i.exec(line) ?? [];
  if (length === undefined) throw new RangeError("this is no body in chunks");
  return Number.parseInt(length, 16);
}

/** Reads lines and numbers of bytes, whatever pieces they come in. */
function createReader(stream: AsyncIterable<Uint8Array>) {
  const pieces = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  async function readMore(): Promise<void> {
    const { done, value } = await pieces.next();
    if (done) throw new RangeError("the body ends before its last chunk");
    rest = Buffer.concat([rest, value]);
  }

  return {
    async line(): Promise<string> {
      while (!rest.includes(CRLF) && rest.length <= LONGEST_LINE_BYTES) await readMore();
      const end = rest.indexOf(CRLF);
      if (end === -1 || end > LONGEST_LINE_BYTES) throw new RangeError("this is no body in chunks");
      const line = rest.toString("latin1", 0, end);
      rest = rest.subarray(end + CRLF.length);
      return line;
    },
    async *bytes(length: number): AsyncGenerator<Buffer> {
      for (let missing = length; missing > 0; ) {
        if (rest.length === 0) await readMore();
        const taken = rest.subarray(0, missing);
        rest = rest.subarray(taken.length);
        missing -= taken.length;
        yield taken;
      }
    },
  };
}
