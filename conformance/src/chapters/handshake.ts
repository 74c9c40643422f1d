import { expect } from "expect";
import { connect, programmed } from "../probe/client.ts";
import { handshake, http, statusOf } from "../probe/http.ts";
import { chapter } from "../suite/declare.ts";

export const handshakes = chapter("The handshake", (target, { describe, it }) => {
  const main = target.stage("Main/test");
  const answering = (program: object) => programmed(main.wsUrl, { program });
  const returning = (statusCode: unknown) => answering({ return: { statusCode } });

  describe.concurrent("the URL", () => {
    it("leads to the stage with and without a slash at its end [1.1/client-url]", async () => {
      expect(await Promise.all([main.wsUrl, `${main.wsUrl}/`].map((url) => statusOf(url)))).toEqual([101, 101]);
    });

    it("has no path behind the stage [1.1/path-variables]", async () => {
      expect(await statusOf(`${main.wsUrl}/more`)).toBe(403);
    });

    it("may have 4096 characters and no more [1.1/url-length] [7/url-length]", async () => {
      const path = new URL(main.wsUrl).pathname;
      const longest = `${main.wsUrl}?${"x".repeat(4096 - path.length - 1)}`;
      expect(await Promise.all([statusOf(longest), statusOf(`${longest}x`)])).toEqual([101, 414]);
    });

    it("answers 403 for a stage that is not there [1.1/wrong-stage]", async () => {
      expect(await handshake(target.stage("Main/absent").wsUrl)).toMatchObject({
        status: 403,
        body: '{"message":"Forbidden"}',
      });
    });

    it("answers a plain GET with 426 [1.1/plain-get]", async () => {
      expect((await http("GET", main.managementUrl)).status).toBe(426);
    });
  });

  describe.concurrent("$connect", () => {
    it("is not needed: without it everybody is connected [1.3/no-connect-route]", async () => {
      expect(await statusOf(target.stage("Bare/test").wsUrl)).toBe(101);
    });

    it("opens the connection with 200 and 201 [1.3/returns-200-201] [1.2/held-until-answered]", async () => {
      expect(await Promise.all([200, 201].map((status) => statusOf(returning(status))))).toEqual([101, 101]);
    });

    it("opens the connection with any 2xx [1.3/which-2xx]", async () => {
      expect(await Promise.all([202, 204, 208, 226, 299].map((status) => statusOf(returning(status))))).toEqual(
        Array(5).fill(101),
      );
    });

    it("passes every other status through: 301, 400, 401, 403, 501 [1.3/status-passed-through] [1.2/2xx-or-refusal]", async () => {
      const statuses = [301, 400, 401, 403, 501];
      expect(await Promise.all(statuses.map((status) => statusOf(returning(status))))).toEqual(statuses);
    });

    it("that throws is a 502 [1.3/throws]", async () => {
      expect(await handshake(answering({ throw: "boom" }))).toMatchObject({
        status: 502,
        headers: { "content-type": "application/json", "x-amzn-errortype": "InternalServerErrorException" },
        body: '{"message":"Internal server error"}',
      });
    });

    it("whose process ends is a 502 [1.3/throws]", async () => {
      expect(await statusOf(answering({ exit: true }))).toBe(502);
    });

    it("without a numeric statusCode is a 502 [1.3/no-status-code]", async () => {
      const urls = [answering({ return: {} }), returning("many"), answering({ nothing: true }), returning(null)];
      expect(await Promise.all(urls.map((url) => statusOf(url)))).toEqual([502, 502, 502, 502]);
    });

    it("that API Gateway may not call is a 500 [1.3/not-callable]", async () => {
      expect(await handshake(target.stage("Unpermitted/test").wsUrl)).toMatchObject({
        status: 500,
        body: '{"message":"Internal server error"}',
      });
    });

    it("that takes longer than its integration's timeout is a 504 [1.3/connect-timeout]", async () => {
      const { wsUrl } = target.stage("Late/test");
      expect(await statusOf(programmed(wsUrl, { program: { sleepMs: 2_000 } }))).toBe(504);
    });

    it("is refused with 429 by a throttle of 0 [1.3/throttled] [7/zero-blocks]", async () => {
      expect(await handshake(target.stage("Main/closed").wsUrl)).toMatchObject({
        status: 429,
        headers: { "x-amzn-errortype": "TooManyRequestsException" },
        body: '{"message":"Too Many Requests"}',
      });
    });

    it("needs an API key where the route says so: 403 without, with another, 101 with it [1.3/api-key] [5.6/key-from-header]", async () => {
      const { wsUrl } = target.stage("Keyed/test");
      const withKey = (key: string) => statusOf(wsUrl, { "x-api-key": key });
      expect(
        await Promise.all([statusOf(wsUrl), withKey("another-key"), withKey("conformance-suite-key-0123456789")]),
      ).toEqual([403, 403, 101]);
    });
  });

  describe.concurrent("the subprotocol", () => {
    const offer = { "Sec-WebSocket-Protocol": "websocket, a.b.c" };
    const returningHeader = (name: string) =>
      answering({ return: { statusCode: 200, headers: { [name]: "websocket" } } });

    it("is the one that $connect returns [1.4/returned-by-connect]", async () => {
      const { status, headers, socket } = await handshake(returningHeader("Sec-WebSocket-Protocol"), offer);
      socket?.destroy();
      expect([status, headers["sec-websocket-protocol"]]).toEqual([101, "websocket"]);
    });

    it("is none when $connect returns none, and AWS does not refuse [1.4/not-echoed]", async () => {
      const { status, headers, socket } = await handshake(main.wsUrl, offer);
      socket?.destroy();
      expect([status, headers["sec-websocket-protocol"]]).toEqual([101, undefined]);
    });

    it("may be returned under a header of any letter case [1.4/case-insensitive]", async () => {
      const { headers, socket } = await handshake(returningHeader("Sec-Websocket-Protocol"), offer);
      socket?.destroy();
      expect(headers["sec-websocket-protocol"]).toBe("websocket");
    });

    it("is the only header of $connect that the client gets [1.4/other-headers]", async () => {
      const url = answering({ return: { statusCode: 200, headers: { "Set-Cookie": "a=b", "X-Other": "1" } } });
      const { headers, socket } = await handshake(url);
      socket?.destroy();
      expect(Object.keys(headers).sort()).toEqual(["connection", "sec-websocket-accept", "upgrade"]);
    });
  });

  it.concurrent("is held: what $connect does comes before the client can send [1.2/held-until-answered]", async () => {
    const started = performance.now();
    using client = await connect(answering({ sleepMs: 300 }));
    expect(performance.now() - started).toBeGreaterThan(290);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });
});
