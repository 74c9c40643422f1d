import { describe, expect, it } from "vitest";
import { functionHref, resourceHref, shortPath, tabOf } from "../../../src/views/functions/model/places.ts";
import { likeliestSample, orderedSamples } from "../../../src/views/functions/model/samples.ts";

const trigger = (kind: string, detail = "") => ({ kind, logicalId: "X", detail });

describe("The sample for a function", () => {
  it.each([
    [trigger("route", "$connect"), "connect"],
    [trigger("route", "$disconnect"), "disconnect"],
    [trigger("route", "bid"), "message"],
    [trigger("route", "$default"), "message"],
    [trigger("route", "GET /pets/{id}"), "http"],
    [trigger("authorizer", "$connect"), "authorizer"],
    [trigger("queue"), "sqs"],
    [trigger("table"), "dynamodb"],
    [trigger("topic"), "sns"],
    [trigger("rule"), "eventbridge"],
    [trigger("rule", "rate(5 minutes)"), "schedule"],
    [trigger("state-machine"), undefined],
  ])("that %o triggers is %s", (given, kind) => {
    expect(likeliestSample([given])).toBe(kind);
  });

  it("comes before the others", () => {
    const kinds = ["connect", "message", "sqs"].map((kind) => ({ kind, summary: "" }));
    expect(orderedSamples(kinds, [trigger("queue")]).map(({ kind }) => kind)).toEqual(["sqs", "connect", "message"]);
    expect(orderedSamples(kinds, [])).toEqual(kinds);
  });
});

describe("Places of the view", () => {
  it("are links that name tab and invocation", () => {
    expect(functionHref("Child/Work")).toBe("#/functions/Child%2FWork");
    expect(functionHref("Work", { tab: "logs", request: "r 1" })).toBe("#/functions/Work?tab=logs&request=r+1");
    expect(tabOf("invoke")).toBe("invoke");
    expect(tabOf("nonsense")).toBe("logs");
  });

  it("lead to resources where a view shows them", () => {
    expect(resourceHref("queue", "Jobs")).toBe("#/data/queues/Jobs");
    expect(resourceHref("function", "Work")).toBe("#/functions/Work");
    expect(resourceHref("route", "Api")).toBeUndefined();
  });

  it("of files are shown from the template's folder on", () => {
    expect(shortPath("/home/a/app/src/x.ts:1:2", "/home/a/app/template.yaml")).toBe("src/x.ts:1:2");
    expect(shortPath("file:///home/a/app/x.mjs:1", "/home/a/app/template.yaml")).toBe("x.mjs:1");
    expect(shortPath("/usr/x.js", "/home/a/app/template.yaml")).toBe("/usr/x.js");
  });
});
