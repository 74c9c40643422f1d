import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createSignedCalls } from "../../../src/aws/http/signed-calls.ts";
import { functionEnvironment, startAwsStub } from "../../support/aws-stub.ts";

const WITHIN_MS = 200;

function callsWithin(withinMs: number) {
  for (const [name, value] of Object.entries(functionEnvironment("http://127.0.0.1"))) vi.stubEnv(name, value);
  return createSignedCalls({ service: "execute-api", attempts: 1, withinMs });
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

/** A server in a thread of its own, which answers the first request once this thread stands still. */
const SERVER = `
const { createServer } = require("node:http");
const { parentPort, workerData: stands } = require("node:worker_threads");
createServer((request, response) => {
  parentPort.postMessage("asked");
  Atomics.wait(stands, 0, 0);
  response.end("{}");
}).listen(0, "127.0.0.1", function () { parentPort.postMessage(this.address().port); });`;

/** Asks the server. It answers once `until` is done, while this thread stands still for long. */
async function askWhileStandingStill(until: () => void) {
  const stands = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  const server = new Worker(SERVER, { eval: true, workerData: stands });
  const [port] = await once(server, "message");
  const answer = callsWithin(WITHIN_MS).send("POST", `http://127.0.0.1:${port}/@connections/a`);
  await once(server, "message");
  until();
  Atomics.store(stands, 0, 1);
  Atomics.notify(stands, 0);
  Atomics.wait(stands, 1, 0, 3 * WITHIN_MS);
  return { answer, [Symbol.asyncDispose]: async () => void (await server.terminate()) };
}

describe("a call", () => {
  it("has the answer that came while the process could not run, however long that was", async () => {
    await using asked = await askWhileStandingStill(() => {});
    await expect(asked.answer).resolves.toMatchObject({ status: 200 });
  });

  it("has the answer that came while the process could not run, at the very end of its time too", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    await using asked = await askWhileStandingStill(() => vi.advanceTimersByTime(WITHIN_MS - 1));
    vi.advanceTimersByTime(1);
    await expect(asked.answer).resolves.toMatchObject({ status: 200 });
  });

  it("is given up when no answer comes in its time", async () => {
    const server = createServer(() => {});
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const answer = callsWithin(WITHIN_MS).send("POST", `http://127.0.0.1:${port}/@connections/a`);
    await expect(answer).rejects.toMatchObject({ name: "TimeoutError" });
    server.closeAllConnections();
    server.close();
  });

  it("has longer for as long as its caller says so", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const server = createServer();
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const request = { headers: {}, body: "", wait: { limitMs: () => 2 * WITHIN_MS, onNewConnection() {} } };
    const answer = callsWithin(WITHIN_MS).send("POST", `http://127.0.0.1:${port}/@connections/a`, request);
    const [, response] = (await once(server, "request")) as [unknown, ServerResponse];
    await vi.advanceTimersByTimeAsync(2 * WITHIN_MS - 1);
    response.end("{}");
    await expect(answer).resolves.toMatchObject({ status: 200 });
    server.closeAllConnections();
    server.close();
  });

  it("goes over the connection of the one before, and leads nowhere else", async () => {
    const ports = new Set<number | undefined>();
    const server = createServer((request, response) => {
      ports.add(request.socket.remotePort);
      response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const calls = callsWithin(10 * WITHIN_MS);
    const onNewConnection = vi.fn();
    const request = { headers: {}, body: "", wait: { limitMs: () => 10 * WITHIN_MS, onNewConnection } };
    for (let call = 0; call < 3; call++)
      expect(await calls.send("POST", `http://127.0.0.1:${port}/`, request)).toMatchObject({ status: 302 });
    expect(ports.size).toBe(1);
    expect(onNewConnection).toHaveBeenCalledOnce();
    server.closeAllConnections();
    server.close();
  });

  it("brings what it is given, byte by byte", async () => {
    await using stub = await startAwsStub(() => ({ body: { ok: "✓" } }));
    const request = { headers: { "content-type": "text/plain" }, body: "Grüße ✓" };
    const { body } = await callsWithin(10 * WITHIN_MS).send("POST", `${stub.endpoint}/@connections/a%3D`, request);
    expect(body).toEqual({ ok: "✓" });
    expect(stub.calls[0]).toMatchObject({ path: "/@connections/a%3D", body: request.body });
  });
});
