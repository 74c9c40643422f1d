import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionResource, type Harness, startLambda } from "./harness.ts";

/** Handlers that are no async functions, by the name that the event gives. */
const STYLES = `
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const styles = {
    promise: async ({ style }) => ({ got: style }),
    pendingWork: async () => { await sleep(10); return "slept"; },
    callback: ({ style }, context, callback) => void setTimeout(() => callback(null, { got: style }), 5),
    callbackError: (event, context, callback) => callback(new RangeError("no")),
    callbackTextError: (event, context, callback) => callback("just text"),
    callbackWaits: (event, context, callback) => {
      const seen = [];
      setTimeout(() => seen.push("late"), 20);
      callback(null, seen);
    },
    callbackDoesNotWait: (event, context, callback) => {
      context.callbackWaitsForEmptyEventLoop = false;
      const seen = [];
      setTimeout(() => seen.push("late"), 20);
      callback(null, seen);
    },
    callbackTwice: (event, context, callback) => { callback(null, 1); callback(null, 2); },
    succeed: (event, context) => context.succeed("done"),
    done: (event, context) => context.done(null, "done"),
    doneError: (event, context) => context.done(new Error("undone")),
    fail: (event, context) => context.fail(new TypeError("failed")),
    failEmpty: (event, context) => context.fail(),
    nothing: () => {},
    value: () => "ignored",
    throws: () => { throw new SyntaxError("thrown"); },
    rejects: async () => { throw new EvalError("rejected"); },
    rejectsEmpty: () => Promise.reject(),
    rejectsObject: async () => { throw { code: 7 }; },
    resolvesUndefined: async () => undefined,
    circular: async () => { const a = {}; a.a = a; return a; },
    bigint: async () => 1n,
    customError: async () => { throw Object.assign(new Error("by rule"), { name: "NotAllowed" }); },
    thenable: () => ({ then: (resolve) => resolve("then") }),
  };
  exports.handler = (event, context, callback) => styles[event.style](event, context, callback);`;

const FILES: Readonly<Record<string, string>> = {
  "styles.js": STYLES,
  "module.mjs": "export const handler = async ({ never }) => (never ? new Promise(() => {}) : 'module');",
  "typed/index.js": "export const handler = async () => 'type: module';",
  "typed/package.json": '{"type":"module"}',
  "explicit.cjs": "exports.a = { b: { handler: async () => 'nested' } };",
};

const HANDLERS: Readonly<Record<string, string>> = {
  styles: "styles.handler",
  module: "module.handler",
  typed: "./typed/index.handler",
  explicit: "explicit.a.b.handler",
};

describe.each(["worker", "process"] as const)("a handler in a %s", (isolation) => {
  let lambda: Harness;
  const invoke = async (style: string) => (await lambda.invoke("styles", { style })).json;

  beforeAll(async () => {
    lambda = await startLambda({
      settings: { isolation },
      files: FILES,
      resources: Object.fromEntries(
        Object.entries(HANDLERS).map(([name, Handler]) => [name, functionResource({ FunctionName: name, Handler })]),
      ),
    });
  });
  afterAll(() => lambda[Symbol.asyncDispose]());

  it.each([
    ["module", "module"],
    ["typed", "type: module"],
    ["explicit", "nested"],
  ])("is found in a module of each kind: %s", async (name, expected) => {
    expect((await lambda.invoke(name)).json).toBe(expected);
  });

  it.each([
    ["promise", { got: "promise" }],
    ["callback", { got: "callback" }],
    ["succeed", "done"],
    ["done", "done"],
    ["thenable", "then"],
    ["pendingWork", "slept"],
  ])("%s answers what the handler gives", async (name, expected) => {
    expect(await invoke(name)).toEqual(expected);
  });

  it.each([
    ["nothing", "has neither a promise nor a callback"],
    ["value", "returns a value without a promise"],
    ["resolvesUndefined", "resolves with undefined"],
  ])("%s answers null when it %s", async (name) => {
    expect(await invoke(name)).toBeNull();
  });

  it.each([
    ["callbackError", "RangeError", "no"],
    ["doneError", "Error", "undone"],
    ["fail", "TypeError", "failed"],
    ["throws", "SyntaxError", "thrown"],
    ["rejects", "EvalError", "rejected"],
    ["customError", "NotAllowed", "by rule"],
    ["circular", "Error", "Unable to stringify response body"],
    ["bigint", "Error", "Unable to stringify response body"],
  ])("%s answers {errorType, errorMessage, trace} of an Error", async (name, errorType, errorMessage) => {
    const { reply, json } = await lambda.invoke("styles", { style: name });
    expect(reply).toMatchObject({ status: 200, headers: { "x-amz-function-error": "Unhandled" } });
    expect(json).toEqual({ errorType, errorMessage, trace: expect.any(Array) });
    expect((json as { trace: string[] }).trace[0]).toBe(`${errorType}: ${errorMessage}`);
  });

  it.each([
    ["callbackTextError", "string", "just text"],
    ["failEmpty", "string", "handled"],
    ["rejectsEmpty", "string", "handled"],
    ["rejectsObject", "object", "[object Object]"],
  ])("%s names the type of what is no Error", async (name, errorType, errorMessage) => {
    expect(await invoke(name)).toEqual({ errorType, errorMessage, trace: [] });
  });

  it("fails when an async handler waits for what never comes", async () => {
    const { json } = await lambda.invoke("module", { never: true });
    expect(json).toMatchObject({ errorType: "Runtime.NodeJsExit" });
    // The environment is whole, and goes on serving.
    expect((await lambda.invoke("module")).json).toBe("module");
  });

  describe("callback", () => {
    it("waits for the event loop to be empty", async () => {
      expect(await invoke("callbackWaits")).toEqual(["late"]);
    });

    it("does not wait with callbackWaitsForEmptyEventLoop = false", async () => {
      expect(await invoke("callbackDoesNotWait")).toEqual([]);
    });

    it("counts the first call only", async () => {
      expect(await invoke("callbackTwice")).toBe(1);
    });
  });

  it("of all these invocations needed one environment", () => {
    expect(lambda.journal.entries({ type: "init", data: { functionName: "styles" } })).toHaveLength(1);
  });
});
