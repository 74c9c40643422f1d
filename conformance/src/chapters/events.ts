import { expect } from "expect";
import { connect, eventOf, programmed } from "../probe/client.ts";
import { HANDSHAKE_HEADERS, handshake } from "../probe/http.ts";
import { chapter } from "../suite/declare.ts";
import type { LambdaEvent, Stage } from "../targets/target.ts";

const ID = expect.stringMatching(/^[A-Za-z0-9_-]{15}=$/);
const TRACE = expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
const REQUEST_TIME = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) \+0000$/;
const ADDRESS = expect.stringMatching(/^[\d.]+$|^[\da-f:]+$/);

/** As the browser of AWS's capture sent them, in another order. */
const BROWSER = {
  "User-Agent": "Mozilla/5.0 (probe)",
  Origin: "https://site.example",
  "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
  HeaderAuth1: "headerValue1",
};

/** Header names of a CONNECT event of that client, in AWS's order. */
const HEADER_NAMES = [
  "HeaderAuth1",
  "Host",
  "Origin",
  "Sec-WebSocket-Extensions",
  "Sec-WebSocket-Key",
  "Sec-WebSocket-Version",
  "User-Agent",
  "X-Amzn-Trace-Id",
  "X-Forwarded-For",
  "X-Forwarded-Port",
  "X-Forwarded-Proto",
];

const headersAt = ({ host }: Stage) => ({
  HeaderAuth1: "headerValue1",
  Host: host,
  Origin: "https://site.example",
  "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
  "Sec-WebSocket-Key": HANDSHAKE_HEADERS["Sec-WebSocket-Key"],
  "Sec-WebSocket-Version": "13",
  "User-Agent": BROWSER["User-Agent"],
  "X-Amzn-Trace-Id": TRACE,
  "X-Forwarded-For": ADDRESS,
  "X-Forwarded-Port": "443",
  "X-Forwarded-Proto": "https",
});

const contextAt = ({ name, host, apiId }: Stage) => ({
  extendedRequestId: ID,
  requestTime: expect.stringMatching(REQUEST_TIME),
  messageDirection: "IN",
  stage: name,
  connectedAt: expect.any(Number),
  requestTimeEpoch: expect.any(Number),
  identity: { userAgent: BROWSER["User-Agent"], sourceIp: ADDRESS },
  requestId: ID,
  domainName: host,
  connectionId: ID,
  apiId,
});

const inLists = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));

export const events = chapter("Events", (target, { describe, it }) => {
  const plain = target.stage("Recorded/plain");
  const variables = target.stage("Recorded/variables");
  const guarded = target.stage("Guarded/prod");

  /** The event of a handshake whose query has this tag. */
  const tagged = (tag: string, isAuthorizer = false) =>
    target.records.next(
      ({ queryStringParameters, type }) =>
        JSON.stringify(queryStringParameters ?? "").includes(tag) && (type === "REQUEST") === isAuthorizer,
    );

  const ofConnection = (id: unknown, eventType: string) =>
    target.records.next(
      ({ requestContext, type }) =>
        type === undefined && requestContext.connectionId === id && requestContext.eventType === eventType,
    );

  async function connectEvent(url: string, tag: string, headers: Record<string, string> = BROWSER) {
    const { socket } = await handshake(url, headers);
    socket?.destroy();
    return tagged(tag);
  }

  describe.concurrent("CONNECT", () => {
    it("has exactly the members of AWS's capture [2.1/connect-keys]", async () => {
      const event = await connectEvent(`${plain.wsUrl}?k=members`, "members");
      expect(Object.keys(event).sort()).toEqual([
        "headers",
        "isBase64Encoded",
        "multiValueHeaders",
        "multiValueQueryStringParameters",
        "queryStringParameters",
        "requestContext",
      ]);
    });

    it("has the headers that the gateway adds [2.2/gateway-headers]", async () => {
      const { Host, "X-Amzn-Trace-Id": trace, "X-Forwarded-For": from, ...forwarded } = headersAt(plain);
      const event = await connectEvent(`${plain.wsUrl}?k=gateway`, "gateway");
      const { "X-Forwarded-Port": port, "X-Forwarded-Proto": proto } = forwarded;
      const added = { Host, "X-Amzn-Trace-Id": trace, "X-Forwarded-For": from };
      expect(event.headers).toMatchObject({ ...added, "X-Forwarded-Port": port, "X-Forwarded-Proto": proto });
    });

    it("has exactly the values of AWS's capture [2.2/capture]", async () => {
      const event = await connectEvent(`${plain.wsUrl}?k=capture`, "capture");
      expect(event).toEqual({
        headers: headersAt(plain),
        multiValueHeaders: inLists(headersAt(plain)),
        queryStringParameters: { k: "capture" },
        multiValueQueryStringParameters: { k: ["capture"] },
        requestContext: { ...contextAt(plain), routeKey: "$connect", eventType: "CONNECT" },
        isBase64Encoded: false,
      });
    });

    it("has its headers sorted without regard to case, in the client's spelling [2.2/sorted] [2.2/casing]", async () => {
      const { headers, multiValueHeaders } = await connectEvent(`${plain.wsUrl}?k=sorted`, "sorted");
      expect(Object.keys(headers ?? {})).toEqual(HEADER_NAMES);
      expect(Object.keys(multiValueHeaders ?? {})).toEqual(HEADER_NAMES);
    });

    it("has all values of a repeated parameter, and the last alone [2.1/query-keys]", async () => {
      expect(await connectEvent(`${plain.wsUrl}?k=first&k=repeated&empty=`, "repeated")).toMatchObject({
        queryStringParameters: { k: "repeated", empty: "" },
        multiValueQueryStringParameters: { k: ["first", "repeated"], empty: [""] },
      });
    });

    it("has no query keys without a query [2.1/query-keys]", async () => {
      using client = await connect(plain);
      const { requestContext } = await eventOf(client, "who");
      const event = await ofConnection(requestContext.connectionId, "CONNECT");
      expect(Object.keys(event).filter((key) => key.includes("uery"))).toEqual([]);
    });

    it("has no userAgent for a client without one [2.6/user-agent]", async () => {
      using client = await connect(plain);
      const { requestContext } = await eventOf(client, "who");
      const event = await ofConnection(requestContext.connectionId, "CONNECT");
      expect(event.requestContext.identity).toEqual({ sourceIp: ADDRESS });
      expect(requestContext.identity).toEqual({ sourceIp: ADDRESS });
    });

    it("has the stage's variables where the stage has some, and no key elsewhere [2.1/stage-variables]", async () => {
      expect(await connectEvent(`${variables.wsUrl}?k=variables`, "variables")).toMatchObject({
        stageVariables: { tenant: "acme" },
        requestContext: { stage: "variables" },
      });
    });
  });

  describe.concurrent("MESSAGE", () => {
    const text = '{"action": "chat",  "message": "Hello from client"}';

    it("has exactly the members of AWS's capture, and no headers [2.1/message-keys]", async () => {
      using client = await connect(plain, BROWSER);
      expect(Object.keys(await eventOf(client, text)).sort()).toEqual(["body", "isBase64Encoded", "requestContext"]);
    });

    it("has the exact text as its body [2.3/body-exact]", async () => {
      using client = await connect(plain, BROWSER);
      expect((await eventOf(client, text)).body).toBe(text);
    });

    it("has exactly the values of AWS's capture [2.3/capture]", async () => {
      using client = await connect(plain, BROWSER);
      expect(await eventOf(client, text)).toEqual({
        requestContext: { ...contextAt(plain), routeKey: "chat", messageId: ID, eventType: "MESSAGE" },
        body: text,
        isBase64Encoded: false,
      });
    });

    it("names the selected route: $default, not what the expression gave [2.3/selected-route] [2.6/route-key]", async () => {
      using client = await connect(plain);
      const events = [await eventOf(client, { action: "nobody" }), await eventOf(client, "hi")];
      expect(events.map(({ requestContext }) => requestContext.routeKey)).toEqual(["$default", "$default"]);
      expect(events[1]?.body).toBe("hi");
    });

    async function twoContexts() {
      using client = await connect(plain);
      return [(await eventOf(client, "1")).requestContext, (await eventOf(client, "2")).requestContext] as const;
    }

    it("keeps connectionId, 15 characters and = [2.6/connection-id]", async () => {
      const [one, other] = await twoContexts();
      expect([one.connectionId, other.connectionId]).toEqual([ID, one.connectionId]);
    });

    it("keeps connectedAt [2.6/connected-at]", async () => {
      const [one, other] = await twoContexts();
      expect([typeof one.connectedAt, other.connectedAt]).toEqual(["number", one.connectedAt]);
    });

    it("has a new requestId each time, which equals extendedRequestId [2.6/request-id]", async () => {
      const [one, other] = await twoContexts();
      expect(one.extendedRequestId).toBe(one.requestId);
      expect(new Set([one.requestId, other.requestId, one.messageId, other.messageId]).size).toBe(4);
    });

    it("has a messageId with the connection's tail [2.6/message-id]", async () => {
      using client = await connect(plain);
      const { connectionId, messageId } = (await eventOf(client, "1")).requestContext;
      expect(String(messageId).slice(-5)).toBe(String(connectionId).slice(-5));
    });

    it("has the stage's variables too [2.1/stage-variables]", async () => {
      using client = await connect(variables);
      expect((await eventOf(client, "1")).stageVariables).toEqual({ tenant: "acme" });
    });
  });

  describe.concurrent("DISCONNECT", () => {
    async function disconnected(stage: Stage, code?: number, reason?: string): Promise<LambdaEvent> {
      using client = await connect(`${stage.wsUrl}?k=v`, BROWSER);
      const { requestContext } = await eventOf(client, "who");
      await client.close(code, reason);
      return ofConnection(requestContext.connectionId, "DISCONNECT");
    }

    const headers = () => ({ Host: plain.host, "x-api-key": "", "X-Forwarded-For": "", "x-restapi": "" });

    it("has exactly the members of AWS's capture, and no query [2.1/disconnect-keys]", async () => {
      const members = ["headers", "isBase64Encoded", "multiValueHeaders", "requestContext"];
      expect(Object.keys(await disconnected(plain)).sort()).toEqual(members);
    });

    it("has four headers, three of them empty [2.4/four-headers]", async () => {
      const event = await disconnected(plain);
      expect(event.headers).toEqual(headers());
      expect(Object.keys(event.headers ?? {})).toEqual(Object.keys(headers()));
    });

    it("has exactly the values of AWS's capture [2.4/capture]", async () => {
      const event = await disconnected(plain);
      expect(event).toEqual({
        headers: headers(),
        multiValueHeaders: inLists(headers()),
        requestContext: {
          ...contextAt(plain),
          routeKey: "$disconnect",
          disconnectStatusCode: 1005,
          eventType: "DISCONNECT",
          disconnectReason: "Client-side close frame status not set",
        },
        isBase64Encoded: false,
      });
    });

    async function toldOf(code: number, reason?: string) {
      const { requestContext } = await disconnected(plain, code, reason);
      return [requestContext.disconnectStatusCode, requestContext.disconnectReason];
    }

    it("tells 1000 without a reason in AWS's own words [1.5/1000]", async () => {
      expect(await toldOf(1000)).toEqual([1000, "Connection Closed Normally"]);
    });

    it("tells 1001 without a reason [1.5/client-1001]", async () => {
      expect(await toldOf(1001)).toEqual([1001, ""]);
    });

    it("tells a code and a reason of the client's own [1.6/extra-fields]", async () => {
      expect(await toldOf(4001, "bye")).toEqual([4001, "bye"]);
    });

    it("has the stage's variables too [2.1/stage-variables]", async () => {
      expect((await disconnected(variables)).stageVariables).toEqual({ tenant: "acme" });
    });
  });

  describe.concurrent("the authorizer's event", () => {
    const authorizer = { record: true };

    it("has exactly the members and values of AWS's sample [2.1/authorizer-keys] [2.5/sample]", async () => {
      const url = `${programmed(guarded.wsUrl, { authorizer })}&k=sample`;
      const [event] = await Promise.all([tagged("sample", true), connectEvent(url, "sample")]);
      const headers = { ...headersAt(guarded), Connection: "upgrade", "content-length": "0", Upgrade: "websocket" };
      const query = { authorizer: JSON.stringify(authorizer), k: "sample" };
      expect(event).toEqual({
        type: "REQUEST",
        methodArn: `${guarded.arn}/$connect`,
        headers,
        multiValueHeaders: inLists(headers),
        queryStringParameters: query,
        multiValueQueryStringParameters: inLists(query),
        stageVariables: {},
        requestContext: { ...contextAt(guarded), routeKey: "$connect", eventType: "CONNECT" },
      });
      const order = Object.keys(event.headers ?? {});
      expect(order).toEqual([...order].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
    });

    it("has the same connectionId and connectedAt as $connect [1.2/id-before-authorizer]", async () => {
      const url = `${programmed(guarded.wsUrl, { authorizer })}&k=same-id`;
      const [asked, connected] = await Promise.all([tagged("same-id", true), connectEvent(url, "same-id")]);
      expect(asked.requestContext.connectionId).toBe(connected.requestContext.connectionId);
      expect(asked.requestContext.connectedAt).toBe(connected.requestContext.connectedAt);
    });
  });

  it("write times in the Common Log Format and as milliseconds, connectedAt first [2.6/request-time] [2.6/request-time-epoch] [2.6/connected-at]", async () => {
    using client = await connect(plain);
    const { requestTime, requestTimeEpoch, connectedAt } = (await eventOf(client, "1")).requestContext;
    const [, day, month, year, time] = REQUEST_TIME.exec(String(requestTime)) ?? [];
    expect(Date.parse(`${day} ${month} ${year} ${time} GMT`)).toBe(Math.floor(Number(requestTimeEpoch) / 1000) * 1000);
    expect(Number(connectedAt)).toBeLessThanOrEqual(Number(requestTimeEpoch));
  });
});
