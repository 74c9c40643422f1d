import type { Duplex } from "node:stream";
import { expect } from "expect";
import { type Client, connect, eventOf } from "../probe/client.ts";
import { frame } from "../probe/frame.ts";
import { handshake } from "../probe/http.ts";
import { chapter } from "../suite/declare.ts";
import type { Target } from "../targets/target.ts";

/** All bytes that the server sent until it closed. */
async function bytesOf(socket: Duplex): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function closeCodeIn(bytes: Buffer): number | undefined {
  const at = bytes.lastIndexOf(0x88);
  return at >= 0 && at + 4 <= bytes.length ? bytes.readUInt16BE(at + 2) : undefined;
}

async function rawSocket(target: Target): Promise<Duplex> {
  const { socket } = await handshake(target.stage("Echo/test").wsUrl);
  if (!socket) throw new Error("The handshake was refused.");
  return socket;
}

const isHealthy = async (client: Client) => (await eventOf(client, "well?")).body === "well?";

const attacks: Readonly<Record<string, readonly [bytes: Uint8Array, code: number]>> = {
  "an unmasked frame": [frame("text", "x", { masked: false }), 1002],
  "a reserved bit": [frame("text", "x", { reserved: 4 }), 1002],
  "an unknown opcode": [frame("text", "x", { opcode: 3 }), 1002],
  "a ping of 126 bytes": [frame("ping", Buffer.alloc(126)), 1002],
  "a fragmented ping": [frame("ping", "x", { fin: false }), 1002],
  "a continuation of nothing": [frame("continuation", "x"), 1002],
  "a text that is no UTF-8": [frame("text", Buffer.from([0xc3, 0x28])), 1007],
  "a close code that is not for frames": [frame("close", Buffer.from([0x03, 0xed])), 1002],
};

export const frames = chapter("Frames", (target, { describe, it }) => {
  const echo = target.stage("Echo/test");

  describe.concurrent("control frames", () => {
    it("answer a ping with its own pong, and no function hears of it [9/client-ping]", async () => {
      using client = await connect(echo);
      const pong = new Promise<string>((resolve) => client.socket.once("pong", (data) => resolve(String(data))));
      client.socket.ping("well?");
      expect(await pong).toBe("well?");
      expect((await eventOf(client, "next")).body).toBe("next");
    });

    it("are not JSON or text that says ping: that is an ordinary message [9/ping-as-text]", async () => {
      using client = await connect(echo);
      expect((await eventOf(client, "ping")).body).toBe("ping");
      expect((await eventOf(client, { action: "ping" })).body).toBe('{"action":"ping"}');
    });
  });

  describe.concurrent("messages", () => {
    it("are put together from fragments into one event [4.2/reassembly] [9/fragmented-text]", async () => {
      using client = await connect(echo);
      for (const [part, fin] of [
        ["one ", false],
        ["two ", false],
        ["three", true],
      ] as const)
        client.socket.send(part, { fin });
      expect(JSON.parse(await client.next()).body).toBe("one two three");
    });

    it("that are binary close with 1003 [1.5/1003] [4.2/binary] [9/binary]", async () => {
      using client = await connect(echo);
      client.socket.send(Buffer.from("x"));
      expect(await client.closed).toEqual({ code: 1003, reason: "" });
    });
  });

  it("are never compressed: the offer is declined [9/permessage-deflate]", async () => {
    const offer = { "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits" };
    const { status, headers, socket } = await handshake(echo.wsUrl, offer);
    socket?.destroy();
    expect([status, headers["sec-websocket-extensions"]]).toEqual([101, undefined]);
  });

  describe.concurrent("hostile bytes", () => {
    it.each(Object.entries(attacks))(
      "close their own connection for %s, and leave a neighbour alone [9/protocol-error]",
      async (_, [bytes, code]) => {
        using neighbour = await connect(echo);
        const attacker = await rawSocket(target);
        attacker.write(bytes);
        expect(closeCodeIn(await bytesOf(attacker))).toBe(code);
        expect(await isHealthy(neighbour)).toBe(true);
      },
    );

    it("cannot hold a neighbour up with a flood of pings or of fragments of one byte [9/protocol-error]", async () => {
      using neighbour = await connect(echo);
      const [pings, fragments] = await Promise.all([rawSocket(target), rawSocket(target)]);
      pings.write(Buffer.concat(Array(20_000).fill(frame("ping", Buffer.alloc(125)))));
      fragments.write(frame("text", "x", { fin: false }));
      fragments.write(Buffer.concat(Array(100_000).fill(frame("continuation", "x", { fin: false }))));
      expect(await isHealthy(neighbour)).toBe(true);
      pings.destroy();
      fragments.destroy();
    });
  });
});
