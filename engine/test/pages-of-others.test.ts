import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, emulatedServices, startEngine } from "../src/engine.ts";
import { CAUSES } from "../src/wire/guard.ts";
import { CONTROL_CALLS, exchange, type HeaderLines, type RawRequest, serviceCalls } from "./callers.ts";

const template = `${import.meta.dirname}/fixtures/every-service/template.yaml`;

let engine: Engine;
let port: number;
let calls: Readonly<Record<string, RawRequest>>;

beforeAll(async () => {
  engine = await startEngine({ template });
  port = Number(new URL(engine.endpoint).port);
  calls = { ...serviceCalls(engine), ...CONTROL_CALLS };
});
afterAll(() => engine.stop());

const own = () => `127.0.0.1:${port}`;

/** Headers of a browser that sends a request for somebody else's page, or to a name that is not ours. */
const FOREIGN: Readonly<Record<string, () => HeaderLines>> = {
  "a page of another site": () => ({ Host: own(), Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" }),
  "a page on another port": () => ({ Host: own(), Origin: "http://127.0.0.1:5173", "Sec-Fetch-Site": "same-site" }),
  "a page that talks TLS": () => ({ Host: own(), Origin: `https://127.0.0.1:${port}` }),
  "a page under our other name": () => ({ Host: own(), Origin: `http://localhost:${port}` }),
  "a picture in another page": () => ({ Host: own(), "Sec-Fetch-Site": "cross-site" }),
  "a link in a page on another port": () => ({ Host: own(), "Sec-Fetch-Site": "same-site" }),
  "a site that browsers will invent": () => ({ Host: own(), "Sec-Fetch-Site": "nearby" }),
  "a form, in an old browser": () => ({ Host: own(), Origin: "https://evil.example" }),
  "a picture, in an old browser": () => ({ Host: own(), Referer: "https://evil.example/page" }),
  "an address that is none": () => ({ Host: own(), Referer: "about:client" }),
  "a sandboxed frame": () => ({ Host: own(), Origin: "null", "Sec-Fetch-Site": "cross-site" }),
  "an empty Origin": () => ({ Host: own(), Origin: "" }),
  "our origin, sent for another page": () => ({
    Host: own(),
    Origin: `http://${own()}`,
    "Sec-Fetch-Site": "cross-site",
  }),
  "our origin, from another page": () => ({
    Host: own(),
    Origin: `http://${own()}`,
    Referer: "https://evil.example/",
  }),
  "a name that leads here": () => ({ Host: `evil.example:${port}` }),
  "a page under a name that leads here": () => ({
    Host: `evil.example:${port}`,
    Origin: `http://evil.example:${port}`,
    "Sec-Fetch-Site": "same-origin",
  }),
  "a page under such a name, which says whom it means": () => ({
    Host: `evil.example:${port}`,
    "X-Portcullis-Host": own(),
  }),
  "a page under such a name, which says that it was forwarded": () => ({
    Host: `evil.example:${port}`,
    "X-Forwarded-Host": own(),
    Forwarded: `host=${own()}`,
  }),
  "a foreign name behind ours": () => ({ Host: own(), "X-Portcullis-Host": "evil.example" }),
  "AWS's names with the developer's key": () => ({ Host: "sqs.us-east-1.amazonaws.com" }),
  "AWS's names behind ours with that key": () => ({ Host: own(), "X-Portcullis-Host": "sqs.us-east-1.amazonaws.com" }),
};

/** Hosts that look like ours and are not; the parser refuses some before we see them. */
const ALMOST_OURS: readonly ((port: number) => string | readonly string[])[] = [
  () => "127.0.0.1",
  () => "localhost",
  () => "127.0.0.1:1",
  (p) => `127.0.0.1.:${p}`,
  (p) => `localhost.:${p}`,
  (p) => `localhost.evil.example:${p}`,
  (p) => `127.0.0.1.nip.io:${p}`,
  (p) => `evil@127.0.0.1:${p}`,
  (p) => `127.0.0.1:${p}@evil.example`,
  (p) => `127.0.0.1:${p}:${p}`,
  (p) => `127.0.0.1:${p}/`,
  (p) => `127.0.0.1:${p},evil.example`,
  (p) => `127.0.0.1:0${p}`,
  (p) => `127.1:${p}`,
  (p) => `2130706433:${p}`,
  (p) => `0x7f000001:${p}`,
  (p) => `0177.0.0.1:${p}`,
  (p) => `0.0.0.0:${p}`,
  (p) => `127.0.0.2:${p}`,
  (p) => `::1:${p}`,
  (p) => `[::]:${p}`,
  (p) => `[0:0:0:0:0:0:0:1]:${p}`,
  (p) => `[::ffff:127.0.0.1]:${p}`,
  (p) => `[::1%25lo]:${p}`,
  () => "",
  (p) => [`127.0.0.1:${p}`, "evil.example"],
  (p) => ["evil.example", `127.0.0.1:${p}`],
  (p) => [`127.0.0.1:${p}`, `127.0.0.1:${p}`],
];

const reasonOf = (body: string) => Object.values(CAUSES).find((cause) => body.includes(cause));

/** Entries with which work begins, before its call is answered; what follows from earlier calls may come at any time. */
const BEGINNINGS = [
  "engine/clock",
  "events/event",
  "http-api/request",
  "lambda/invoke",
  "sns/publish",
  "sqs/send",
  "states/start",
];

/** Sends a call with the headers of a caller, and tells what came of it besides the answer. */
async function send(call: RawRequest, caller: HeaderLines) {
  const before = engine.journal.entries().at(-1)?.seq ?? 0;
  const answer = await exchange(port, { ...call, headers: { ...call.headers, ...caller } });
  const entries = engine.journal.entries(({ seq }) => seq > before);
  const effects = entries.map(({ service, type }) => `${service}/${type}`).filter((name) => BEGINNINGS.includes(name));
  const refusals = entries.filter(({ type }) => type === "refuse");
  return { ...answer, effects, refusals };
}

it("has a call of each service", () => {
  const called = new Set(Object.keys(serviceCalls(engine)).map((name) => name.split(" ")[0]));
  const rest = emulatedServices.filter((name) => !called.has(name));
  // It is called by its APIs' addresses: below.
  expect(rest).toEqual(["execute-api"]);
});

describe("a program on this machine", () => {
  const ADMITTED: Readonly<Record<string, () => HeaderLines>> = {
    "under our address": () => ({ Host: own() }),
    "under our name": () => ({ Host: `localhost:${port}` }),
    "under our name in capitals": () => ({ Host: `LOCALHOST:${port}` }),
    "under our address of version 6": () => ({ Host: `[::1]:${port}` }),
    "that says like a browser that it is no page's": () => ({ Host: own(), "Sec-Fetch-Site": "none" }),
    "or our own page": () => ({ Host: own(), Origin: `http://${own()}`, "Sec-Fetch-Site": "same-origin" }),
    "or our own page under our name": () => ({
      Host: `localhost:${port}`,
      Referer: `http://localhost:${port}/`,
      "Sec-Fetch-Site": "same-origin",
    }),
  };

  it("leaves a trace of all that it begins", async () => {
    const begun: string[] = [];
    for (const call of [...Object.values(calls), { method: "GET", target: "/web/x" }])
      begun.push(...(await send(call, { Host: own() })).effects);
    expect([...new Set(begun)].sort()).toEqual(BEGINNINGS);
  });

  it.each(Object.keys(ADMITTED))("calls every service and control %s", async (caller) => {
    const answers: [string, number][] = [];
    for (const [name, call] of Object.entries(calls))
      answers.push([name, (await send(call, ADMITTED[caller]?.() ?? {})).status]);
    expect(answers.filter(([, status]) => !(status >= 200 && status < 300))).toEqual([]);
  });
});

describe("nothing is called and nothing told", () => {
  it.each(Object.keys(FOREIGN))("for %s", async (caller) => {
    const wrong: unknown[] = [];
    for (const [name, call] of Object.entries(calls)) {
      const { status, head, body, effects, refusals } = await send(call, FOREIGN[caller]?.() ?? {});
      const told = reasonOf(body) !== undefined && refusals.length === 1;
      if (status !== 403 || effects.length > 0 || !told || /access-control-allow/i.test(head))
        wrong.push({ name, status, effects, body });
    }
    expect(wrong).toEqual([]);
  });

  it.each(ALMOST_OURS.map((host) => [host(3001), host]))("under the name %j", async (_shown, host) => {
    const wrong: unknown[] = [];
    for (const [name, call] of Object.entries(calls)) {
      const { status, effects } = await send(call, { Host: host(port) });
      if (![400, 403].includes(status) || effects.length > 0) wrong.push({ name, status, effects });
    }
    expect(wrong).toEqual([]);
  });

  it("without a name, as HTTP/1.0 allows", async () => {
    const statuses = Object.values(calls).map(
      async (call) => (await exchange(port, { ...call, version: "1.0" })).status,
    );
    expect(new Set(await Promise.all(statuses))).toEqual(new Set([403]));
  });

  it("for a request line that names a whole URL, whatever its Host is", async () => {
    const wrong: unknown[] = [];
    for (const origin of [`http://${own()}`, "http://evil.example", "https://sqs.us-east-1.amazonaws.com"])
      for (const [name, call] of Object.entries(calls)) {
        const { status, effects } = await send({ ...call, target: `${origin}${call.target}` }, { Host: own() });
        if (status !== 403 || effects.length > 0) wrong.push({ name, status, effects });
      }
    expect(wrong).toEqual([]);
  });

  it.each<[string, HeaderLines]>([
    ["that does not say from which page it asks, where a picture could ask", {}],
    ["whose user opens an address, to which a page may have led", { "Sec-Fetch-Site": "none" }],
  ])("for a browser %s", async (_what, said) => {
    const wrong: unknown[] = [];
    const pictures = Object.entries(serviceCalls(engine)).filter(([, { method }]) => method === "GET");
    for (const [name, call] of pictures) {
      const browser = { Host: own(), "User-Agent": "Mozilla/5.0 (X11; Linux)", ...said };
      const { status, effects } = await send(call, browser);
      if (status !== 403 || effects.length > 0) wrong.push({ name, status, effects });
    }
    expect(pictures.length).toBeGreaterThan(2);
    expect(wrong).toEqual([]);
    const typed = { Host: own(), "User-Agent": "Mozilla/5.0 (X11; Linux)", ...said };
    expect((await send({ method: "GET", target: "/_portcullis/health" }, typed)).status).toBe(200);
  });

  it("for a page's question whether it may", async () => {
    for (const call of Object.values(calls)) {
      const question = { "Access-Control-Request-Method": call.method, Origin: "https://evil.example", Host: own() };
      const { status, head } = await exchange(port, { method: "OPTIONS", target: call.target, headers: question });
      expect(status).toBe(403);
      expect(head).not.toMatch(/access-control-allow/i);
    }
  });

  it("for any mixture of what is said of a caller, unless all of it is ours", async () => {
    const anything = (...values: string[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
    const hosts = fc.constantFrom(own(), `localhost:${port}`, `evil.example:${port}`, "sqs.us-east-1.amazonaws.com");
    const callers = fc.record({
      Host: hosts,
      Origin: anything(
        `http://${own()}`,
        `http://localhost:${port}`,
        "null",
        "https://evil.example",
        "http://a.localhost",
      ),
      Referer: anything(`http://${own()}/x`, "https://evil.example/", `http://${own()}@evil.example/`, "x"),
      "Sec-Fetch-Site": anything("none", "same-origin", "same-site", "cross-site", "Same-Origin", ""),
    });
    await fc.assert(
      fc.asyncProperty(callers, fc.constantFrom(...Object.values(calls)), async (caller, call) => {
        const { Host, Origin, Referer, "Sec-Fetch-Site": site } = caller;
        const ours = `http://${Host}`;
        const isOurs =
          [own(), `localhost:${port}`].includes(Host) &&
          [undefined, ours].includes(Origin) &&
          [undefined, `${ours}/x`].includes(Referer) &&
          [undefined, "none", "same-origin"].includes(site);
        const headers = Object.fromEntries(Object.entries(caller).filter(([, value]) => value !== undefined));
        const { status, effects } = await send(call, headers as HeaderLines);
        expect(status === 403).toBe(!isOurs);
        if (!isOurs) expect(effects).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

describe("@connections", () => {
  it.each([
    "/chat/@connections/abc=",
    "/chat/%40connections/abc=",
    "/chat/%40%63onnections/abc=",
    "/chat/@connections/abc=/",
  ])("is not for pages of others, who know our credentials: %s", async (target) => {
    const caller = { Host: own(), Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" };
    const foreign = await send({ method: "POST", target, body: "hello" }, caller);
    expect([foreign.status, reasonOf(foreign.body)]).toEqual([403, CAUSES.origin]);
    expect(foreign.refusals).toMatchObject([{ service: "execute-api", data: { status: 403 } }]);
    const program = await send({ method: "POST", target, body: "hello" }, { Host: own() });
    expect(reasonOf(program.body)).toBeUndefined();
  });
});

describe("what is open on AWS", () => {
  const PAGE: HeaderLines = { Origin: "https://app.example", "Sec-Fetch-Site": "cross-site" };
  const apiId = () => engine.httpApis.find(({ kind }) => kind === "http-api")?.apiId;
  const urlName = () => engine.httpApis.find(({ kind }) => kind === "function-url")?.logicalId ?? "";

  it.each<[string, () => readonly [host: string, path: string]]>([
    ["an HTTP API", () => [own(), "/web/x"]],
    [
      "an HTTP API under a name of its own on this machine",
      () => [`${apiId()}.execute-api.localhost:${port}`, "/web/x"],
    ],
    [
      "an HTTP API under the name that it has on AWS",
      () => [`${apiId()}.execute-api.us-east-1.amazonaws.com`, "/web/x"],
    ],
    ["an HTTP API under its custom domain", () => ["api.example.com", "/x"]],
    ["an HTTP API at the end of a tunnel", () => ["tunnel.example", "/web/x"]],
    ["an HTTP API's path that control has elsewhere", () => ["api.example.com", "/_portcullis/health"]],
    ["a function's URL", () => [own(), `/${urlName()}`]],
  ])("is open to every page: %s", async (_what, address) => {
    const [host, target] = address();
    const { status, body } = await send({ method: "GET", target }, { ...PAGE, Host: host });
    expect([status, body]).toEqual([200, "worked"]);
  });

  it.each<[string, (call: RawRequest) => string]>([
    ["an API's name", () => `${apiId()}.execute-api.localhost:${port}`],
    ["an API's name on AWS", () => `${apiId()}.execute-api.us-east-1.amazonaws.com`],
    ["an API's name with the port", () => `${apiId()}.execute-api.us-east-1.amazonaws.com:${port}`],
    ["a name that begins like an API's", () => "x.execute-api.evil.example"],
    ["a name that begins like a function URL's", () => "x.lambda-url.evil.example"],
    ["a custom domain", () => "api.example.com"],
    ["a custom domain, written otherwise", () => `API.example.com.:${port}`],
  ])("leads to no service and no control under %s", async (_what, host) => {
    const wrong: unknown[] = [];
    for (const [name, call] of Object.entries(calls))
      for (const caller of [{}, PAGE]) {
        const { effects, body } = await send(call, { ...caller, Host: host(call) });
        const reached = effects.filter((effect) => !["http-api/request", "lambda/invoke"].includes(effect));
        if (reached.length > 0 || /password|green|people|"status":"ready"/.test(body))
          wrong.push({ name, effects, body });
      }
    expect(wrong).toEqual([]);
  });

  it("opens sockets of an API to every page, and none to control", async () => {
    const upgrade = {
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
      ...PAGE,
      Host: own(),
    };
    const journal = await exchange(port, { method: "GET", target: "/_portcullis/journal", headers: upgrade });
    expect([journal.status, journal.body]).toEqual([403, ""]);
    const lambda = await exchange(port, { method: "GET", target: "/2015-03-31/functions", headers: upgrade });
    expect(lambda.status).toBe(403);
  });
});

describe("a function", () => {
  const invoke = async (payload: object) => {
    const target = "/2015-03-31/functions/call-by-name/invocations";
    const { Authorization, "X-Amz-Date": date } = calls["lambda Invoke"]?.headers ?? {};
    const headers = { Authorization: Authorization ?? "", "X-Amz-Date": date ?? "", Host: own() };
    return JSON.parse((await exchange(port, { method: "POST", target, headers, body: JSON.stringify(payload) })).body);
  };

  it("calls services under AWS's names with its own credentials", async () => {
    expect(await invoke({})).toMatchObject({ status: 200, body: expect.stringContaining("jobs") });
  });

  it.each([
    ["the developer's", { accessKeyId: "test" }],
    ["nobody's", { accessKeyId: "AKIAIOSFODNN7EXAMPLE" }],
    ["its own without their token", { token: false }],
  ])("does not with %s", async (_whose, payload) => {
    expect(await invoke(payload)).toMatchObject({ status: 403, body: expect.stringContaining(CAUSES["aws-name"]) });
  });
});
