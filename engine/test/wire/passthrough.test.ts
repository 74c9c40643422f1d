import { describe, expect, it } from "vitest";
import { createJournal } from "../../src/kernel/journal.ts";
import { systemRandom } from "../../src/kernel/random.ts";
import type { HttpRequest } from "../../src/wire/http.ts";
import type { HttpCall } from "../../src/wire/http-client.ts";
import { createPassthrough } from "../../src/wire/passthrough.ts";
import { createPrincipals } from "../../src/wire/principal.ts";
import { sign } from "../../src/wire/sigv4/sign.ts";
import { verifySignature } from "../../src/wire/sigv4.ts";

const MY_OWN = { accessKeyId: "AKIAMINE", secretAccessKey: "my own secret", sessionToken: "my own token" };
const NOW = Date.parse("2026-03-01T12:00:00Z");

const principals = createPrincipals({ accountId: "000000000000", random: systemRandom, developerKeys: [MY_OWN] });
const functions = principals.issue("arn:aws:iam::000000000000:role/function", "function");
const signal = new AbortController().signal;

interface Asked {
  readonly host?: string;
  readonly service?: string;
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly credentials?: typeof functions;
  readonly region?: string;
}

/** A request as a function's SDK signs it, in the engine's time. */
function signed({ host, service = "kinesis", headers = {}, region = "eu-west-1", ...asked }: Asked = {}): HttpRequest {
  const url = new URL(`https://${host ?? `${service}.eu-west-1.amazonaws.com`}/path?a=b`);
  const call = { method: "POST", url, headers, body: Buffer.from("body") };
  const { credentials = functions } = asked;
  return toRequest(sign(call, credentials, { service, region, epochMs: NOW + 7_200_000 }));
}

function toRequest({ method, url, headers, body }: HttpCall): HttpRequest {
  const pairs = Object.entries(headers).map(([name, values]) => [name, values.join(",")] as const);
  return {
    method,
    rawPath: url.pathname,
    rawQuery: url.search.slice(1),
    host: url.host,
    headers: Object.fromEntries(pairs),
    rawHeaders: pairs.flat(),
    remoteAddress: "127.0.0.1",
    body,
  };
}

function start(options: { credentials?: typeof MY_OWN | undefined } = { credentials: MY_OWN }) {
  const calls: HttpCall[] = [];
  const journal = createJournal(() => NOW);
  const passthrough = createPassthrough({
    services: ["kinesis", "s3", "cognito-idp"],
    credentials: options.credentials,
    principals,
    journal,
    now: () => NOW,
    async send(call) {
      if (!Buffer.isBuffer(call.body)) throw new Error("nothing was streamed");
      calls.push({ ...call, body: call.body });
      return { status: 201, headers: { "x-answer": ["yes"], connection: ["close"] }, body: Buffer.from("real") };
    },
  });
  return { calls, journal, ask: async (request: HttpRequest) => passthrough(request, signal) };
}

describe("--passthrough", () => {
  it("sends a function's call to the host that it was meant for, and answers what comes back", async () => {
    const { calls, journal, ask } = start();
    const reply = await ask(signed({ headers: { "x-amz-target": ["Kinesis_20131202.ListStreams"] } }));
    expect(reply).toMatchObject({ status: 201, headers: { "x-answer": ["yes"] }, body: Buffer.from("real") });
    expect(reply?.headers).not.toHaveProperty("connection");
    expect(calls.map(({ method, url }) => [method, url.href])).toEqual([
      ["POST", "https://kinesis.eu-west-1.amazonaws.com/path?a=b"],
    ]);
    expect(journal.entries().map(({ data }) => data)).toEqual([
      { service: "kinesis", operation: "ListStreams", host: "kinesis.eu-west-1.amazonaws.com", status: 201 },
    ]);
  });

  it("signs it anew with the developer's credentials, in the machine's time", async () => {
    const { calls, ask } = start();
    await ask(signed({ headers: { "x-amz-target": ["A.B"], "content-type": ["application/json"] } }));
    const [call] = calls;
    if (!call) throw new Error("nothing was sent");
    const result = verifySignature(toRequest(call), { principals, service: "kinesis", nowMs: NOW });
    expect(result).toMatchObject({ ok: true, principal: { kind: "developer" } });
    expect(call.headers["x-amz-security-token"]).toEqual(["my own token"]);
    expect(call.headers["content-type"]).toEqual(["application/json"]);
    expect(JSON.stringify(call.headers)).not.toContain(functions.accessKeyId);
    expect(JSON.stringify(call.headers)).toContain("SignedHeaders=host;x-amz-date;x-amz-security-token;x-amz-target");
  });

  it.each(["UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"])("signs S3's %s as such", async (claimed) => {
    const { calls, ask } = start();
    const headers = { "x-amz-content-sha256": [claimed] };
    await ask(signed({ service: "s3", host: "bucket.s3.eu-west-1.amazonaws.com", headers }));
    const [call] = calls;
    if (!call) throw new Error("nothing was sent");
    expect(verifySignature(toRequest({ ...call, body: Buffer.from("else") }), { principals })).toMatchObject({
      ok: true,
    });
    expect(call.url.host).toBe("bucket.s3.eu-west-1.amazonaws.com");
  });

  it("sends what needs no credentials without any", async () => {
    const { calls, ask } = start({ credentials: undefined });
    const headers = { "x-amz-target": ["AWSCognitoIdentityProviderService.InitiateAuth"] };
    const url = new URL("https://cognito-idp.eu-west-1.amazonaws.com/");
    await ask(toRequest({ method: "POST", url, headers, body: Buffer.from("{}") }));
    expect(calls[0]?.url.href).toBe("https://cognito-idp.eu-west-1.amazonaws.com/");
    expect(calls[0]?.headers).not.toHaveProperty("authorization");
  });

  it.each([
    "127.0.0.1:3001",
    "evil.example/.amazonaws.com",
    "evil.example#.amazonaws.com",
    "a@evil.example",
    "evil.example",
  ])("calls AWS and nobody else for the host %s", async (host) => {
    const { calls, ask } = start();
    await ask({ ...signed(), host });
    expect(calls[0]?.url.href).toBe("https://kinesis.eu-west-1.amazonaws.com/path?a=b");
  });

  it.each(["evil.example#", "evil.example?", "evil.example:443#", "a@evil.example#", "evil.example\\", " ", "é"])(
    "calls AWS and nobody else for the region %s",
    async (region) => {
      const { calls, ask } = start();
      await expect(ask({ ...signed({ region }), host: "127.0.0.1:3001" })).rejects.toMatchObject({ status: 403 });
      expect(calls).toEqual([]);
    },
  );

  it("finds the hosts of China's regions, which have an end of their own", async () => {
    const { calls, ask } = start();
    await ask({ ...signed({ region: "cn-north-1" }), host: "127.0.0.1:3001" });
    expect(calls[0]?.url.host).toBe("kinesis.cn-north-1.amazonaws.com.cn");
  });

  it("leaves calls to other services alone", async () => {
    const { calls, ask } = start();
    expect(await ask(signed({ service: "dynamodb" }))).toBeUndefined();
    expect(await ask(signed({ service: "rekognition" }))).toBeUndefined();
    expect(calls).toEqual([]);
  });

  it.each([
    ["a key that nobody was given", { ...functions, accessKeyId: "AKIAGUESSED" }],
    ["a function's key without its token", { ...functions, sessionToken: "guessed" }],
    ["the developer's own key", MY_OWN],
  ])("lends the developer's credentials to no caller with %s", async (_what, credentials) => {
    const { calls, ask } = start();
    await expect(ask(signed({ credentials }))).rejects.toMatchObject({
      code: "UnrecognizedClientException",
      status: 403,
    });
    expect(calls).toEqual([]);
  });

  it("says what is missing when the developer has no credentials", async () => {
    const { calls, ask } = start({ credentials: undefined });
    await expect(ask(signed())).rejects.toThrow(/^--passthrough kinesis needs credentials, .+ AWS_ACCESS_KEY_ID/);
    expect(calls).toEqual([]);
  });
});
