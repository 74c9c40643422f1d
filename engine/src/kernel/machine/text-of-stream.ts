/** Reads a stream as text, up to a length: what has come is all that there is when it is cut. */
export async function textOfStream(stream: AsyncIterable<Buffer>, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > mostBytes) break;
    }
  } catch {
    // A server may cut the connection behind its answer.
  }
  return Buffer.concat(chunks).toString("utf8", 0, mostBytes);
}
