import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionResource, type Harness, startLambda } from "./harness.ts";

/** Each file is one function, called by its name without the extension; the handler is `{name}.handler`. */
const HANDLERS: Readonly<Record<string, string>> = {
  "async-esm.mjs": "export const handler = async (event) => ({ got: event });",
  "async-cjs.js": "exports.handler = async (event) => ({ got: event });",
  "explicit-cjs.cjs": "exports.handler = async () => 'cjs';",
  "callback.js": "exports.handler = (event, context, callback) => setTimeout(() => callback(null, { got: event }), 5);",
  "callback-error.js": "exports.handler = (event, context, callback) => callback(new RangeError('no'));",
  "callback-text-error.js": "exports.handler = (event, context, callback) => callback('just text');",
  "callback-waits.js": `
    exports.handler = (event, context, callback) => {
      const seen = [];
      setTimeout(() => seen.push('late'), 20);
      callback(null, seen);
    };`,
  "callback-does-not-wait.js": `
    exports.handler = (event, context, callback) => {
      context.callbackWaitsForEmptyEventLoop = false;
      const seen = [];
      setTimeout(() => seen.push('late'), 20);
      callback(null, seen);
    };`,
  "callback-twice.js": "exports.handler = (e, c, callback) => { callback(null, 1); callback(null, 2); };",
  "succeed.js": "exports.handler = (event, context) => context.succeed('done');",
  "done.js": "exports.handler = (event, context) => context.done(null, 'done');",
  "done-error.js": "exports.handler = (event, context) => context.done(new Error('undone'));",
  "fail.js": "exports.handler = (event, context) => context.fail(new TypeError('failed'));",
  "fail-empty.js": "exports.handler = (event, context) => context.fail();",
  "nothing.js": "exports.handler = () => {};",
  "sync-value.js": "exports.handler = () => 'ignored';",
  "throws.js": "exports.handler = () => { throw new SyntaxError('thrown'); };",
  "rejects.mjs": "export const handler = async () => { throw new EvalError('rejected'); };",
  "rejects-empty.mjs": "export const handler = () => Promise.reject();",
  "rejects-object.mjs": "export const handler = async () => { throw { code: 7 }; };",
  "undefined.mjs": "export const handler = async () => undefined;",
  "circular.mjs": "export const handler = async () => { const a = {}; a.a = a; return a; };",
  "bigint.mjs": "export const handler = async () => 1n;",
  "never.mjs": "export const handler = async () => new Promise(() => {});",
  "custom-error.mjs": `
    export class NotAllowed extends Error { name = 'NotAllowed'; }
    export const handler = async () => { throw new NotAllowed('by rule'); };`,
  "thenable.js": "exports.handler = () => ({ then: (resolve) => resolve('then') });",
  "pending-work.mjs": `
    import { setTimeout as sleep } from "node:timers/promises";
    export const handler = async () => { await sleep(10); return 'slept'; };`,
};

const nameOf = (file: string) => file.replace(/\.\w+$/, "");

describe.each(["worker", "process"] as const)("a handler in a %s", (isolation) => {
  let lambda: Harness;
  const invoke = async (name: string, event: unknown = { a: 1 }) => (await lambda.invoke(name, event)).json;

  beforeAll(async () => {
    const names = Object.keys(HANDLERS).map(nameOf);
    lambda = await startLambda({
      settings: { isolation },
      files: HANDLERS,
      resources: Object.fromEntries(
        names.map((name) => [name, functionResource({ FunctionName: name, Handler: `${name}.handler` })]),
      ),
    });
  });
  afterAll(() => lambda[Symbol.asyncDispose]());

  it.each([
    ["async-esm", { got: { a: 1 } }],
    ["async-cjs", { got: { a: 1 } }],
    ["explicit-cjs", "cjs"],
    ["callback", { got: { a: 1 } }],
    ["succeed", "done"],
    ["done", "done"],
    ["thenable", "then"],
    ["pending-work", "slept"],
  ])("%s answers what the handler gives", async (name, expected) => {
    expect(await invoke(name)).toEqual(expected);
  });

  it.each([
    ["nothing", "has neither a promise nor a callback"],
    ["sync-value", "returns a value without a promise"],
    ["undefined", "resolves with undefined"],
  ])("%s answers null when it %s", async (name) => {
    expect(await invoke(name)).toBeNull();
  });

  it.each([
    ["callback-error", "RangeError", "no"],
    ["done-error", "Error", "undone"],
    ["fail", "TypeError", "failed"],
    ["throws", "SyntaxError", "thrown"],
    ["rejects", "EvalError", "rejected"],
    ["custom-error", "NotAllowed", "by rule"],
    ["circular", "Error", "Unable to stringify response body"],
    ["bigint", "Error", "Unable to stringify response body"],
  ])("%s answers {errorType, errorMessage, trace} of an Error", async (name, errorType, errorMessage) => {
    const { reply, json } = await lambda.invoke(name);
    expect(reply).toMatchObject({ status: 200, headers: { "x-amz-function-error": "Unhandled" } });
    expect(json).toEqual({ errorType, errorMessage, trace: expect.any(Array) });
    expect((json as { trace: string[] }).trace[0]).toBe(`${errorType}: ${errorMessage}`);
  });

  it.each([
    ["callback-text-error", "string", "just text"],
    ["fail-empty", "string", "handled"],
    ["rejects-empty", "string", "handled"],
    ["rejects-object", "object", "[object Object]"],
  ])("%s names the type of what is no Error", async (name, errorType, errorMessage) => {
    expect(await invoke(name)).toEqual({ errorType, errorMessage, trace: [] });
  });

  it("fails when an async handler waits for what never comes", async () => {
    expect(await invoke("never")).toMatchObject({ errorType: "Runtime.NodeJsExit" });
    // It goes on serving: the environment is whole.
    expect(await invoke("never")).toMatchObject({ errorType: "Runtime.NodeJsExit" });
  });

  describe("callback", () => {
    it("waits for the event loop to be empty", async () => {
      expect(await invoke("callback-waits")).toEqual(["late"]);
    });

    it("does not wait with callbackWaitsForEmptyEventLoop = false", async () => {
      expect(await invoke("callback-does-not-wait")).toEqual([]);
    });

    it("counts the first call only", async () => {
      expect(await invoke("callback-twice")).toBe(1);
    });
  });

  it("serves many invocations with one environment", async () => {
    for (let count = 0; count < 5; count++) expect(await invoke("callback", { count })).toEqual({ got: { count } });
    const inits = lambda.journal.entries({ type: "init", data: { functionName: "callback" } });
    expect(inits).toHaveLength(1);
  });
});
