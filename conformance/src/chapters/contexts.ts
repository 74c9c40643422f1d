import { expect } from "expect";
import { connect, eventOf } from "../probe/client.ts";
import { handshake } from "../probe/http.ts";
import { chapter } from "../suite/declare.ts";
import type { LambdaEvent } from "../targets/target.ts";

/** Members that events of REST and HTTP APIs have. */
const OF_OTHER_APIS = ["resource", "path", "httpMethod", "pathParameters", "version", "rawPath", "routeKey"];
const CONTEXT_OF_OTHER_APIS = ["accountId", "resourcePath", "protocol", "domainPrefix", "httpMethod", "path"];

/** Facts that each of a connection's events shows, one by one. */
export const contexts = chapter("Each event of a connection", (target, { describe, it }) => {
  const plain = target.stage("Recorded/plain");

  interface Life {
    readonly connected: LambdaEvent;
    readonly message: LambdaEvent;
    readonly disconnected: LambdaEvent;
  }

  /** The three events of one connection. */
  async function lifeOf(headers: Readonly<Record<string, string>> = {}): Promise<Life> {
    const client = await connect(`${plain.wsUrl}?k=life`, headers);
    const message = await eventOf(client, "who");
    const { connectionId } = message.requestContext;
    await client.close(1000);
    const of = (eventType: string) =>
      target.records.next(
        ({ requestContext }) => requestContext.connectionId === connectionId && requestContext.eventType === eventType,
      );
    return { connected: await of("CONNECT"), message, disconnected: await of("DISCONNECT") };
  }

  const contextsOf = async () => Object.values(await lifeOf()).map(({ requestContext }: LambdaEvent) => requestContext);

  /** One case for each member that all events have. */
  function eachHas(title: string, member: string, expected: () => unknown): void {
    it(title, async () => {
      for (const context of await contextsOf()) expect(context[member]).toEqual(expected());
    });
  }

  describe.concurrent("CONNECT, MESSAGE and DISCONNECT", () => {
    it("say which they are [2.6/event-type]", async () => {
      expect((await contextsOf()).map(({ eventType }) => eventType)).toEqual(["CONNECT", "MESSAGE", "DISCONNECT"]);
    });

    eachHas("come from the client, all of them [2.6/message-direction]", "messageDirection", () => "IN");
    eachHas("name the stage [2.6/stage]", "stage", () => plain.name);
    eachHas("name the host that was called [2.6/domain-name]", "domainName", () => plain.host);
    eachHas("name the API [2.6/api-id]", "apiId", () => plain.apiId);
    eachHas("tell the client's address [2.6/source-ip]", "identity", () =>
      expect.objectContaining({ sourceIp: expect.stringMatching(/^[\d.]+$|^[\da-f:]+$/) }),
    );

    it("tell why a connection ended at its end only [2.6/disconnect-fields]", async () => {
      const told = (await contextsOf()).map((context) => Object.keys(context).filter((key) => /^disconnect/.test(key)));
      expect(told.map((keys) => keys.sort())).toEqual([[], [], ["disconnectReason", "disconnectStatusCode"]]);
    });

    it("have no member without a value [2.6/compact]", async () => {
      const { connected, message, disconnected } = await lifeOf();
      for (const event of [connected, message, disconnected]) expect(JSON.stringify(event)).not.toMatch(/:\s*null\b/);
    });

    it("have none of the members of other APIs' events [2.1/absent-keys]", async () => {
      for (const event of Object.values(await lifeOf())) {
        for (const name of OF_OTHER_APIS) expect(Object.keys(event)).not.toContain(name);
        for (const name of CONTEXT_OF_OTHER_APIS) expect(Object.keys(event.requestContext)).not.toContain(name);
      }
    });

    it("have ids of 11 bytes in URL-safe Base64 [2.7/form]", async () => {
      for (const { connectionId, requestId } of await contextsOf())
        for (const id of [connectionId, requestId]) {
          expect(id).toMatch(/^[\w-]{15}=$/);
          expect(Buffer.from(String(id), "base64url")).toHaveLength(11);
        }
    });
  });

  describe.concurrent("the handshake", () => {
    it("leaves its own headers out of the CONNECT event [2.2/hidden-headers]", async () => {
      const names = Object.keys((await lifeOf()).connected.headers ?? {}).map((name) => name.toLowerCase());
      for (const hidden of ["connection", "upgrade", "content-length"]) expect(names).not.toContain(hidden);
    });

    it("is not told again at the end: neither its headers nor its query [2.4/nothing-of-handshake]", async () => {
      const { connected, disconnected } = await lifeOf({ "X-Once": "told" });
      expect(connected.headers).toMatchObject({ "X-Once": "told" });
      expect(JSON.stringify(disconnected)).not.toContain("told");
      expect(Object.keys(disconnected).filter((key) => /query/i.test(key))).toEqual([]);
    });

    it("gives the offered subprotocols as one text [1.4/offered-list]", async () => {
      const { socket } = await handshake(`${plain.wsUrl}?k=offers`, { "Sec-WebSocket-Protocol": "one, two" });
      socket?.destroy();
      const { headers } = await target.records.next(({ queryStringParameters }) =>
        JSON.stringify(queryStringParameters ?? "").includes("offers"),
      );
      expect(headers).toMatchObject({ "Sec-WebSocket-Protocol": "one, two" });
    });

    it("is refused with a message in JSON [1.3/refusal-body]", async () => {
      const { status, headers, body } = await handshake(target.stage("Signed/test").wsUrl);
      expect([status, headers["content-type"]]).toEqual([403, "application/json"]);
      expect(JSON.parse(body)).toMatchObject({ message: expect.any(String) });
    });
  });
});
