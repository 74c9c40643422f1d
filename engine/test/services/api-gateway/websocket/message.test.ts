import { describe, expect, it } from "vitest";
import {
  API_ARN,
  type ApiOptions,
  type Event,
  type Gateway,
  ok,
  STAGE,
  startGateway,
  webSocketApi,
} from "./harness/gateway.ts";

const echo = ({ body }: Event) => ({ statusCode: 200, body });
const named = (name: string) => () => ({ statusCode: 200, body: name });

function start(options: ApiOptions, functions: Readonly<Record<string, (event: Event) => unknown>>): Promise<Gateway> {
  return startGateway({ resources: webSocketApi(options), functions });
}

/** The frame that API Gateway sends itself, with the ids that it must hold. */
function frameLike(message: string, connectionId: string) {
  const id = "[A-Za-z0-9_-]{15}=";
  return expect.stringMatching(
    new RegExp(`^\\{"message": "${message}", "connectionId":"${connectionId}", "requestId":"${id}"\\}$`),
  );
}

const connectionIdOf = (gateway: Gateway) => String(gateway.journal.entries({ type: "connect" })[0]?.data.connectionId);

describe("route selection", () => {
  const routes = {
    one: { function: "one", twoWay: true },
    $connect: { function: "connect" },
    $disconnect: { function: "disconnect" },
    $default: { function: "fallback", twoWay: true },
  };
  const functions = { one: named("one"), fallback: named("$default"), connect: ok, disconnect: ok };

  it.each([
    ['{"action":"one"}', "one"],
    ['{"action":"ONE"}', "$default"],
    ['{"action":"one "}', "$default"],
    ['{"action":"two"}', "$default"],
    ['{"action":null}', "$default"],
    ['{"action":{"a":1}}', "$default"],
    ['{"other":"one"}', "$default"],
    ['{"action":"$connect"}', "$default"],
    ['{"action":"$disconnect"}', "$default"],
    ['{"action":"$default"}', "$default"],
    ['{"action":"__proto__"}', "$default"],
    ['"one"', "$default"],
    ["[1]", "$default"],
    ["null", "$default"],
    ["one", "$default"],
    ["{broken", "$default"],
    ["", "$default"],
  ])("sends %s to %s", async (message, route) => {
    await using gateway = await start({ routes }, functions);
    const client = await gateway.connect();
    expect(await client.ask(message)).toBe(route);
  });

  it.each(["9007199254740993", "1.0"])("sends the action %s to the route of that key", async (number) => {
    const numbered = { [number]: { function: "one", twoWay: true }, $default: routes.$default };
    await using gateway = await start({ routes: numbered }, functions);
    const client = await gateway.connect();
    expect(await client.ask(`{"action":${number}}`)).toBe("one");
  });

  it("takes whole expressions: several variables, braces and static text", async () => {
    const api = { RouteSelectionExpression: "${request.body.service}/$request.body.action" };
    await using gateway = await start({ api, routes: { "chat/send": { function: "one", twoWay: true } } }, functions);
    const client = await gateway.connect();
    expect(await client.ask({ service: "chat", action: "send" })).toBe("one");
  });

  it("calls the function in the name of API Gateway for the route's ARN", async () => {
    await using gateway = await start({ routes: { one: routes.one } }, functions);
    const client = await gateway.connect();
    await client.ask({ action: "one" });
    expect(gateway.invocations[0]?.from.sourceArn).toBe(`${API_ARN}/${STAGE}/one`);
  });
});

describe("the frame Forbidden", () => {
  it.each(['{"action":"nobody"}', "hi", ""])(
    "answers %j where no route fits, and the socket stays open",
    async (message) => {
      await using gateway = await start({ routes: { one: { function: "one", twoWay: true } } }, { one: echo });
      const client = await gateway.connect();
      expect(await client.ask(message)).toEqual(frameLike("Forbidden", connectionIdOf(gateway)));
      expect(await client.ask('{"action":"one"}')).toBe('{"action":"one"}');
    },
  );
});

describe("the frame Internal server error", () => {
  it.each<[string, (event: Event) => unknown]>([
    ["throws", () => Promise.reject(new Error("boom"))],
    ["returns nothing", () => undefined],
    ["returns a stray member", () => ({ statusCode: 200, ConnectionId: "x", Data: "y" })],
    ["returns a body that is no text", () => ({ statusCode: 200, body: { a: 1 } })],
    ["returns more than 128 KB", () => ({ statusCode: 200, body: "x".repeat(128 * 1024 + 1) })],
  ])("answers when the function %s, and the socket stays open", async (_, fail) => {
    await using gateway = await start(
      { routes: { fail: { function: "fail", twoWay: true }, $default: { function: "echo", twoWay: true } } },
      { fail, echo },
    );
    const client = await gateway.connect();
    expect(await client.ask({ action: "fail" })).toEqual(frameLike("Internal server error", connectionIdOf(gateway)));
    expect(await client.ask("still here")).toBe("still here");
  });

  it("answers on one-way routes too", async () => {
    const fail = () => Promise.reject(new Error("boom"));
    await using gateway = await start({ routes: { $default: { function: "fail" } } }, { fail });
    const client = await gateway.connect();
    expect(await client.ask("x")).toEqual(frameLike("Internal server error", connectionIdOf(gateway)));
  });

  it("answers when the function cannot be called", async () => {
    await using gateway = await start({ routes: { $default: { function: "nobody" } } }, {});
    const client = await gateway.connect();
    expect(await client.ask("x")).toEqual(frameLike("Internal server error", connectionIdOf(gateway)));
  });

  it("is recorded with what happened, without the function's own words", async () => {
    const fail = () => Promise.reject(new TypeError("secret text"));
    await using gateway = await start({ routes: { $default: { function: "fail" } } }, { fail });
    const client = await gateway.connect();
    await client.ask("x");
    expect(gateway.journal.entries({ type: "error" })).toMatchObject([
      { data: { routeKey: "$default", failure: "fault", detail: "the function failed with TypeError" } },
    ]);
    expect(JSON.stringify(gateway.journal.entries())).not.toContain("secret text");
  });
});

describe("the frame Endpoint request timed out", () => {
  it.each([
    [undefined, 29_000],
    [50, 50],
  ])("answers after TimeoutInMillis %s", async (TimeoutInMillis, ms) => {
    await using gateway = await start(
      { routes: { $default: { function: "slow", integration: { TimeoutInMillis } } } },
      { slow: () => new Promise(() => undefined) },
    );
    const client = await gateway.connect();
    client.send("x");
    await gateway.called("slow");
    await gateway.clock.advance(ms - 1);
    expect(gateway.journal.entries({ type: "error" })).toEqual([]);
    await gateway.clock.advance(1);
    expect(await client.next()).toEqual(frameLike("Endpoint request timed out", connectionIdOf(gateway)));
  });
});

describe("a one-way route", () => {
  it.each([200, 201, 301, 401, 500, 501])("sends nothing when the function answers %i", async (statusCode) => {
    await using gateway = await start(
      { routes: { quiet: { function: "quiet" }, $default: { function: "echo", twoWay: true } } },
      { quiet: () => ({ statusCode, body: "unheard" }), echo },
    );
    const client = await gateway.connect();
    client.send({ action: "quiet" });
    await gateway.called("quiet");
    expect(await client.ask("next")).toBe("next");
  });

  it("stays so when only RouteResponseSelectionExpression is set", async () => {
    const quiet = { function: "quiet", properties: { RouteResponseSelectionExpression: "$default" } };
    await using gateway = await start(
      { routes: { quiet, $default: { function: "echo", twoWay: true } } },
      { quiet: named("unheard"), echo },
    );
    const client = await gateway.connect();
    client.send({ action: "quiet" });
    await gateway.called("quiet");
    expect(await client.ask("next")).toBe("next");
  });
});

describe("a two-way route", () => {
  it.each([
    ["the body", { statusCode: 200, body: "hi" }, "hi"],
    ["the body of a 500", { statusCode: 500, body: "failed" }, "failed"],
    ["an empty message without a body", { statusCode: 200 }, ""],
    ["an empty message for a null body", { statusCode: 200, body: null }, ""],
    ["decoded base64", { statusCode: 200, body: "w6k=", isBase64Encoded: true }, "é"],
    ["128 KB", { statusCode: 200, body: "x".repeat(128 * 1024) }, "x".repeat(128 * 1024)],
  ])("sends %s", async (_, response, expected) => {
    await using gateway = await start({ routes: { $default: { function: "f", twoWay: true } } }, { f: () => response });
    const client = await gateway.connect();
    expect(await client.ask("x")).toBe(expected);
  });

  it("answers messages of one connection side by side, as their functions finish", async () => {
    const finish = new Map<string, () => void>();
    const f = ({ body }: Event) => new Promise((resolve) => finish.set(body, () => resolve({ statusCode: 200, body })));
    await using gateway = await start({ routes: { $default: { function: "f", twoWay: true } } }, { f });
    const client = await gateway.connect();
    client.send("slow");
    client.send("fast");
    await gateway.called("f", 2);
    finish.get("fast")?.();
    expect(await client.next()).toBe("fast");
    finish.get("slow")?.();
    expect(await client.next()).toBe("slow");
  });
});
