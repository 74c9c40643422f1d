import { expect } from "expect";
import { connect } from "../probe/client.ts";
import { statusOf } from "../probe/http.ts";
import { chapter } from "../suite/declare.ts";
import { backendOf } from "../targets/abilities.ts";

/** Members that the template `values` has to find. */
const NUMBERS = { large: 1, one: 1 };

/** Templates and parameters between a message and its backend. */
export const mapping = chapter("Mapping", (target, { describe, it }) => {
  const recorded = target.stage("Recorded/plain");

  describe.concurrent("templates", () => {
    const render = async (message: object | string, stage = recorded) => {
      using client = await connect(stage);
      return JSON.parse(await client.ask(message));
    };
    const rendered = (template: string, more: object = {}) => render({ action: "rendered", template, ...more });

    it("have $util's functions [5.4/util]", async () => {
      expect(await rendered("util", { text: 'say "ä"' })).toEqual({
        base64: Buffer.from('say "ä"').toString("base64"),
        plain: "x",
        encoded: "say+%22%C3%A4%22",
        decoded: "a b",
        escaped: 'say "ä"',
        parsed: 2,
      });
    });

    it("are Velocity's: whole numbers are divided as such, doubled quotes are one, loops know of a next [5.4/velocity]", async () => {
      expect(await rendered("velocity", { list: [1, 2, 3] })).toEqual({ half: 3, length: 5, list: [1, 2, 3] });
    });

    it("keep the digits of numbers [5.4/numbers]", async () => {
      const numbers = '"large":9007199254740993,"one":1.0,"list":[]';
      const { large, one } = await render(`{"action":"rendered","template":"values",${numbers}}`);
      expect({ large, one }).toEqual({ large: "9007199254740993", one: "1.0" });
    });

    it("print null as nothing, and it equals an empty text [5.4/null]", async () => {
      const { nothing, isEmpty } = await rendered("values", { ...NUMBERS, nothing: null, list: [] });
      expect({ nothing, isEmpty }).toEqual({ nothing: "", isEmpty: true });
    });

    it("have JSONPath with filters and functions [5.4/json-path]", async () => {
      const { found, count } = await rendered("values", { ...NUMBERS, list: [{ n: 1 }, { n: 2 }, { n: 3 }] });
      expect({ found, count }).toEqual({ found: [2, 3], count: 3 });
    });

    it("have the stage's variables in three spellings [5.4/stage-variables]", async () => {
      const message = { action: "rendered", template: "stage" };
      expect(await render(message, target.stage("Recorded/variables"))).toEqual({
        dotted: "acme",
        bracketed: "acme",
        braced: "acme",
      });
    });

    it("stop a loop after 1000 rounds [5.4/limits]", async () => {
      expect((await rendered("loop")).rounds).toHaveLength(1000);
    });
  });

  it("$connect without a function is decided by its response's status [5.2/connect-status]", async () => {
    const { wsUrl } = target.stage("Constant/test");
    expect([await statusOf(`${wsUrl}?who=me`), await statusOf(`${wsUrl}?who=nobody`)]).toEqual([101, 403]);
  });

  describe("HTTP", () => {
    const web = () => target.stage("Web/test");

    async function ordered(item: string) {
      const requests = backendOf(target);
      using client = await connect(web());
      const answer = await client.ask({ action: "custom", order: { item } });
      return { answer, request: requests.find(({ body }) => body.includes(item)) };
    }

    it("sends what its template makes, and answers what the response's makes [5.1/http]", async () => {
      const { answer, request } = await ordered("book");
      expect([request?.body, answer]).toEqual(['{"ordered":"book"}', "got book"]);
    });

    it("calls by its method [5.1/method]", async () => {
      expect((await ordered("pen")).request?.method).toBe("PUT");
    });

    it("has headers made of the message's parts [5.3/body]", async () => {
      expect((await ordered("ink")).request?.headers).toMatchObject({ "x-item": "ink" });
    });

    it("has headers made of the context, and fixed ones [5.3/other-sources]", async () => {
      expect((await ordered("cup")).request?.headers).toMatchObject({ "x-stage": "test", "x-fixed": "always" });
    });

    async function handshaken(from: string) {
      const requests = backendOf(target);
      using _client = await connect(`${web().wsUrl}?k=${from}`, { "X-From": from });
      return requests.find(({ headers }) => headers["x-mapped"] === from)?.headers;
    }

    it("has headers made of the handshake's, which the route declares [5.3/headers] [5.3/names]", async () => {
      expect(await handshaken("header")).toMatchObject({ "x-mapped": "header" });
    });

    it("has headers made of the handshake's query [5.3/query]", async () => {
      expect(await handshaken("query")).toMatchObject({ "x-query": "query" });
    });
  });
});
