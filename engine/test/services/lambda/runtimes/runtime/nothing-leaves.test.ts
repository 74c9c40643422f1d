import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionResource, type Harness, startLambda } from "../../harness.ts";
import { type FakeEndpoint, startEndpoint } from "./endpoint.ts";

/**
 * Notes every address that Node.js gives to the operating system, below all of its own modules: connections, datagrams
 * and look-ups of names.
 */
const RECORDER = `
  const { TCP } = process.binding("tcp_wrap");
  const { UDP } = process.binding("udp_wrap");
  const cares = process.binding("cares_wrap");
  exports.attempts = [];
  function record(holder, names, addressOf) {
    for (const name of names.filter((candidate) => typeof holder?.[candidate] === "function")) {
      const original = holder[name];
      holder[name] = function (...args) {
        exports.attempts.push(addressOf(args));
        return original.apply(this, args);
      };
    }
  }
  record(TCP.prototype, ["connect", "connect6"], ([, address, port]) => address + ":" + port);
  record(UDP.prototype, ["send", "send6"], (args) => "udp " + args[4]);
  record(UDP.prototype, ["connect", "connect6"], ([address]) => "udp " + address);
  record(cares, ["getaddrinfo"], ([, name]) => "name " + name);
  const queries = ["queryA", "queryAaaa", "queryAny", "queryTxt", "queryMx", "querySrv", "getHostByAddr"];
  record(cares.ChannelWrap?.prototype, queries, ([, name]) => "query " + name);`;

/** Every way out that Node.js has. */
const WAYS = `
  require("./recorder.cjs");
  const { attempts } = require("./recorder.cjs");
  const dgram = require("dgram"), dns = require("dns"), http = require("http"), http2 = require("http2"),
    https = require("https"), net = require("net"), tls = require("tls"), { promisify } = require("util");
  const failure = (emitter) => new Promise((resolve) => {
    emitter.on("error", (error) => resolve(error.message));
    for (const event of ["connect", "response"]) emitter.on(event, () => resolve(event));
  });
  const called = (start) => new Promise((resolve, reject) => start((error, value) => error ? reject(error) : resolve(value)));
  const ways = {
    fetch: (host, port) => fetch("https://" + host + ":" + port + "/"),
    http: (host, port) => failure(http.get({ host, port })),
    https: (host, port) => failure(https.get({ host, port })),
    net: (host, port) => failure(net.connect(port, host)),
    netOptions: (host, port) => failure(net.createConnection({ host, port })),
    socket: (host, port) => failure(new net.Socket().connect(port, host)),
    tls: (host, port) => failure(tls.connect({ host, port })),
    http2: (host, port) => failure(http2.connect("https://" + host + ":" + port)),
    lookup: (host) => called((done) => dns.lookup(host, done)),
    lookupOptions: (host) => called((done) => dns.lookup(host, { all: true }, done)),
    lookupPromise: (host) => dns.promises.lookup(host),
    promisifiedLookup: (host) => promisify(dns.lookup)(host),
    resolve: (host) => called((done) => dns.resolve(host, "TXT", done)),
    resolve4: (host) => dns.promises.resolve4(host),
    resolver: (host) => called((done) => new dns.Resolver().resolve4(host, done)),
    promiseResolver: (host) => new dns.promises.Resolver().resolve6(host),
    datagram: (host, port) => called((done) => dgram.createSocket("udp4").send("x", port, host, done)),
    datagramParts: (host, port) => called((done) => dgram.createSocket("udp4").send(Buffer.from("xyz"), 0, 1, port, host, done)),
    connectedDatagram: (host, port) => called((done) => dgram.createSocket("udp4").connect(port, host, done)),
  };
  exports.handler = async ({ way, host, port }) => {
    attempts.length = 0;
    const answer = await Promise.resolve().then(() => ways[way](host, port)).catch((error) => error.message);
    return { answer: String(answer), attempts };
  };`;

const NAMED = ["fetch", "http", "https", "net", "netOptions", "socket", "tls", "http2"];
const LOOKUPS = ["lookup", "lookupOptions", "lookupPromise", "promisifiedLookup"];
const QUERIES = ["resolve", "resolve4", "resolver", "promiseResolver"];
const DATAGRAMS = ["datagram", "datagramParts", "connectedDatagram"];

describe.each(["worker", "process"] as const)("out of a function in a %s", (isolation) => {
  let endpoint: FakeEndpoint;
  let lambda: Harness;

  beforeAll(async () => {
    endpoint = await startEndpoint();
    lambda = await startLambda({
      settings: { isolation },
      endpoint: endpoint.url,
      files: { "recorder.cjs": RECORDER, "index.cjs": WAYS },
      resources: { All: functionResource({ FunctionName: "all", Timeout: 20 }) },
    });
  });
  afterAll(async () => {
    await lambda[Symbol.asyncDispose]();
    endpoint[Symbol.dispose]();
  });

  async function call(way: string, host: string, port = 443) {
    const { json } = await lambda.invoke("all", { way, host, port });
    return json as { answer: string; attempts: readonly string[] };
  }

  it.each([...NAMED, ...LOOKUPS, ...QUERIES, ...DATAGRAMS])(
    "nothing goes to another machine, and the error names it: %s",
    async (way) => {
      const { answer, attempts } = await call(way, "example.com");
      expect(answer).toContain("A function's calls stay on this machine, so example.com:");
      expect(attempts).toEqual([]);
    },
  );

  it.each([...NAMED, ...DATAGRAMS])("nothing goes to an address outside: %s", async (way) => {
    for (const address of ["93.184.216.34", "169.254.169.254"]) {
      const { answer, attempts } = await call(way, address);
      expect(answer).toContain(`A function's calls stay on this machine, so ${address}:443`);
      expect(attempts).toEqual([]);
    }
  });

  it.each(["net", "tls", "http2", ...LOOKUPS])("not even AWS is called past the engine: %s", async (way) => {
    const { answer, attempts } = await call(way, "kms.us-east-1.amazonaws.com");
    expect(answer).toContain("so kms.us-east-1.amazonaws.com:");
    expect(attempts).toEqual([]);
  });

  it.each(["fetch", "http", "https"])("calls to AWS end at the engine: %s", async (way) => {
    const { attempts } = await call(way, "kms.us-east-1.amazonaws.com");
    expect(new Set(attempts)).toEqual(new Set([`127.0.0.1:${endpoint.port}`]));
    expect(endpoint.seen.at(-1)?.headers["x-portcullis-host"]).toMatch(/^kms\.us-east-1\.amazonaws\.com/);
  });

  it.each([
    ["net", (port: number) => `127.0.0.1:${port}`],
    ["http", (port: number) => `127.0.0.1:${port}`],
    ["datagram", () => "udp 127.0.0.1"],
  ])("calls to this machine are made, and noted by the recorder: %s", async (way, expected) => {
    const { attempts } = await call(way, "127.0.0.1", endpoint.port);
    expect(attempts).toContain(expected(endpoint.port));
  });
});
