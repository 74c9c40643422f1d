import { expect } from "expect";
import { connect, connectionIdOf, eventOf } from "../probe/client.ts";
import { chapter } from "../suite/declare.ts";

const FRAME = /^\{"message": "([^"]+)", "connectionId":"([\w-]{15}=)", "requestId":"[\w-]{15}="\}$/;

export const messages = chapter("Messages", (target, { describe, it }) => {
  const main = target.stage("Main/test");
  const echo = target.stage("Echo/test");
  const routeOf = async (message: unknown) => {
    using client = await connect(echo);
    return (await eventOf(client, message)).requestContext.routeKey;
  };

  describe.concurrent("route selection", () => {
    it("takes the route whose key is exactly what the expression gives [4.2/exact-match] [4.1/request-body]", async () => {
      using client = await connect(main);
      expect((await eventOf(client, { action: "twoway" })).requestContext.routeKey).toBe("twoway");
      expect(await client.ask({ action: "TwoWay" })).toMatch(/Forbidden/);
      expect(await client.ask({ action: "twoway " })).toMatch(/Forbidden/);
    });

    const expectDefault = async (...messages: unknown[]) =>
      expect(await Promise.all(messages.map(routeOf))).toEqual(messages.map(() => "$default"));

    it("sends text that is no JSON to $default [4.2/not-json]", () => expectDefault("hi", "ping", '{"action":'));

    it("sends an empty message to $default [4.2/empty-frame]", () => expectDefault(""));

    it("sends JSON that is no object to $default [4.2/scalar-root]", () =>
      expectDefault('"twoway"', "[1]", "12", "true", "null"));

    it("sends to $default what no route is for, or what has no selector [4.2/default]", () =>
      expectDefault({ action: "nobody" }, { other: 1 }, {}));

    it("takes the selector null for not found [4.2/odd-selectors]", () => expectDefault({ action: null }));

    it("never lets a message select a lifecycle route [1.2/lifecycle-routes] [4.2/custom-keys]", () =>
      expectDefault({ action: "$connect" }, { action: "$disconnect" }));
  });

  describe.concurrent("the error frame", () => {
    it.each([{ action: "nobody" }, "hi", { action: "$connect" }])(
      "Forbidden answers %j byte for byte where no route fits, and the socket stays open [4.3/template] [4.3/forbidden] [4.2/forbidden]",
      async (message) => {
        using client = await connect(main);
        const [, text, connectionId] = FRAME.exec(await client.ask(message)) ?? [];
        expect(text).toBe("Forbidden");
        expect(await connectionIdOf(client)).toBe(connectionId);
      },
    );

    it.each([
      { throw: "boom" },
      { exit: true },
      { return: { statusCode: 200, ConnectionId: "x" } },
      { return: { statusCode: "many" } },
      { return: "text" },
    ])(
      "Internal server error answers a function that does %j, on one-way routes too [4.3/internal-server-error] [4.3/one-way-too] [4.3/socket-stays-usable] [4.4/unknown-keys]",
      async (program) => {
        using client = await connect(main);
        for (const action of ["twoway", "oneway"])
          expect(FRAME.exec(await client.ask({ action, program }))?.[1]).toBe("Internal server error");
        expect((await eventOf(client, { action: "twoway" })).requestContext.routeKey).toBe("twoway");
      },
    );

    it("Internal server error answers a function that API Gateway may not call [4.3/internal-server-error]", async () => {
      using client = await connect(main);
      expect(FRAME.exec(await client.ask({ action: "unpermitted" }))?.[1]).toBe("Internal server error");
    });

    it("Endpoint request timed out answers a function that takes too long [4.3/timed-out] [5.1/timeout] [7/integration-timeout]", async () => {
      using client = await connect(main);
      expect(FRAME.exec(await client.ask({ action: "late", program: { sleepMs: 2_000 } }))?.[1]).toBe(
        "Endpoint request timed out",
      );
    });

    it("Bad request body answers a message that does not fit its model, and names the message [4.3/bad-request-body] [5.5/validation-failure] [5.5/when]", async () => {
      using client = await connect(main);
      expect(await client.ask({ action: "modelled" })).toMatch(
        /^\{"message" ?: "Bad request body", "connectionId": ?"[\w-]{15}=", "messageId": ?"[\w-]{15}="\}$/,
      );
      expect(await client.ask({ action: "modelled", order: 1 })).toMatch(/^\{"from":/);
    });
  });

  describe.concurrent("a one-way route", () => {
    it("sends nothing, whatever the function answers [4.4/one-way] [4.4/one-way-status]", async () => {
      using client = await connect(main);
      for (const statusCode of [200, 201, 301, 401, 501])
        client.send({ action: "oneway", program: { return: { statusCode, body: `for ${statusCode}` } } });
      // Answers come in no order: what would come of those before comes while this one is waited for.
      for (let round = 0; round < 3; round++)
        expect((await eventOf(client, { action: "twoway", round })).requestContext.routeKey).toBe("twoway");
    });
  });

  describe.concurrent("a two-way route", () => {
    const answerTo = async (program: object) => {
      using client = await connect(main);
      return await client.ask({ action: "twoway", program });
    };

    it("sends the body [4.4/two-way]", async () => {
      expect(await answerTo({ return: { statusCode: 200, body: "hello" } })).toBe("hello");
    });

    it("sends the body of a 500 as a normal message [4.4/status-500]", async () => {
      expect(await answerTo({ return: { statusCode: 500, body: "failed" } })).toBe("failed");
    });

    it("sends an empty message without a body [4.4/no-body]", async () => {
      expect(await answerTo({ return: { statusCode: 200 } })).toBe("");
    });

    it("ignores headers [4.4/response-headers]", async () => {
      const program = { return: { statusCode: 200, headers: { "Content-Type": "text/html" }, body: "<p>" } };
      expect(await answerTo(program)).toBe("<p>");
    });

    it("answers as functions finish, side by side [4.4/ordering]", async () => {
      using client = await connect(main);
      const answer = (body: string, sleepMs: number) => ({
        action: "twoway",
        program: { sleepMs, return: { statusCode: 200, body } },
      });
      // Two environments of the function are warm then.
      await Promise.all([client.ask(answer("warm", 100)), client.ask(answer("warm", 100))]);
      client.send(answer("slow", 1_000));
      client.send(answer("quick", 0));
      expect([await client.next(), await client.next()]).toEqual(["quick", "slow"]);
    });
  });
});
