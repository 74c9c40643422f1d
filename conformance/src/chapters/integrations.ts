import { expect } from "expect";
import { connect, connectionIdOf, eventOf } from "../probe/client.ts";
import { chapter } from "../suite/declare.ts";
import { backendOf } from "../targets/abilities.ts";

export const integrations = chapter("Integrations", (target, { describe, it }) => {
  const main = target.stage("Main/test");

  describe.concurrent("MOCK", () => {
    it("answers what its response template makes, with the context [5.1/mock] [5.2/default-response] [5.4/context]", async () => {
      using client = await connect(main);
      const id = await connectionIdOf(client);
      expect(JSON.parse(await client.ask({ action: "mock" }))).toEqual({ from: id });
    });

    it("sends nothing on a route without a response [5.2/needs-route-response] [5.1/one-integration-many-routes]", async () => {
      using client = await connect(main);
      client.send({ action: "silent" });
      expect((await eventOf(client, { action: "twoway" })).requestContext.routeKey).toBe("twoway");
    });
  });

  describe.concurrent("AWS with a function", () => {
    const ask = async (program: object) => {
      using client = await connect(main);
      return await client.ask({ action: "custom", program });
    };

    it("gets what the request template makes, and its answer is passed on [5.1/aws] [5.4/input]", async () => {
      expect(await ask({ return: { answer: 42 } })).toBe('{"answer":42}');
    });

    it("chooses the response by the error's message [5.2/regex-keys] [4.1/integration-response-expression]", async () => {
      expect(await ask({ throw: "missing: order 12" })).toBe('{"found":false}');
    });
  });

  describe.concurrent("HTTP_PROXY", () => {
    const web = target.stage("Web/test");

    it("sends the message as it is and answers with the backend's body [5.1/http-proxy]", async () => {
      backendOf(target);
      using client = await connect(web);
      expect(await client.ask("any text")).toBe("any text");
    });
  });

  it("AWS_PROXY gets the event and answers with a body [5.1/aws-proxy]", async () => {
    using client = await connect(main);
    const event = await eventOf(client, { action: "twoway" });
    expect(event).toMatchObject({ requestContext: { eventType: "MESSAGE" }, body: '{"action":"twoway"}' });
  });
});
