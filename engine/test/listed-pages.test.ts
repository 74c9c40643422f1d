import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../src/engine.ts";
import { CONTROL_CALLS, exchange, type RawRequest, serviceCalls } from "./callers.ts";

const template = `${import.meta.dirname}/fixtures/every-service/template.yaml`;
const APP = "http://localhost:5173";

let engine: Engine;
let port: number;
let calls: Readonly<Record<string, RawRequest>>;

beforeAll(async () => {
  engine = await startEngine({ template, allowOrigins: ["http://LOCALHOST:5173"], host: "0.0.0.0", allowRemote: true });
  port = Number(new URL(engine.endpoint).port);
  calls = { ...serviceCalls(engine), ...CONTROL_CALLS };
});
afterAll(() => engine.stop());

const from = (origin: string) => ({ Host: `127.0.0.1:${port}`, Origin: origin, "Sec-Fetch-Site": "cross-site" });
const send = (call: RawRequest, headers: RawRequest["headers"]) =>
  exchange(port, { ...call, headers: { ...call.headers, ...headers } });

/** The value of a header in an answer's head. */
const headerOf = (head: string, name: string) => new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1];

describe("a page that is listed", () => {
  it("calls every service and control, and may read the answers", async () => {
    for (const [name, call] of Object.entries(calls)) {
      const { status, head } = await send(call, from(APP));
      expect([name, Math.floor(status / 100), headerOf(head, "access-control-allow-origin")]).toEqual([name, 2, APP]);
      expect(headerOf(head, "access-control-expose-headers")).toContain("x-amzn-requestid");
      expect(headerOf(head, "vary")).toMatch(/\bOrigin\b/);
    }
  });

  it("may read what went wrong", async () => {
    const failing: Readonly<Record<string, RawRequest>> = {
      "an operation that is not there": {
        ...call("sqs SendMessage"),
        headers: { ...call("sqs SendMessage").headers, "X-Amz-Target": "AmazonSQS.Nothing" },
      },
      "a service that does not run here": {
        ...call("sqs SendMessage"),
        headers: { ...call("sqs SendMessage").headers, "X-Amz-Target": "Kinesis_20131202.ListStreams" },
      },
      "no path of ours": { method: "GET", target: "/nowhere" },
      "a control that is not there": { method: "GET", target: "/_portcullis/nothing" },
    };
    for (const [name, request] of Object.entries(failing)) {
      const { status, head } = await send(request, from(APP));
      expect([name, Math.floor(status / 100)]).toEqual([name, 4]);
      expect(headerOf(head, "access-control-allow-origin")).toBe(APP);
    }
  });

  it("is told beforehand that it may, with every header that SDKs send", async () => {
    const asked =
      "amz-sdk-invocation-id,amz-sdk-request,authorization,content-type,x-amz-date,x-amz-target,x-amz-user-agent";
    for (const [name, { method, target }] of Object.entries(calls)) {
      const question = { "Access-Control-Request-Method": method, "Access-Control-Request-Headers": asked };
      const { status, head } = await exchange(port, {
        method: "OPTIONS",
        target,
        headers: { ...from(APP), ...question },
      });
      expect([name, status, headerOf(head, "access-control-allow-origin")]).toEqual([name, 204, APP]);
      expect(headerOf(head, "access-control-allow-methods")).toContain(method);
      expect(headerOf(head, "access-control-allow-headers")).toBe(asked);
      expect(headerOf(head, "access-control-allow-private-network")).toBeUndefined();
    }
  });

  it("is told that this machine may be called from the network", async () => {
    const question = { "Access-Control-Request-Method": "POST", "Access-Control-Request-Private-Network": "true" };
    const { head } = await exchange(port, { method: "OPTIONS", target: "/", headers: { ...from(APP), ...question } });
    expect(headerOf(head, "access-control-allow-private-network")).toBe("true");
  });

  it("changes nothing for other pages, nor for an API, which speaks for itself", async () => {
    const { status, head } = await send(call("dynamodb Scan"), from(`${APP}1`));
    expect([status, headerOf(head, "access-control-allow-origin")]).toEqual([403, undefined]);
    const api = await exchange(port, { method: "GET", target: "/web/x", headers: from(APP) });
    expect([api.status, headerOf(api.head, "access-control-allow-origin")]).toEqual([200, undefined]);
  });

  const call = (name: string): RawRequest => calls[name] ?? { method: "GET", target: "/" };
});

describe("startEngine", () => {
  it("needs allowRemote to listen where other machines can reach it, and says where that is", async () => {
    for (const host of ["0.0.0.0", "::", "", "192.0.2.1", "laptop"])
      await expect(startEngine({ template, host })).rejects.toThrow(/would let other machines in.*--allow-remote/);
    expect(engine.remoteAddress).toBe(`0.0.0.0:${port}`);
    await using local = await startEngine({ template });
    expect(local.remoteAddress).toBeUndefined();
  });

  it("takes origins in allowOrigins, and no patterns", async () => {
    await expect(startEngine({ template, allowOrigins: ["*"] })).rejects.toThrow(/--allow-origin takes an origin/);
  });
});
