import { expect } from "expect";
import { type Client, connect, connectionIdOf, eventOf } from "../probe/client.ts";
import { frame } from "../probe/frame.ts";
import { handshake, signed } from "../probe/http.ts";
import { chapter } from "../suite/declare.ts";
import { clockOf } from "../targets/abilities.ts";

const KB = 1024;
const MINUTE_MS = 60_000;

export const limits = chapter("Limits and life", (target, { describe, it }) => {
  const echo = target.stage("Echo/test");
  const recorded = target.stage("Recorded/plain");

  function sendInFrames(client: Client, text: string, frameBytes: number): void {
    for (let at = 0; at < text.length; at += frameBytes)
      client.socket.send(text.slice(at, at + frameBytes), { fin: at + frameBytes >= text.length });
  }

  const disconnectOf = async (id: string) => {
    const { requestContext } = await target.records.next(
      (event) => event.requestContext.connectionId === id && event.requestContext.eventType === "DISCONNECT",
    );
    return [requestContext.disconnectStatusCode, requestContext.disconnectReason];
  };

  describe.concurrent("sizes", () => {
    it("a frame of 32 KB passes, and a larger one closes with 1009 [7/frame] [1.5/1009] [4.2/binary]", async () => {
      using client = await connect(echo);
      expect((await eventOf(client, "x".repeat(32 * KB))).body).toHaveLength(32 * KB);
      client.send("x".repeat(32 * KB + 1));
      expect(await client.closed).toEqual({ code: 1009, reason: "" });
    });

    it("a message of 128 KB in frames of 32 KB is one event [7/message-payload] [4.2/reassembly]", async () => {
      using client = await connect(recorded);
      const ignored = { action: "nobody", program: { return: { statusCode: 200, body: "one event" } }, padding: "" };
      const padding = "x".repeat(128 * KB - JSON.stringify(ignored).length);
      sendInFrames(client, JSON.stringify({ ...ignored, padding }), 32 * KB);
      expect(await client.next()).toBe("one event");
    });

    it("a message of more than 128 KB closes with 1009, however it is cut [7/message-payload] [1.5/1009]", async () => {
      using client = await connect(echo);
      sendInFrames(client, "x".repeat(128 * KB + 1), 16 * KB);
      expect((await client.closed).code).toBe(1009);
    });

    it("a message is measured in bytes of UTF-8 [7/byte-counting]", async () => {
      using client = await connect(echo);
      sendInFrames(client, "ä".repeat(65 * KB), 8 * KB);
      expect((await client.closed).code).toBe(1009);
    });
  });

  describe.concurrent("an end", () => {
    it("by TCP without a close frame is 1006 [1.5/1006] [1.6/when]", async () => {
      const client = await connect(recorded);
      const id = await connectionIdOf(client, "who");
      client.socket.terminate();
      expect(await disconnectOf(id)).toEqual([1006, ""]);
    });

    it("by a close frame without a code is 1005, with AWS's own words [1.5/1005] [1.5/not-in-frames]", async () => {
      const client = await connect(recorded);
      const id = await connectionIdOf(client, "who");
      await client.close();
      expect(await disconnectOf(id)).toEqual([1005, "Client-side close frame status not set"]);
    });

    it("by a binary frame or a frame too large runs $disconnect with 1003 and 1009 [1.6/when] [1.5/1003] [1.5/1009]", async () => {
      const codes = [Buffer.from("x"), "x".repeat(33 * KB)].map(async (data) => {
        using client = await connect(recorded);
        const id = await connectionIdOf(client, "who");
        client.socket.send(data);
        await client.closed;
        return await disconnectOf(id);
      });
      expect(await Promise.all(codes)).toEqual([
        [1003, ""],
        [1009, ""],
      ]);
    });

    it("of a client whose $connect was refused runs no $disconnect [1.6/refused-connect]", async () => {
      const program = encodeURIComponent('{"return":{"statusCode":403}}');
      const { status } = await handshake(`${recorded.wsUrl}?program=${program}&tag=refused`);
      expect(status).toBe(403);
      const { requestContext } = await target.records.next(({ queryStringParameters }) =>
        JSON.stringify(queryStringParameters ?? "").includes("refused"),
      );
      // A connection that ends later, and whose $disconnect comes, would have come after.
      using client = await connect(recorded);
      const id = await connectionIdOf(client, "who");
      await client.close(1000);
      await disconnectOf(id);
      const refused = target.records.received.filter(
        (event) => event.requestContext.connectionId === requestContext.connectionId,
      );
      expect(refused.map((event) => event.requestContext.eventType)).toEqual(["CONNECT"]);
    });
  });

  describe("time", () => {
    const advance = (ms: number) => clockOf(target).advance(ms);

    it("closes an idle connection with 1001 after 10 minutes and not before [7/idle-timeout] [1.5/1001-idle] [1.6/when]", async () => {
      clockOf(target);
      using client = await connect(recorded);
      const id = await connectionIdOf(client, "who");
      await advance(9.9 * MINUTE_MS);
      expect(await connectionIdOf(client, "still here")).toBe(id);
      await advance(10 * MINUTE_MS);
      expect((await client.closed).code).toBe(1001);
      expect(await disconnectOf(id)).toEqual([1001, "Going away"]);
    });

    it("does not count a ping as life, but a push [9/ping-and-idle] [6.5/post-keeps-alive]", async () => {
      clockOf(target);
      using pinging = await connect(echo);
      using pushed = await connect(echo);
      const id = await connectionIdOf(pushed, "who");
      for (let round = 0; round < 2; round++) {
        await advance(6 * MINUTE_MS);
        if (round > 0) break;
        const pong = new Promise((resolve) => pinging.socket.once("pong", resolve));
        pinging.socket.ping();
        await pong;
        const url = `${echo.managementUrl}/@connections/${encodeURIComponent(id)}`;
        expect((await signed(target, "POST", url, "push")).status).toBe(200);
      }
      expect((await pinging.closed).code).toBe(1001);
      expect(pushed.socket.readyState).toBe(pushed.socket.OPEN);
    });

    it("closes a busy connection with 1001 after 2 hours, and never pings it [7/connection-duration] [1.5/1001-idle] [9/server-ping]", async () => {
      clockOf(target);
      using client = await connect(recorded);
      const pings: unknown[] = [];
      client.socket.on("ping", (data) => pings.push(data));
      const id = await connectionIdOf(client, "who");
      for (let minute = 9; minute < 120; minute += 9) {
        await advance(9 * MINUTE_MS);
        await eventOf(client, "busy");
      }
      await advance(3 * MINUTE_MS);
      expect((await client.closed).code).toBe(1001);
      expect(pings).toEqual([]);
      expect(await disconnectOf(id)).toEqual([1001, "Going away"]);
    });

    it("does not notice a network that is lost until then: pushes still succeed [1.6/silent-loss] [6.5/half-open]", async () => {
      clockOf(target);
      const { socket } = await handshake(recorded.wsUrl);
      const { requestContext } = await new Promise<{ requestContext: { connectionId: string } }>((resolve) => {
        socket?.once("data", (bytes: Buffer) => resolve(JSON.parse(String(bytes.subarray(bytes.indexOf("{"))))));
        socket?.write(frame("text", "who"));
      });
      const { connectionId } = requestContext;
      // From here on the client reads nothing and answers nothing.
      socket?.pause();
      await advance(9 * MINUTE_MS);
      const url = `${recorded.managementUrl}/@connections/${encodeURIComponent(connectionId)}`;
      expect((await signed(target, "POST", url, "lost")).status).toBe(200);
      // Just long enough for a close frame that nobody answers: a longer jump would be the function's timeout.
      await advance(10 * MINUTE_MS + 5_000);
      expect(await disconnectOf(connectionId)).toEqual([1001, "Going away"]);
      socket?.destroy();
    });
  });
});
