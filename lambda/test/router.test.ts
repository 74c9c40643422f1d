import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import * as z from "zod/mini";
import { type ActionsOf, createRouter, FrameError, type RouterOptions, type StandardSchema } from "../src/index.ts";
import { lifecycleEvent, messageEvent } from "./events.ts";

interface Sender {
  readonly userId: string;
}

/** A schema of no library. */
const evenNumber: StandardSchema<{ readonly count: number }> = {
  "~standard": {
    version: 1,
    vendor: "test",
    async validate(value) {
      const { count } = value as { count: number };
      if (count % 2 === 0) return { value: { count } };
      return { issues: [{ message: "must be even", path: [{ key: "count" }] }] };
    },
  },
};

function start(options: Partial<RouterOptions<Sender>> = {}) {
  const { route, oneWay, handler } = createRouter<Sender>({
    context: ({ requestContext: { authorizer } }) => ({ userId: String(authorizer?.userId) }),
    ...options,
  });
  const heard: unknown[] = [];
  const routes = {
    ask: route(z.strictObject({ question: z.string("must be text") }), async ({ question }, { context }) => {
      if (question === "") throw new FrameError("no_question", "There is no question.", { retryAfterMs: 1 });
      if (question === "fail") throw new Error("a secret of ours");
      return { type: "answer" as const, text: `${context.userId}: ${question}` };
    }),
    double: route(evenNumber, ({ count }) => ({ type: "doubled" as const, count: count * 2 })),
    typing: oneWay(z.strictObject({ entityId: z.string() }), ({ entityId }, { connectionId }) => {
      if (entityId === "") throw new FrameError("not_subscribed", "This needs a subscription.");
      heard.push([connectionId, entityId]);
    }),
  };
  const handle = handler(routes);
  const send = async (routeKey: string, body: unknown) => {
    const { statusCode, body: text } = await handle(messageEvent(routeKey, body), undefined);
    expect(statusCode).toBe(200);
    return text === undefined ? undefined : JSON.parse(text);
  };
  return { routes, handle, send, heard };
}

describe("a route", () => {
  it("gets its payload and who sent it, and answers with the caller's requestId", async () => {
    const message = { action: "ask", question: "Why?", requestId: "7" };
    expect(await start().send("ask", message)).toEqual({ type: "answer", text: "ada: Why?", requestId: "7" });
    expect(await start().send("ask", { action: "ask", question: "Why?" })).toEqual({
      type: "answer",
      text: "ada: Why?",
    });
  });

  it("takes a schema of any library, an asynchronous one too", async () => {
    expect(await start().send("double", { action: "double", count: 2 })).toEqual({ type: "doubled", count: 4 });
    expect(await start().send("double", { action: "double", count: 3 })).toMatchObject({
      code: "invalid_message",
      fields: [{ path: "count", message: "must be even" }],
    });
  });

  it("reads a message in base64", async () => {
    const { handle } = start();
    const event = messageEvent("ask", Buffer.from('{"action":"ask","question":"é"}').toString("base64"));
    const { body } = await handle({ ...event, isBase64Encoded: true }, undefined);
    expect(body).toContain("ada: é");
  });

  it("tells by its types what a client sends and gets", () => {
    type Actions = ActionsOf<ReturnType<typeof start>["routes"]>;
    expectTypeOf<Actions["ask"]["payload"]>().toEqualTypeOf<{ question: string }>();
    expectTypeOf<Actions["ask"]["answer"]>().toEqualTypeOf<{ type: "answer"; text: string }>();
    expectTypeOf<Actions["double"]["payload"]>().toEqualTypeOf<{ readonly count: number }>();
    expectTypeOf<Actions["typing"]["answer"]>().toEqualTypeOf<never>();
  });
});

describe("errors", () => {
  it.each([
    ["what is not JSON", "{", { code: "invalid_json" }],
    ["nothing", "", { code: "invalid_json" }],
    ["a list", "[]", { code: "invalid_message", fields: [{ path: "", message: "must be an object" }] }],
    [
      "a wrong field",
      { action: "ask", question: 1, requestId: "7" },
      { code: "invalid_message", requestId: "7", fields: [{ path: "question", message: "must be text" }] },
    ],
    ["an unknown field", { action: "ask", question: "Why?", colour: "red" }, { code: "invalid_message" }],
    ["a requestId that is a number", { question: "Why?", requestId: 7 }, { fields: [{ path: "requestId" }] }],
    ["a requestId with a line break", { question: "Why?", requestId: "a\nb" }, { fields: [{ path: "requestId" }] }],
  ])("say what is wrong with %s", async (_, body, expected) => {
    expect(await start().send("ask", body)).toMatchObject({ type: "error", ...expected });
  });

  it("of yours are frames with what they say", async () => {
    expect(await start().send("ask", { question: "", requestId: "7" })).toEqual({
      type: "error",
      code: "no_question",
      message: "There is no question.",
      retryAfterMs: 1,
      requestId: "7",
    });
  });

  it("of the function reach no client: Lambda counts them", async () => {
    await expect(start().send("ask", { question: "fail" })).rejects.toThrow("a secret of ours");
  });

  it("say that there is no such action, by names of an object's own too", async () => {
    for (const routeKey of ["$default", "toString", "__proto__"])
      expect(await start().send(routeKey, { action: "dance", requestId: "7" })).toMatchObject({
        code: "unknown_action",
        requestId: "7",
      });
  });

  it("are short, however much is wrong", async () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`f${index}${"x".repeat(200)}`, 1]));
    expect(JSON.stringify(await start().send("ask", many)).length).toBeLessThan(4_000);
  });

  it("answer any text with one frame", async () => {
    const { send } = start();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: "binary" }), fc.json()), async (text) => {
        expect(["error", "answer"]).toContain((await send("ask", text)).type);
      }),
    );
  });
});

describe("onMistake", () => {
  it("hears what a client did wrong, and whose it is, and nothing of other errors", async () => {
    const mistakes: unknown[] = [];
    const { send } = start({ onMistake: ({ code }, { context }) => void mistakes.push([code, context.userId]) });
    await send("ask", "{");
    await send("ask", {});
    await send("$default", { action: "dance" });
    await send("ask", { question: "" });
    expect(mistakes).toEqual([
      ["invalid_json", "ada"],
      ["invalid_message", "ada"],
      ["unknown_action", "ada"],
    ]);
  });
});

describe("context", () => {
  it("refuses a message before anything of it is looked at", async () => {
    const mistakes: unknown[] = [];
    const { send, heard } = start({
      context: () => {
        throw new FrameError("token_expired", "The token has expired.");
      },
      onMistake: (error) => void mistakes.push(error),
    });
    expect(await send("ask", "{")).toMatchObject({ code: "token_expired" });
    expect(await send("ask", { requestId: "7" })).toMatchObject({ code: "token_expired", requestId: "7" });
    expect(await send("typing", { entityId: "e" })).toBeUndefined();
    expect([mistakes, heard]).toEqual([[], []]);
  });

  it("that fails lets nothing through", async () => {
    const { send, heard } = start({ context: () => Promise.reject(new Error("no table")) });
    await expect(send("typing", { entityId: "e" })).rejects.toThrow("no table");
    expect(heard).toEqual([]);
  });
});

describe("a route without an answer", () => {
  it("has no body, which a route response would send as an empty frame", async () => {
    const { send, heard } = start();
    expect(await send("typing", { action: "typing", entityId: "e" })).toBeUndefined();
    expect(heard).toEqual([["abc=", "e"]]);
  });

  it("has its errors posted, a client's mistakes and yours", async () => {
    const posted: unknown[] = [];
    const { send } = start({ post: (...frame) => void posted.push(frame) });
    expect(await send("typing", { entityId: 1, requestId: "7" })).toBeUndefined();
    expect(await send("typing", { entityId: "" })).toBeUndefined();
    expect(posted).toEqual([
      ["abc=", expect.stringMatching(/"code":"invalid_message".*"requestId":"7"/)],
      ["abc=", expect.stringContaining('"code":"not_subscribed"')],
    ]);
  });

  it("posts nothing for what context refuses", async () => {
    const posted: unknown[] = [];
    const { send } = start({
      context: () => Promise.reject(new FrameError("rate_limited", "Too many messages.")),
      post: (...frame) => void posted.push(frame),
    });
    await send("typing", { entityId: "e" });
    expect(posted).toEqual([]);
  });
});

describe("the life of a connection", () => {
  it("comes to connect and disconnect", async () => {
    const ended: string[] = [];
    const { handle } = start({
      connect: () => ({ statusCode: 200, headers: { "Sec-WebSocket-Protocol": "chat" } }),
      disconnect: ({ requestContext }) => void ended.push(requestContext.connectionId),
    });
    expect(await handle(lifecycleEvent("CONNECT"), undefined)).toMatchObject({
      headers: { "Sec-WebSocket-Protocol": "chat" },
    });
    expect(await handle(lifecycleEvent("DISCONNECT"), undefined)).toEqual({ statusCode: 200 });
    expect(ended).toEqual(["abc="]);
  });

  it("is answered with 200 where nobody listens", async () => {
    expect(await start().handle(lifecycleEvent("CONNECT"), undefined)).toEqual({ statusCode: 200 });
  });
});
