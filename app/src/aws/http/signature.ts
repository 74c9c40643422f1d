import { createHash, createHmac } from "node:crypto";

export interface SignerOptions {
  readonly service: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly now?: () => Date;
}

/** A request without a query. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  /** With names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/** Left out of a signature: services on the way change it. */
const UNSIGNED = "x-amzn-trace-id";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/**
 * Signs requests as https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html has it, and
 * returns their headers. At once: WebCrypto, which libraries sign with, takes ten times as long for its promises.
 */
export function createSigner({ service, region, sessionToken, now = () => new Date(), ...keys }: SignerOptions) {
  let day = "";
  let dayKey = Buffer.alloc(0);

  function keyOf(date: string): Buffer {
    if (date !== day) {
      day = date;
      dayKey = [region, service, "aws4_request"].reduce(hmac, hmac(`AWS4${keys.secretAccessKey}`, date));
    }
    return dayKey;
  }

  return function sign({ method, url, headers, body }: UnsignedRequest): Readonly<Record<string, string>> {
    const time = now()
      .toISOString()
      .replaceAll(/[-:]|\.\d{3}/g, "");
    const date = time.slice(0, "YYYYMMDD".length);
    const sent = { ...headers, "x-amz-date": time, ...(sessionToken && { "x-amz-security-token": sessionToken }) };
    const { names, text } = canonicalHeaders({ ...sent, host: url.host });
    const canonical = [method, canonicalPath(url), "", text, "", names, sha256(body)].join("\n");
    const scope = `${date}/${region}/${service}/aws4_request`;
    const signature = hmac(keyOf(date), [ALGORITHM, time, scope, sha256(canonical)].join("\n")).toString("hex");
    const credential = `${keys.accessKeyId}/${scope}`;
    return {
      ...sent,
      authorization: `${ALGORITHM} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
    };
  };
}

/** Every service but S3 has the path encoded twice. */
const canonicalPath = ({ pathname }: URL) => pathname.split("/").map(encode).join("/");

const encode = (text: string) =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

function canonicalHeaders(headers: Readonly<Record<string, string>>) {
  const signed = Object.keys(headers)
    .filter((name) => name !== UNSIGNED)
    .sort();
  const lines = signed.map((name) => `${name}:${headers[name]?.trim().replaceAll(/\s+/g, " ")}`);
  return { names: signed.join(";"), text: lines.join("\n") };
}
