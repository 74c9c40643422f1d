import { Hash } from "@smithy/core/serde";
import { SignatureV4 } from "@smithy/signature-v4";
import { describe, expect, it } from "vitest";
import type { StreamedCall } from "../../../src/wire/elsewhere/send.ts";
import { signedAnew } from "../../../src/wire/elsewhere/signed-anew.ts";
import { encodeEvent } from "../../../src/wire/protocols/event-stream.ts";
import { verifySignature } from "../../../src/wire/sigv4.ts";
import { developer, headersOf, principals, request } from "../signing.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const signing = { credentials: developer, region: "eu-west-1", service: "s3", now: () => NOW };

async function* inPieces(text: string, length = 5) {
  for (let at = 0; at < text.length; at += length) yield Buffer.from(text.slice(at, at + length));
}

async function collect({ body }: StreamedCall): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of Buffer.isBuffer(body) ? [body] : body) pieces.push(piece);
  return Buffer.concat(pieces);
}

const call = (parts: Partial<StreamedCall>): StreamedCall => ({
  method: "PUT",
  url: new URL("http://localhost:9000/bucket/key"),
  headers: {},
  body: Buffer.alloc(0),
  prefersHttp2: false,
  ...parts,
});

function verify({ method, url, headers }: StreamedCall, body: Buffer) {
  const rawHeaders = Object.entries(headers).flatMap(([name, values]) => [name, values.join(",")]);
  return verifySignature(request({ method, url, rawHeaders, headers: headersOf(rawHeaders), body }), { principals });
}

const SIGNATURE = "chunk-signature=0123456789abcdef";

describe("a call that is signed anew", () => {
  it("keeps the hash that is claimed of a body which is still to come", async () => {
    const hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const signed = signedAnew(call({ headers: { "x-amz-content-sha256": [hash] }, body: inPieces("abc") }), signing);
    expect(verify(signed, Buffer.from("abc"))).toMatchObject({ ok: true });
    expect(verify(signed, Buffer.from("abd"))).toMatchObject({ ok: false });
  });

  it.each(["STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"])(
    "has its body in one piece where its chunks have the caller's signatures: %s",
    async (claimed) => {
      const chunks = `8;${SIGNATURE}\r\nhello\r\nx\r\nA;${SIGNATURE}\r\n0123456789\r\n0;${SIGNATURE}\r\n`;
      const trailer = claimed.endsWith("TRAILER") ? `x-amz-checksum-crc32:a\r\nx-amz-trailer-signature:b\r\n` : "";
      const headers = {
        "x-amz-content-sha256": [claimed],
        "x-amz-decoded-content-length": ["18"],
        "content-length": ["200"],
        "content-encoding": ["aws-chunked,gzip"],
        "x-amz-trailer": ["x-amz-checksum-crc32"],
      };
      const signed = signedAnew(call({ headers, body: inPieces(`${chunks}${trailer}\r\n`) }), signing);
      expect((await collect(signed)).toString()).toBe("hello\r\nx0123456789");
      expect(signed.headers).toMatchObject({ "content-length": ["18"], "content-encoding": ["gzip"] });
      expect(signed.headers).not.toHaveProperty("x-amz-trailer");
      expect(verify(signed, Buffer.alloc(0))).toMatchObject({ ok: true });
    },
  );

  it.each(["nothing of the kind\r\n", "5\r\nhel", `5;${"a".repeat(2000)}`, ""])(
    "ends with an error where its body is not in the chunks that it claims: %j",
    async (text) => {
      const headers = { "x-amz-content-sha256": ["STREAMING-AWS4-HMAC-SHA256-PAYLOAD"] };
      const signed = signedAnew(call({ headers, body: inPieces(text) }), signing);
      await expect(collect(signed)).rejects.toThrow(RangeError);
    },
  );

  it("has no signature of the caller's in its query", () => {
    const presigned =
      "http://localhost:9000/bucket/key?a=b&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=c&X-Amz-Date=d" +
      "&X-Amz-Expires=9&X-Amz-SignedHeaders=host&X-Amz-Security-Token=e&X-Amz-Signature=f&x-id=PutObject";
    const signed = signedAnew(call({ url: new URL(presigned) }), signing);
    expect(signed.url.search).toBe("?a=b&x-id=PutObject");
    expect(verify(signed, Buffer.from("any"))).toMatchObject({ ok: true });
  });

  it("has each of its events signed as the SDK signs them", async () => {
    const { body: _body, ...head } = call({
      headers: { "x-amz-content-sha256": ["STREAMING-AWS4-HMAC-SHA256-EVENTS"] },
    });
    const events = ["one", "two", ""].map((text) => Buffer.from(text));
    async function* outer() {
      for (const payload of events) yield encodeEvent({ headers: { ":date": new Date(0) }, payload });
    }
    const signed = signedAnew({ ...head, body: outer() }, { ...signing, service: "transcribe" });
    const official = new SignatureV4({
      credentials: developer,
      region: "eu-west-1",
      service: "transcribe",
      sha256: Hash.bind(null, "sha256"),
    });
    const signingDate = new Date(NOW);
    const date = { ":date": { type: "timestamp", value: signingDate } as const };
    let priorSignature = /Signature=([0-9a-f]{64})$/.exec(signed.headers.authorization?.[0] ?? "")?.[1] ?? "";
    const expected: Buffer[] = [];
    for (const body of events) {
      const { signature } = await official.sign({ message: { headers: date, body }, priorSignature }, { signingDate });
      priorSignature = signature;
      const headers = { ":date": signingDate, ":chunk-signature": Buffer.from(signature, "hex") };
      expected.push(encodeEvent({ headers, payload: body }));
    }
    expect((await collect(signed)).toString("hex")).toBe(Buffer.concat(expected).toString("hex"));
  });
});
