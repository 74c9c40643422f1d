import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { systemRandom } from "../../src/kernel/random.ts";
import { parseOrigin } from "../../src/wire/cors.ts";
import { type Admission, createGuard, type Guarded } from "../../src/wire/guard.ts";
import { createServiceNames, ownHosts } from "../../src/wire/host-names.ts";
import type { HttpRequest } from "../../src/wire/http.ts";
import { isLoopback } from "../../src/wire/loopback.ts";
import { createPrincipals } from "../../src/wire/principal.ts";

const PORT = 3001;
const HERE = `127.0.0.1:${PORT}`;
const APP = "http://localhost:5173";

const principals = createPrincipals({
  accountId: "000000000000",
  random: systemRandom,
  developerKeys: [{ accessKeyId: "test", secretAccessKey: "test" }],
});
const role = principals.issue("arn:aws:iam::000000000000:role/worker", "worker");

const signedBy = (accessKeyId: string, token?: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260301/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0`,
  "x-amz-date": "20260301T000000Z",
  ...(token && { "x-amz-security-token": token }),
});

type Headers = Readonly<Record<string, string | undefined>>;

function request(headers: Headers, more: Partial<HttpRequest> = {}): HttpRequest {
  const lines = Object.entries(headers).filter((line): line is [string, string] => line[1] !== undefined);
  const byName = Object.fromEntries(lines.map(([name, value]) => [name.toLowerCase(), value]));
  return {
    method: "POST",
    rawPath: "/",
    rawQuery: "",
    host: byName["x-portcullis-host"] ?? byName.host ?? "",
    headers: byName,
    rawHeaders: lines.flat(),
    remoteAddress: "127.0.0.1",
    localAddress: "127.0.0.1",
    body: Buffer.alloc(0),
    ...more,
  };
}

function guardOn(host = "127.0.0.1") {
  const domains = new Set(["api.example.com"]);
  const admitsName = createServiceNames({ domains, principals });
  return createGuard<HttpRequest>({
    hosts: ownHosts(host, PORT),
    port: PORT,
    admitsName,
    allowOrigins: new Set([APP]),
  });
}

const guard = guardOn();

describe("the guard", () => {
  const ADMITTED: Admission = {};
  it.each<[string, Headers, Admission]>([
    // Programs.
    ["nothing but our address", { host: HERE }, ADMITTED],
    ["our name", { host: `localhost:${PORT}` }, ADMITTED],
    ["our address of version 6", { host: `[::1]:${PORT}` }, ADMITTED],
    ["our name in capitals", { Host: `LocalHost:${PORT}` }, ADMITTED],
    ["our name without a port", { host: "localhost" }, { cause: "host" }],
    ["our name with another port", { host: "localhost:80" }, { cause: "host" }],
    ["no Host", {}, { cause: "host" }],
    ["a name that is not ours", { host: `evil.example:${PORT}` }, { cause: "host" }],
    ["our address as the end of a name", { host: `x@${HERE}` }, { cause: "host" }],
    // The host that a function means.
    [
      "a name of AWS that is meant, unsigned",
      { host: HERE, "x-portcullis-host": "sqs.eu-west-1.amazonaws.com" },
      ADMITTED,
    ],
    ["a foreign name that is meant", { host: HERE, "x-portcullis-host": "evil.example" }, { cause: "host" }],
    ["a foreign name that means us", { host: `evil.example:${PORT}`, "x-portcullis-host": HERE }, { cause: "host" }],
    // Names of AWS.
    [
      "a name of AWS by a function",
      { host: "sqs.us-east-1.amazonaws.com", ...signedBy(role.accessKeyId, role.sessionToken) },
      ADMITTED,
    ],
    [
      "a name of AWS in China by a function",
      { host: "sqs.cn-north-1.amazonaws.com.cn:443", ...signedBy(role.accessKeyId, role.sessionToken) },
      ADMITTED,
    ],
    [
      "StartSyncExecution's name by a function",
      { host: `sync-${HERE}`, ...signedBy(role.accessKeyId, role.sessionToken) },
      ADMITTED,
    ],
    [
      "a function's key without its token",
      { host: "sqs.us-east-1.amazonaws.com", ...signedBy(role.accessKeyId) },
      { cause: "aws-name" },
    ],
    ["the developer's key", { host: "sqs.us-east-1.amazonaws.com", ...signedBy("test") }, { cause: "aws-name" }],
    ["an unknown key", { host: "sqs.us-east-1.amazonaws.com", ...signedBy("AKIA0") }, { cause: "aws-name" }],
    ["a name of AWS with our port", { host: `sqs.us-east-1.amazonaws.com:${PORT}` }, { cause: "host" }],
    ["a name that ends like AWS's", { host: "sqs.us-east-1.evilamazonaws.com" }, { cause: "host" }],
    ["a name that goes on after AWS's", { host: "sqs.us-east-1.amazonaws.com.evil.example" }, { cause: "host" }],
    [
      "a function under a name of its own making",
      { host: "evil.example", ...signedBy(role.accessKeyId, role.sessionToken) },
      { cause: "host" },
    ],
    // Names of APIs.
    ["a custom domain", { host: "API.example.com" }, ADMITTED],
    ["a name below a custom domain", { host: "x.api.example.com" }, { cause: "host" }],
    ["an API's local name", { host: `abc.execute-api.localhost:${PORT}` }, ADMITTED],
    ["a function URL's local name", { host: `abc.lambda-url.localhost:${PORT}` }, ADMITTED],
    ["a longer name than an API's", { host: `a.b.execute-api.localhost:${PORT}` }, { cause: "host" }],
    // Pages.
    ["a typed address", { host: HERE, "sec-fetch-site": "none" }, ADMITTED],
    ["our own page", { host: HERE, "sec-fetch-site": "same-origin", origin: `http://${HERE}` }, ADMITTED],
    ["our own page's Referer", { host: HERE, referer: `http://${HERE}/console/app.js` }, ADMITTED],
    ["another site", { host: HERE, "sec-fetch-site": "cross-site" }, { cause: "site" }],
    ["another port", { host: HERE, "sec-fetch-site": "same-site" }, { cause: "site" }],
    ["an unknown site", { host: HERE, "sec-fetch-site": "SAME-ORIGIN" }, { cause: "site" }],
    ["another origin", { host: HERE, origin: "https://evil.example" }, { cause: "origin" }],
    ["our other name's origin", { host: HERE, origin: `http://localhost:${PORT}` }, { cause: "origin" }],
    ["our origin over TLS", { host: HERE, origin: `https://${HERE}` }, { cause: "origin" }],
    ["no origin by name", { host: HERE, origin: "null" }, { cause: "origin" }],
    ["an empty origin", { host: HERE, origin: "" }, { cause: "origin" }],
    ["another Referer", { host: HERE, referer: "https://evil.example/" }, { cause: "referer" }],
    ["a Referer that begins like ours", { host: HERE, referer: `http://${HERE}@evil.example/` }, { cause: "referer" }],
    ["a Referer that is none", { host: HERE, referer: "" }, { cause: "referer" }],
    [
      "our origin and another Referer",
      { host: HERE, origin: `http://${HERE}`, referer: "http://a/" },
      { cause: "referer" },
    ],
    [
      "our origin on another site",
      { host: HERE, origin: `http://${HERE}`, "sec-fetch-site": "cross-site" },
      { cause: "site" },
    ],
    // Pages that are listed.
    ["a listed page", { host: HERE, origin: APP, "sec-fetch-site": "cross-site" }, { origin: APP }],
    ["a listed page's picture", { host: HERE, referer: `${APP}/a`, "sec-fetch-site": "same-site" }, { origin: APP }],
    ["a listed page's neighbour", { host: HERE, origin: `${APP}0` }, { cause: "origin" }],
    ["a listed page below a name", { host: HERE, origin: "http://localhost:5173.evil.example" }, { cause: "origin" }],
    ["a listed page by a foreign name", { host: "evil.example", origin: APP }, { cause: "host" }],
    ["a listed page and another Referer", { host: HERE, origin: APP, referer: "http://a/" }, { cause: "referer" }],
  ])("decides over %s", (_what, headers, expected) => {
    expect(guard(request(headers), "service")).toEqual(expected);
  });

  it.each(["host", "x-portcullis-host", "origin", "referer", "sec-fetch-site", "user-agent"])(
    "refuses %s twice, even the same",
    (name) => {
      const { rawHeaders } = request({ host: HERE, "sec-fetch-site": "none", [name]: HERE });
      const twice = [...rawHeaders, name.toUpperCase(), HERE];
      expect(guard(request({ host: HERE }, { rawHeaders: twice }), "service")).toEqual({ cause: "twice" });
    },
  );

  it.each(["http://127.0.0.1:3001/", "*", "", "evil.example:80"])("refuses the request line's target %j", (rawPath) => {
    expect(guard(request({ host: HERE }, { rawPath }), "service")).toEqual({ cause: "target" });
  });

  it.each<[Guarded, string, Admission]>([
    ["service", "GET", { cause: "silent" }],
    ["service", "HEAD", { cause: "silent" }],
    // What is posted has an Origin in every browser.
    ["service", "POST", {}],
    // Neither has an effect or can be read, and this is how a browser asks that is no page's.
    ["control", "GET", {}],
    ["page", "GET", {}],
  ])("of a browser that does not say from where, asked for a %s with %s", (guarded, method, expected) => {
    const headers = { host: HERE, "user-agent": "Mozilla/5.0 (X11; Linux x86_64)" };
    expect(guard(request(headers, { method }), guarded)).toEqual(expected);
    // A user opened it; a page may have led there on the way.
    expect(guard(request({ ...headers, "sec-fetch-site": "none" }, { method }), guarded)).toEqual(expected);
  });

  it.each<Guarded>(["control", "page"])("gives %s none of the names that services have", (guarded) => {
    for (const host of ["sqs.us-east-1.amazonaws.com", "api.example.com", `abc.execute-api.localhost:${PORT}`])
      expect(guard(request({ host }), guarded)).toEqual({ cause: "host" });
  });

  it("admits nothing that is said of a caller unless all of it is ours or listed", () => {
    const said = fc.record(
      {
        host: fc.oneof(fc.constantFrom(HERE, `localhost:${PORT}`), fc.string(), fc.webAuthority({ withPort: true })),
        origin: fc.oneof(fc.constantFrom(`http://${HERE}`, APP, "null"), fc.webUrl(), fc.string()),
        referer: fc.oneof(fc.constantFrom(`http://${HERE}/`, `${APP}/`), fc.webUrl(), fc.string()),
        "sec-fetch-site": fc.oneof(fc.constantFrom("none", "same-origin", "cross-site", "same-site"), fc.string()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(said, (headers) => {
        const { cause, origin } = guard(request(headers), "service");
        if (cause) return;
        const ours = `http://${headers.host?.toLowerCase()}`;
        expect(ownHosts("127.0.0.1", PORT)).toContain(headers.host?.toLowerCase());
        expect([undefined, ours, APP]).toContain(headers.origin);
        if (headers.referer !== undefined) expect([ours, APP]).toContain(new URL(headers.referer).origin);
        if (origin === undefined) expect([undefined, "none", "same-origin"]).toContain(headers["sec-fetch-site"]);
        else expect(origin).toBe(APP);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("where other machines can reach the engine", () => {
  const open = guardOn("0.0.0.0");
  it.each<[string, string, Admission]>([
    ["192.0.2.7", `192.0.2.7:${PORT}`, {}],
    ["2001:db8::7", `[2001:db8::7]:${PORT}`, {}],
    ["192.0.2.7", `192.0.2.8:${PORT}`, { cause: "host" }],
    ["192.0.2.7", "192.0.2.7", { cause: "host" }],
    ["192.0.2.7", `laptop:${PORT}`, { cause: "host" }],
    ["192.0.2.7", `laptop.local:${PORT}`, { cause: "host" }],
  ])("who reaches %s and says Host: %s", (localAddress, host, expected) => {
    for (const guarded of ["service", "control", "page"] as const)
      expect(open(request({ host }, { localAddress }), guarded)).toEqual(expected);
  });

  it("the name that --host gives is one of ours", () => {
    expect(guardOn("Laptop.Local")(request({ host: `laptop.local:${PORT}` }), "page")).toEqual({});
  });

  it.each<[string, boolean]>([
    ["127.0.0.1", true],
    ["127.9.9.9", true],
    ["localhost", true],
    ["::1", true],
    ["[::1]", true],
    ["0.0.0.0", false],
    ["::", false],
    ["", false],
    ["127.evil.example", false],
    ["localhost.evil.example", false],
    ["127.0.0.1.evil.example", false],
  ])("%j is loopback: %s", (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

describe("--allow-origin", () => {
  it.each([
    ["http://localhost:5173", "http://localhost:5173"],
    ["HTTPS://App.Example.com", "https://app.example.com"],
    ["https://app.example.com:443", "https://app.example.com"],
    ["http://[::1]:8080", "http://[::1]:8080"],
  ])("takes %s", (text, origin) => {
    expect(parseOrigin(text)).toBe(origin);
  });

  it.each([
    "*",
    "null",
    "",
    "localhost:5173",
    "http://localhost:5173/",
    "http://localhost/app",
    "http://*.example.com",
    "http://user@example.com",
    "http://example.com?x",
    "http://example.com:x",
    "file:///index.html",
    "ws://localhost:5173",
    " http://localhost",
  ])("does not take %j", (text) => {
    expect(() => parseOrigin(text)).toThrow(/--allow-origin takes an origin such as/);
  });
});
