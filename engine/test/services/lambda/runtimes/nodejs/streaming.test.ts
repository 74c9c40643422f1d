import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionResource, type Harness, startLambda } from "../../harness.ts";

/** Streaming handlers, and the body that aws-lambda-ric 3.3.0 and 4.0.2 sent for each. */
const ANSWERED: Readonly<Record<string, readonly [source: string, body: string]>> = {
  basic: ["async (e, s) => { s.setContentType('text/plain'); s.write('a'); s.write('b'); s.end(); }", "ab"],
  atOnce: ["async (e, s) => { s.end('whole'); }", "whole"],
  object: ["async (e, s) => { s.write({ a: 1 }); s.end(); }", '{"a":1}'],
  pipeline: [
    "async (e, s) => { const { pipeline } = require('node:stream/promises'); await pipeline(['x', 'y', 'z'], s); }",
    "xyz",
  ],
  head: [
    "async (e, s) => { s = awslambda.HttpResponseStream.from(s, { statusCode: 201 }); s.write('body'); s.end(); }",
    `{"statusCode":201}${"\0".repeat(8)}body`,
  ],
  // As it is: only `write` puts the head there.
  headWithoutWrite: [
    "async (e, s) => { s = awslambda.HttpResponseStream.from(s, { statusCode: 200 }); s.end('x'); }",
    "x",
  ],
  later: ["async (e, s) => { setTimeout(() => s.end('later'), 20); }", "later"],
  returns: ["async (e, s) => { s.end('a'); return 5; }", "a"],
  failsAfterItsEnd: ["(e, s) => { s.write('a'); s.end(); }", "a"],
  properties: [
    "async (e, s) => { s.write(JSON.stringify([s.writable, s.writableEnded, s.writableFinished, s.writableHighWaterMark, s.destroyed])); s.end(); }",
    "[true,false,false,65536,false]",
  ],
};

const FAILED: Readonly<Record<string, readonly [source: string, errorType: string, errorMessage: string]>> = {
  throwsFirst: ["async () => { throw new RangeError('first'); }", "RangeError", "first"],
  throwsLater: ["async (e, s) => { s.write('a'); throw new RangeError('later'); }", "RangeError", "later"],
  typesLate: [
    "async (e, s) => { s.write('a'); s.setContentType('x'); }",
    "Runtime.InvalidStreamingOperation",
    "Cannot set content-type, too late.",
  ],
};

const SOURCE = `
const handlers = {
  ${[...Object.entries(ANSWERED), ...Object.entries(FAILED)].map(([name, [source]]) => `${name}: ${source},`).join("\n")}
  never: async (e, s) => { s.write("a"); },
};
exports.handler = awslambda.streamifyResponse((event, stream, context) => handlers[event.name](event, stream, context));
exports.marked = Object.assign(async (e, s) => s.end("m"), { [Symbol.for("aws.lambda.runtime.handler.streaming")]: "response" });
exports.wrong = Object.assign(async () => {}, { [Symbol.for("aws.lambda.runtime.handler.streaming")]: "request" });
exports.plain = async () => "plain";`;

describe.each(["nodejs22.x", "nodejs24.x"])("a streaming handler on %s", (Runtime) => {
  let lambda: Harness;

  beforeAll(async () => {
    const resource = (FunctionName: string, Handler: string) =>
      functionResource({ FunctionName, Handler, Runtime, Timeout: 1 });
    lambda = await startLambda({
      files: { "index.cjs": SOURCE },
      resources: {
        main: resource("main", "index.handler"),
        marked: resource("marked", "index.marked"),
        wrong: resource("wrong", "index.wrong"),
        plain: resource("plain", "index.plain"),
      },
    });
  });
  afterAll(() => lambda[Symbol.asyncDispose]());

  const body = async (FunctionName: string, event: unknown) => {
    const reply = await lambda.call("Invoke", { FunctionName }, { body: JSON.stringify(event) });
    return String(reply.body);
  };

  it.each(Object.keys(ANSWERED))("answers Invoke with all that it wrote: %s", async (name) => {
    expect(await body("main", { name })).toBe(ANSWERED[name]?.[1]);
  });

  it("is told when what it returns does not count, and of an error that came too late", async () => {
    await body("main", { name: "returns" });
    expect(lambda.logs().at(-1)?.data).toMatchObject({
      level: "WARN",
      line: "Streaming handlers ignore return values.",
    });
    await body("main", { name: "failsAfterItsEnd" });
    expect(lambda.logs().at(-1)?.data.line).toContain("Streaming does not support non-async handlers.");
  });

  it.each(Object.keys(FAILED))("answers its error: %s", async (name) => {
    const [, errorType, errorMessage] = FAILED[name] ?? [];
    expect((await lambda.invoke("main", { name })).json).toMatchObject({ errorType, errorMessage });
  });

  it("that never ends its stream takes until its time is over", async () => {
    expect((await lambda.invoke("main", { name: "never" })).json).toMatchObject({ errorType: "Sandbox.Timedout" });
  });

  it("is known by its mark, of which there is one", async () => {
    expect(await body("marked", {})).toBe("m");
    expect((await lambda.invoke("wrong")).json).toMatchObject({
      errorType: "Runtime.MalformedStreamingHandler",
      errorMessage: "Only response streaming is supported.",
    });
    expect(await body("plain", {})).toBe('"plain"');
  });
});
