import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { findEngine } from "../../src/cli/find-engine.ts";
import { type Engine, startEngine } from "../../src/engine.ts";
import { engineAt } from "../../src/running/running-engine.ts";
import { fixture } from "../stacks/fixture.ts";

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine({ template: fixture("tools/template.yaml") });
});
afterAll(() => engine.stop());

const given = (endpoint?: string) => ({ string: () => endpoint });

describe("findEngine", () => {
  it("takes --endpoint, else PORTCULLIS_ENDPOINT, else the default port", () => {
    expect(findEngine(given()).endpoint).toBe("http://127.0.0.1:3001");
    vi.stubEnv("PORTCULLIS_ENDPOINT", "http://localhost:4000/");
    expect(findEngine(given()).endpoint).toBe("http://localhost:4000");
    expect(findEngine(given("http://localhost:5000")).endpoint).toBe("http://localhost:5000");
    vi.unstubAllEnvs();
  });

  it.each(["3001", "ws://127.0.0.1:3001", "localhost:3001", ""])("refuses the address %j", (address) => {
    expect(() => findEngine(given(address))).toThrow("--endpoint takes the URL of an engine");
  });
});

describe("an engine's client", () => {
  it("tells what runs there", async () => {
    const { status, webSockets } = await engineAt(engine.endpoint).describe();
    expect(status).toBe("ready");
    expect(webSockets).toEqual(engine.webSockets);
  });

  it("asks control, and tells its errors", async () => {
    const client = engineAt(engine.endpoint);
    expect(await client.control("connections")).toMatchObject({ connections: [], ended: [] });
    await expect(client.control("nothing")).rejects.toThrow("No such control");
  });

  it("says how to start one when nothing answers", async () => {
    await expect(engineAt("http://127.0.0.1:1").describe()).rejects.toMatchObject({
      name: "UserError",
      message: "No engine answers at http://127.0.0.1:1.",
      hint: expect.stringContaining("portcullis start"),
    });
  });

  it("does not take another server for an engine", async () => {
    const server = createServer((_request, response) => response.end("hello")).listen(0, "127.0.0.1");
    await vi.waitFor(() => expect(server.listening).toBe(true));
    const client = engineAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await expect(client.describe()).rejects.toThrow("is no engine");
    server.close();
  });
});
