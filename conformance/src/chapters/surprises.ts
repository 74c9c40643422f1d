import { expect } from "expect";
import { type Client, connect, connectionIdOf, eventOf, programmed } from "../probe/client.ts";
import { handshake, signed, statusOf } from "../probe/http.ts";
import { chapter } from "../suite/declare.ts";
import { backendOf, clockOf } from "../targets/abilities.ts";

/** Of the right form; nobody ever had it. */
const NEVER_EXISTED = "BFaT_fALIAMCKug=";

export const surprises = chapter("Surprises", (target, { describe, it }) => {
  const main = target.stage("Main/test");
  const recorded = target.stage("Recorded/plain");
  const guarded = target.stage("Guarded/prod");
  const answering = (program: object) => programmed(main.wsUrl, { program });
  const pushUrl = (id: string) => `${main.managementUrl}/@connections/${encodeURIComponent(id)}`;
  const policy = (...statements: object[]) => ({
    return: { principalId: "user-1", policyDocument: { Version: "2012-10-17", Statement: statements } },
  });
  const allow = (Resource: string) => ({ Effect: "Allow", Action: "execute-api:Invoke", Resource });

  const recordOf = (connectionId: unknown, eventType: string) =>
    target.records.next(
      ({ requestContext, type }) =>
        type === undefined && requestContext.connectionId === connectionId && requestContext.eventType === eventType,
    );

  describe.concurrent("connecting", () => {
    it("passes the status of $connect straight through; an exception is 502, a crash of the authorizer 500 [10/1]", async () => {
      const urls = [
        answering({ return: { statusCode: 301 } }),
        answering({ return: { statusCode: 501 } }),
        answering({ throw: "boom" }),
        programmed(guarded.wsUrl, { authorizer: { throw: "boom" } }),
      ];
      expect(await Promise.all(urls.map((url) => statusOf(url)))).toEqual([301, 501, 502, 500]);
    });

    it("is denied by a policy on …/prod/*/*, which Powertools' helper for REST writes [10/8]", async () => {
      const urls = ["/*/*", "/*"].map((end) =>
        programmed(guarded.wsUrl, { authorizer: policy(allow(guarded.arn + end)) }),
      );
      expect(await Promise.all(urls.map((url) => statusOf(url)))).toEqual([403, 101]);
    });

    it("is the only time that a policy is asked: a Deny on a custom route has no effect [10/9]", async () => {
      const authorizer = policy(allow("*"), { ...allow(`${guarded.arn}/admin`), Effect: "Deny" });
      using client = await connect(programmed(guarded.wsUrl, { authorizer }));
      expect((await eventOf(client, { action: "admin" })).requestContext.routeKey).toBe("admin");
    });

    it("calls the authorizer for every handshake, of the same URL too [10/10]", async () => {
      const url = `${programmed(guarded.wsUrl, { authorizer: { record: true } })}&tag=every-time`;
      const asked = (otherThan?: unknown) =>
        target.records.next(
          ({ type, queryStringParameters, requestContext }) =>
            type === "REQUEST" &&
            JSON.stringify(queryStringParameters).includes("every-time") &&
            requestContext.requestId !== otherThan,
        );
      expect(await Promise.all([statusOf(url), statusOf(url)])).toEqual([101, 101]);
      const first = await asked();
      expect((await asked(first.requestContext.requestId)).type).toBe("REQUEST");
    });

    it("is a 401 before the authorizer runs when an identity source is missing [10/11]", async () => {
      const { wsUrl } = target.stage("Sources/with");
      const url = programmed(wsUrl, { authorizer: { throw: "boom" } });
      expect(await Promise.all([statusOf(url), statusOf(`${url}&token=t`, { "X-Token": "t" })])).toEqual([401, 500]);
    });

    it("cannot be refused with 401 by an authorizer that returns: it has to throw Unauthorized [10/12]", async () => {
      const programs = [{ return: { statusCode: 401 } }, { throw: "Unauthorized" }];
      const urls = programs.map((authorizer) => programmed(guarded.wsUrl, { authorizer }));
      expect(await Promise.all(urls.map((url) => statusOf(url)))).toEqual([500, 401]);
    });

    it("is a 429 for everybody with throttles of 0 [10/17]", async () => {
      expect(await statusOf(target.stage("Main/closed").wsUrl)).toBe(429);
    });

    it("negotiates no subprotocol, whatever is offered [10/18]", async () => {
      const { headers, socket } = await handshake(main.wsUrl, { "Sec-WebSocket-Protocol": "websocket" });
      socket?.destroy();
      expect(headers).not.toHaveProperty("sec-websocket-protocol");
    });
  });

  describe.concurrent("messages", () => {
    it("that no route takes are answered Forbidden in band, and the socket stays open [10/2]", async () => {
      using client = await connect(main);
      expect(await client.ask("hi")).toMatch(
        /^\{"message": "Forbidden", "connectionId":"[^"]+", "requestId":"[^"]+"\}$/,
      );
      expect(await client.ask({ action: "twoway", program: { return: { statusCode: 200, body: "open" } } })).toBe(
        "open",
      );
    });

    it("have their function's status ignored, not its exception, and a stray key is one [10/3]", async () => {
      using client = await connect(main);
      const answerTo = (program: object) => client.ask({ action: "twoway", program });
      expect(await answerTo({ return: { statusCode: 501, body: "ignored" } })).toBe("ignored");
      expect(await answerTo({ throw: "boom" })).toMatch(/Internal server error/);
      expect(await answerTo({ return: { statusCode: 200, Data: "x" } })).toMatch(/Internal server error/);
    });

    it("on a two-way route without a body are answered by an empty frame [10/4]", async () => {
      using client = await connect(main);
      expect(await client.ask({ action: "twoway", program: { return: { statusCode: 200 } } })).toBe("");
    });

    it("through MOCK bring nothing back without a route response [10/25]", async () => {
      using client = await connect(main);
      client.send({ action: "silent" });
      expect(await client.ask({ action: "mock" })).toMatch(/^\{"from":/);
    });
  });

  describe.concurrent("events", () => {
    it("of messages have no headers; that of a disconnect has four, three empty and none the client's [10/5]", async () => {
      const client = await connect(recorded, { "X-Own": "1" });
      const message = await eventOf(client, "who");
      expect(message).not.toHaveProperty("headers");
      await client.close(1000);
      const { headers } = await recordOf(message.requestContext.connectionId, "DISCONNECT");
      expect(headers).toEqual({ Host: recorded.host, "x-api-key": "", "X-Forwarded-For": "", "x-restapi": "" });
    });

    it("of disconnects always have disconnectStatusCode and disconnectReason [10/6]", async () => {
      const client = await connect(recorded);
      const id = await connectionIdOf(client, "who");
      await client.close(4000, "done");
      expect((await recordOf(id, "DISCONNECT")).requestContext).toMatchObject({
        disconnectStatusCode: 4000,
        disconnectReason: "done",
      });
    });

    it("pass a client's own empty reason on as an empty text [10/7]", async () => {
      const client = await connect(recorded);
      const id = await connectionIdOf(client, "who");
      await client.close(1001);
      expect((await recordOf(id, "DISCONNECT")).requestContext.disconnectReason).toBe("");
    });

    it("have one id under two names, URL-safe and with = at its end [10/22]", async () => {
      using client = await connect(recorded);
      const { requestId, extendedRequestId, connectionId } = (await eventOf(client, "who")).requestContext;
      expect(requestId).toBe(extendedRequestId);
      expect([requestId, connectionId]).toEqual(Array(2).fill(expect.stringMatching(/^[\w-]{15}=$/)));
    });

    const connectEventOf = async (client: Client) => recordOf(await connectionIdOf(client, "who"), "CONNECT");

    it("lack queryStringParameters, which is not null, without a query [10/23]", async () => {
      using client = await connect(recorded);
      expect(await connectEventOf(client)).not.toHaveProperty("queryStringParameters");
    });

    it("lack userAgent for a client without a User-Agent [10/24]", async () => {
      using client = await connect(recorded);
      expect((await connectEventOf(client)).requestContext.identity).not.toHaveProperty("userAgent");
    });
  });

  describe.concurrent("@connections", () => {
    it("answers 410 inside $connect for the very connection [10/13]", async () => {
      expect(await statusOf(answering({ post: "self" }))).toBe(410);
    });

    it("answers 410 with an empty body [10/14]", async () => {
      const { status, headers, body } = await signed(target, "POST", pushUrl(NEVER_EXISTED), "x");
      expect([status, headers["x-amzn-errortype"], body]).toEqual([410, "GoneException", ""]);
    });

    it("answers 400, not 410, for a malformed id [10/15]", async () => {
      expect((await signed(target, "POST", pushUrl("6sdf"), "x")).status).toBe(400);
    });

    it("names the resource of a 403 with a masked account and the literal {connectionId} [10/16]", async () => {
      using client = await connect(recorded);
      // The function behind this API may not push.
      const message = await client.ask({ action: "chat", program: { post: NEVER_EXISTED } });
      const { apiId, name } = recorded;
      expect(message).toMatch(/^User: arn:aws:sts::\d{12}:assumed-role\/\S+ is not authorized to perform: /);
      expect(message).toContain("execute-api:ManageConnections on resource: ");
      const masked = `arn:aws:execute-api:${target.region}:********`;
      expect(message).toContain(masked);
      expect(message).toContain(`:${apiId}/${name}/POST/@connections/{connectionId}`);
    });
  });

  it("HTTP integrations get the handshake's Sec-WebSocket-* headers, and no connection id with messages [10/20] [5.3/websocket-headers] [5.3/no-connection-id]", async () => {
    const requests = backendOf(target);
    using client = await connect(target.stage("Web/test"));
    await client.ask("message");
    const [connecting, message] = requests.slice(-2);
    expect(connecting?.headers).toHaveProperty("sec-websocket-key");
    expect(message).toMatchObject({ body: "message" });
    expect(JSON.stringify(message?.headers)).not.toMatch(/[\w-]{15}=/);
  });

  it("routes made after the deployment are not there: Forbidden on AWS, a notice at the engine's start [10/21] [8/deployment-needed]", async () => {
    if (target.notices) return expect(target.notices).toContain("route-not-in-deployment");
    using client = await connect(target.stage("Undeployed/test"));
    expect(await client.ask({ action: "later" })).toMatch(/"Forbidden"/);
  });

  it("a lost network is no disconnect before the idle timeout [10/19]", async () => {
    const clock = clockOf(target);
    using client = await connect(recorded);
    const id = await connectionIdOf(client, "who");
    client.socket.pause();
    await clock.advance(9 * 60_000);
    const isOver = ({ requestContext }: { requestContext: Readonly<Record<string, unknown>> }) =>
      requestContext.connectionId === id && requestContext.eventType === "DISCONNECT";
    expect(target.records.received.filter(isOver)).toEqual([]);
    // Just long enough for a close frame that nobody answers: a longer jump would be the function's timeout.
    await clock.advance(65_000);
    expect((await recordOf(id, "DISCONNECT")).requestContext.disconnectStatusCode).toBe(1001);
  });
});
