import { expect } from "expect";
import { connect, programmed } from "../probe/client.ts";
import { statusOf } from "../probe/http.ts";
import { chapter } from "../suite/declare.ts";

const KEY = "conformance-suite-key-0123456789";

/** Whatever an expression selects: routes, models, templates, keys. */
export const selection = chapter("Selection expressions", (target, { describe, it }) => {
  const main = target.stage("Main/test");
  const recorded = target.stage("Recorded/plain");

  describe.concurrent("of routes", () => {
    const selecting = target.stage("Selecting/test");

    it("mix variables, braces and text [4.1/language]", async () => {
      using client = await connect(selecting);
      expect(await client.ask({ kind: "one", deep: [{ name: "two" }] })).toBe("one:two");
    });

    it("take any JSONPath, and make a text of a list [4.1/json-path]", async () => {
      using client = await connect(selecting);
      expect(await client.ask({ kind: ["p", "q"], deep: [{ name: "two" }] })).toBe("[p, q]:two");
    });

    it("have an empty text for what is not found [4.1/not-found]", async () => {
      using client = await connect(selecting);
      expect(await client.ask({ kind: "one" })).toBe("one:");
    });

    it("may be a constant: every message goes to one route [4.1/constant]", async () => {
      using client = await connect(target.stage("Constant/test"));
      expect(await client.ask({ any: "message" })).toBe("always");
      expect(await client.ask({ action: "another" })).toBe("always");
    });
  });

  describe.concurrent("of models", () => {
    it("choose among a route's, with $default for all others [4.1/model-expression]", async () => {
      using client = await connect(main);
      expect(await client.ask({ action: "modelled", kind: "counted", n: 2 })).toMatch(/^\{"from":/);
      expect(await client.ask({ action: "modelled", kind: "other", n: 2 })).toContain("Bad request body");
    });

    it("read schemas of draft 4: a limit is excluded by a boolean [5.5/draft-4]", async () => {
      using client = await connect(main);
      expect(await client.ask({ action: "modelled", kind: "counted", n: 1 })).toContain("Bad request body");
    });

    it("find no model where there is no $default: the message is refused [5.5/no-model]", async () => {
      using client = await connect(main);
      expect(await client.ask({ action: "strict", kind: "counted", n: 2 })).toMatch(/^\{"from":/);
      expect(await client.ask({ action: "strict", kind: "other" })).toContain("Bad request body");
    });
  });

  describe.concurrent("of templates", () => {
    it("choose the request's [4.1/template-expression]", async () => {
      using client = await connect(recorded);
      const membersOf = async (template: string) =>
        Object.keys(JSON.parse(await client.ask({ action: "rendered", template, text: "", list: [] })));
      expect(await membersOf("util")).toContain("base64");
      expect(await membersOf("velocity")).toContain("half");
    });

    it("choose the response's by the backend's body [4.1/response-template-expression]", async () => {
      using client = await connect(recorded);
      const ask = (as: string) =>
        client.ask({ action: "rendered", template: "answer", program: { return: { as, name: "you" } } });
      expect(await ask("greeting")).toBe("hello you");
      expect(await ask("farewell")).toBe("bye you");
    });

    it("find none, and nothing may pass without: Unsupported Media Type [5.1/passthrough]", async () => {
      using client = await connect(recorded);
      expect(await client.ask({ action: "rendered", template: "none of them" })).toContain("Unsupported Media Type");
    });

    it("are not needed where templates are named by the content type [5.1/content-type-key]", async () => {
      using client = await connect(target.stage("Constant/test"));
      expect(await client.ask({})).toBe("always");
    });
  });

  describe.concurrent("of API keys", () => {
    const keyed = target.stage("KeyedByAuthorizer/test");
    const statusWith = (usageIdentifierKey?: string) => {
      const Statement = [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: "*" }];
      const policyDocument = { Version: "2012-10-17", Statement };
      const answer = { principalId: "user-1", policyDocument, ...(usageIdentifierKey && { usageIdentifierKey }) };
      return statusOf(programmed(keyed.wsUrl, { authorizer: { return: answer } }));
    };

    it("may lead to the authorizer's answer [4.1/api-key-expression] [3.1/usage-identifier-key]", async () => {
      expect(await statusWith(KEY)).toBe(101);
    });

    it("then ask for no header: the authorizer's key is all [5.6/key-from-authorizer]", async () => {
      expect([await statusWith(), await statusWith("another-key-0123456789")]).toEqual([403, 403]);
    });
  });

  it("routes have throttles of their own: the messages above it are refused [7/token-bucket] [4.3/throttled]", async () => {
    using client = await connect(target.stage("Constant/calm"));
    for (let sent = 0; sent < 5; sent++) client.send({ sent });
    const answers: string[] = [];
    for (let taken = 0; taken < 5; taken++) answers.push(await client.next());
    const refused = answers.filter((answer) => answer !== "always");
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(2);
    expect(refused.length).toBeGreaterThanOrEqual(1);
    for (const answer of refused) expect(answer).toContain("Too Many Requests");
  });
});
