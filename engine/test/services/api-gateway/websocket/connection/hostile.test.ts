import { describe, expect, it } from "vitest";
import { frame } from "../harness/frames.ts";
import { type Client, type Gateway, STAGE, startGateway, webSocketApi } from "../harness/gateway.ts";
import { handshake, type RawClient, rawConnect, rawWebSocket } from "../harness/raw.ts";

function start(): Promise<Gateway> {
  return startGateway({
    resources: webSocketApi({
      routes: { $disconnect: { function: "disconnect" }, $default: { function: "echo", twoWay: true } },
    }),
    functions: { disconnect: () => ({ statusCode: 200 }), echo: ({ body }) => ({ statusCode: 200, body }) },
  });
}

/** The close code in the last frame that the server sent. */
function closeCodeIn(bytes: Buffer): number | undefined {
  const at = bytes.lastIndexOf(0x88);
  return at >= 0 && at + 4 <= bytes.length ? bytes.readUInt16BE(at + 2) : undefined;
}

const isHealthy = async (client: Client) => (await client.ask("well?")) === "well?";

interface Attack {
  readonly bytes: Buffer;
  readonly code: number;
}

const attacks: Readonly<Record<string, Attack>> = {
  "an unmasked frame": { bytes: frame("text", "x", { masked: false }), code: 1002 },
  "reserved bit 1": { bytes: frame("text", "x", { reserved: 4 }), code: 1002 },
  "reserved bit 3": { bytes: frame("text", "x", { reserved: 1 }), code: 1002 },
  "an unknown opcode": { bytes: frame("text", "x", { opcode: 3 }), code: 1002 },
  "an unknown control opcode": { bytes: frame("ping", "x", { opcode: 11 }), code: 1002 },
  "a ping of 126 bytes": { bytes: frame("ping", Buffer.alloc(126)), code: 1002 },
  "a fragmented ping": { bytes: frame("ping", "x", { fin: false }), code: 1002 },
  "a continuation of nothing": { bytes: frame("continuation", "x"), code: 1002 },
  "a text inside a text": {
    bytes: Buffer.concat([frame("text", "a", { fin: false }), frame("text", "b")]),
    code: 1002,
  },
  "text that is no UTF-8": { bytes: frame("text", Buffer.from([0xc3, 0x28])), code: 1007 },
  "UTF-8 cut off at its end": { bytes: frame("text", Buffer.from([0xe2, 0x82])), code: 1007 },
  "a close frame of one byte": { bytes: frame("close", Buffer.from([3])), code: 1002 },
  "close code 1005": { bytes: frame("close", Buffer.from([0x03, 0xed])), code: 1002 },
  "close code 999": { bytes: frame("close", Buffer.from([0x03, 0xe7])), code: 1002 },
  "close code 5000": { bytes: frame("close", Buffer.from([0x13, 0x88])), code: 1002 },
  "a close reason that is no UTF-8": { bytes: frame("close", Buffer.from([0x03, 0xe8, 0xff])), code: 1007 },
  "a length of 2^63": {
    bytes: Buffer.from([0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    code: 1009,
  },
};

describe("a client that breaks the protocol", () => {
  it.each(Object.entries(attacks))(
    "is closed for %s, and its neighbour is not disturbed",
    async (_, { bytes, code }) => {
      await using gateway = await start();
      const neighbour = await gateway.connect();
      const attacker = await rawWebSocket(gateway.port, `/${STAGE}`);
      attacker.write(bytes);
      const [{ requestContext }] = await gateway.called("disconnect");
      expect(requestContext.disconnectStatusCode).toBe(code);
      attacker.socket.end();
      expect(closeCodeIn(await attacker.ended)).toBe(code);
      expect(await isHealthy(neighbour)).toBe(true);
    },
  );

  it("cannot tie the engine up with a million fragments of one byte", async () => {
    await using gateway = await start();
    const neighbour = await gateway.connect();
    const attacker = await rawWebSocket(gateway.port, `/${STAGE}`);
    attacker.write(frame("text", "x", { fin: false }));
    const many = Buffer.concat(Array.from({ length: 1_000 }, () => frame("continuation", "x", { fin: false })));
    for (let sent = 0; sent < 1_000 && !attacker.socket.destroyed; sent += 1) attacker.write(many);
    await gateway.called("disconnect");
    expect(await isHealthy(neighbour)).toBe(true);
    attacker.socket.destroy();
  });

  it("cannot tie the engine up with pings whose answers it does not read", async () => {
    await using gateway = await start();
    const neighbour = await gateway.connect();
    const attacker = await rawWebSocket(gateway.port, `/${STAGE}`);
    attacker.socket.pause();
    const many = Buffer.concat(Array.from({ length: 10_000 }, () => frame("ping", Buffer.alloc(125))));
    for (let sent = 0; sent < 20 && !attacker.socket.destroyed; sent += 1) attacker.write(many);
    expect(await isHealthy(neighbour)).toBe(true);
    attacker.socket.destroy();
  });

  it("may cut its bytes anywhere", async () => {
    await using gateway = await start();
    const client = await rawWebSocket(gateway.port, `/${STAGE}`);
    client.socket.setNoDelay(true);
    for (const byte of frame("text", "slow")) {
      client.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await client.until(/slow$/)).toContain("slow");
    client.socket.destroy();
  });
});

describe("a hostile handshake", () => {
  it.each([
    ["2,000 headers", Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`X-Header-${index}`, "x"]))],
    ["a header of 64 KB", { "Sec-WebSocket-Protocol": "x".repeat(64 * 1024) }],
  ])("with %s is refused or taken, and the engine goes on", async (_, headers) => {
    await using gateway = await start();
    const neighbour = await gateway.connect();
    const attacker = await rawConnect(gateway.port);
    attacker.write(handshake(`/${STAGE}`, headers));
    expect(await attacker.until(/^HTTP\/1\.1 \d{3}/)).toMatch(/^HTTP\/1\.1 (101|431)/);
    expect(await isHealthy(neighbour)).toBe(true);
    attacker.socket.destroy();
  });

  it.each<[string, (attacker: RawClient) => void]>([
    ["sends half of it", (attacker) => attacker.write(handshake(`/${STAGE}`).slice(0, 60))],
    ["sends nothing", () => undefined],
    ["sends no HTTP", (attacker) => attacker.write(Buffer.from([0x16, 0x03, 0x01, 0x00, 0xff]))],
  ])("of a client that %s holds nobody up", async (_, attack) => {
    await using gateway = await start();
    const attacker = await rawConnect(gateway.port);
    attack(attacker);
    const neighbour = await gateway.connect();
    expect(await isHealthy(neighbour)).toBe(true);
    attacker.socket.destroy();
  });

  it("may be sent one byte at a time", async () => {
    await using gateway = await start();
    const client = await rawConnect(gateway.port);
    for (const character of handshake(`/${STAGE}`)) {
      client.write(character);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 101/);
    client.socket.destroy();
  });
});
