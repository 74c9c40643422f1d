import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionResource, type Harness, startLambda } from "../../harness.ts";

/** Calls of `console`, and the members that aws-lambda-ric 3.3.0 and 4.0.2 write beside time and request. */
const CALLS: readonly (readonly [call: string, entry: Readonly<Record<string, unknown>>])[] = [
  ["log('plain')", { level: "INFO", message: "plain" }],
  ["info('fmt %s %d', 'a', 2)", { level: "INFO", message: "fmt a 2" }],
  ["log({ a: 1 })", { level: "INFO", message: { a: 1 } }],
  ["log('two', { b: { c: { d: { e: 1 } } } })", { level: "INFO", message: "two { b: { c: { d: [Object] } } }" }],
  ["warn('w\\nline2')", { level: "WARN", message: "w\nline2" }],
  ["debug('dbg')", { level: "DEBUG", message: "dbg" }],
  ["trace('trc')", { level: "TRACE", message: "trc" }],
  ["fatal('fatal')", { level: "FATAL", message: "fatal" }],
  ["log()", { level: "INFO" }],
  ["log(null)", { level: "INFO", message: null }],
  ["log(undefined)", { level: "INFO" }],
  ["log(undefined, 1)", { level: "INFO", message: "undefined 1" }],
  ["log('')", { level: "INFO", message: "" }],
  ["log(NaN)", { level: "INFO", message: null }],
  ["log(1n)", { level: "INFO", message: "1n" }],
  ["log(new Map([[1, 2]]))", { level: "INFO", message: {} }],
  ["log(circular)", { level: "INFO", message: "<ref *1> { c: [Circular *1] }" }],
  ["log(Symbol('s'))", { level: "INFO" }],
  ["log(() => 1)", { level: "INFO" }],
  [
    "error(new TypeError('only'))",
    {
      level: "ERROR",
      message: { errorType: "TypeError", errorMessage: "only", stackTrace: ["TypeError: only", "frame"] },
    },
  ],
  [
    "error(Object.assign(new MyError('mine'), { code: 'X' }))",
    {
      level: "ERROR",
      message: { errorType: "MyError", errorMessage: "mine", stackTrace: ["Error: mine", "frame"], code: "X" },
    },
  ],
  [
    "log([new Error('in a list')])",
    {
      level: "INFO",
      message: [{ errorType: "Error", errorMessage: "in a list", stackTrace: ["Error: in a list", "frame"] }],
    },
  ],
  [
    "error('with', new RangeError('second'))",
    {
      level: "ERROR",
      message: expect.stringMatching(/^with RangeError: second\n/),
      errorType: "RangeError",
      errorMessage: "second",
      stackTrace: ["RangeError: second", "frame"],
    },
  ],
  ["error('msg', 'other')", { level: "ERROR", message: "msg other" }],
  ["assert(false, 'asserted')", { level: "WARN", message: "Assertion failed: asserted" }],
  ["count()", { level: "INFO", message: "default: 1" }],
];

const SOURCE = `
console.log("at init");
class MyError extends Error {}
const circular = {};
circular.c = circular;
exports.handler = async ({ task }) => {
  if (task === "throw") throw Object.assign(new Error("boom"), { code: "E" });
  if (task === "raw") process.stdout.write('raw\\n{"level":"debug","m":1}\\n{"level":"error","m":2}\\n');
  if (task === "first") console.warn(new RangeError("first"), 5);
  if (task === "warning") {
    process.emitWarning("careful", { code: "DEP1", detail: "because" });
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (task === "calls") { ${CALLS.map(([call]) => `console.${call};`).join("\n")} }
  return task;
};`;

const JSON_LOG = { LogFormat: "JSON" };
const FUNCTIONS: Readonly<Record<string, Record<string, unknown>>> = {
  main22: { Runtime: "nodejs22.x", LoggingConfig: { ...JSON_LOG, ApplicationLogLevel: "TRACE" } },
  main24: { Runtime: "nodejs24.x", LoggingConfig: { ...JSON_LOG, ApplicationLogLevel: "TRACE" } },
  default: { LoggingConfig: JSON_LOG },
  warn: { LoggingConfig: { ...JSON_LOG, ApplicationLogLevel: "WARN" } },
  debug: { LoggingConfig: { ...JSON_LOG, SystemLogLevel: "DEBUG" } },
  quiet: { LoggingConfig: { ...JSON_LOG, SystemLogLevel: "WARN" } },
  broken22: { Handler: "index.nothing", LoggingConfig: JSON_LOG },
  broken24: { Handler: "index.nothing", LoggingConfig: JSON_LOG, Runtime: "nodejs24.x" },
  text: {},
};

type Entry = Readonly<Record<string, unknown>>;

const isFrame = (line: unknown) => /^\s+at /.test(String(line));

/** Of the frames of a stack, one that stands for all. */
function withOneFrame(key: string, value: unknown): unknown {
  if (key !== "stackTrace") return value;
  const lines = value as readonly string[];
  return lines
    .filter((line, index) => !isFrame(line) || !isFrame(lines[index - 1]))
    .map((line) => (isFrame(line) ? "frame" : line));
}

const parse = (line: unknown): Entry => JSON.parse(String(line), withOneFrame);

describe("a log in the format JSON", () => {
  let lambda: Harness;

  beforeAll(async () => {
    lambda = await startLambda({
      files: { "index.cjs": SOURCE },
      resources: Object.fromEntries(
        Object.entries(FUNCTIONS).map(([name, properties]) => [
          name,
          functionResource({ FunctionName: name, ...properties }),
        ]),
      ),
    });
  });
  afterAll(() => lambda[Symbol.asyncDispose]());

  async function tail(name: string, task: string): Promise<readonly string[]> {
    const { reply } = await lambda.invoke(name, { task }, { headers: { "x-amz-log-type": "Tail" } });
    const text = Buffer.from(String(reply.headers?.["x-amz-log-result"]), "base64").toString();
    return text.trimEnd().split("\n");
  }

  const linesOf = (name: string) =>
    lambda
      .logs()
      .filter(({ data }) => data.functionName === name)
      .map(({ data }) => String(data.line));

  it.each(["main22", "main24"])("has one object for each call of console: %s", async (name) => {
    const { requestId } = await lambda.invokeFrom(name, { principal: "" }, { task: "calls" });
    const entries = lambda.logs(requestId).map(({ data }) => parse(data.line));
    const head = { timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/), requestId };
    expect(entries).toEqual(CALLS.map(([, entry]) => ({ ...head, ...entry })));
  });

  it("has its members in the runtime's order", async () => {
    const { requestId } = await lambda.invokeFrom("default", { principal: "" }, { task: "throw" });
    expect(lambda.logs(requestId)[0]?.data.line).toMatch(
      /^\{"timestamp":"[^"]+","level":"ERROR","requestId":"[^"]+","message":\{/,
    );
  });

  it.each([
    ["main22", {}],
    ["main24", { requestId: "-" }],
  ])("says before the first invocation that there is none: %s", (name, request) => {
    expect(parse(linesOf(name)[0])).toEqual({
      timestamp: expect.any(String),
      level: "INFO",
      ...request,
      message: "at init",
    });
  });

  it("has an error that the handler threw as its message", async () => {
    const { requestId } = await lambda.invokeFrom("default", { principal: "" }, { task: "throw" });
    expect(parse(lambda.logs(requestId)[0]?.data.line)).toMatchObject({
      level: "ERROR",
      requestId,
      message: { errorType: "Error", errorMessage: "boom", stackTrace: ["Error: boom", "frame"], code: "E" },
    });
  });

  it.each([
    ["broken22", "HandlerNotFound"],
    ["broken24", "HandlerNotFoundError"],
  ])("names the runtime's own errors by their classes: %s", async (name, errorType) => {
    await lambda.invoke(name);
    const entry = linesOf(name)
      .map(parse)
      .find(({ level }) => level === "ERROR");
    expect(entry?.message).toMatchObject({ errorType, errorMessage: "index.nothing is undefined or not exported" });
  });

  it("begins at INFO unless the function says otherwise, and leaves out what is below", async () => {
    const levelsOf = async (name: string) => {
      const { requestId } = await lambda.invokeFrom(name, { principal: "" }, { task: "calls" });
      return new Set(lambda.logs(requestId).map(({ data }) => data.level));
    };
    expect(await levelsOf("default")).toEqual(new Set(["INFO", "WARN", "ERROR", "FATAL"]));
    expect(await levelsOf("warn")).toEqual(new Set(["WARN", "ERROR", "FATAL"]));
  });

  it("leaves lines that the function wrote itself as they are, and has those of its level", async () => {
    const own = async (name: string) => {
      const { requestId } = await lambda.invokeFrom(name, { principal: "" }, { task: "raw" });
      return lambda.logs(requestId).map(({ data }) => data.line);
    };
    expect(await own("default")).toEqual(["raw", '{"level":"error","m":2}']);
    expect(await own("warn")).toEqual(['{"level":"error","m":2}']);
  });

  it("tells of START and REPORT in events of the platform, for LogType Tail", async () => {
    await lambda.invoke("default");
    const lines = (await tail("default", "throw")).map(parse);
    expect(lines.map(({ type, level }) => type ?? level)).toEqual([
      "platform.start",
      "ERROR",
      "platform.runtimeDone",
      "platform.report",
    ]);
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const { requestId } = lines[1] ?? {};
    const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:default";
    expect(lines[0]).toEqual({ time, type: "platform.start", record: { requestId, functionArn, version: "$LATEST" } });
    const metrics = {
      durationMs: expect.any(Number),
      billedDurationMs: expect.any(Number),
      memorySizeMB: 128,
      maxMemoryUsedMB: expect.any(Number),
    };
    expect(lines[3]).toEqual({
      time,
      type: "platform.report",
      record: { requestId, metrics, status: "error", errorType: "Error" },
    });
  });

  it.each([
    ["default", "good", ["platform.start", "platform.report"]],
    ["debug", "good", ["platform.start", "platform.runtimeDone", "platform.report"]],
    ["quiet", "good", []],
    ["quiet", "throw", ["platform.runtimeDone", "platform.report"]],
  ])("has the platform's events of SystemLogLevel: %s, %s", async (name, task, types) => {
    await lambda.invoke(name);
    const lines = (await tail(name, task)).filter((line) => line !== "").map(parse);
    expect(lines.flatMap(({ type }) => (type === undefined ? [] : [type]))).toEqual(types);
  });

  it("tells of an error that is the first of several values, up to nodejs22.x", async () => {
    const told = async (name: string) => (await tail(name, "first")).map(parse).find(({ level }) => level === "WARN");
    expect(await told("main22")).toMatchObject({ errorType: "RangeError", errorMessage: "first" });
    expect(await told("main24")).toMatchObject({ message: expect.stringMatching(/^RangeError: first\n/) });
    expect(await told("main24")).not.toHaveProperty("errorType");
  });

  it("has Node.js' warnings as errors, as its own words have them", async () => {
    const [, entry] = (await tail("main24", "warning")).map(parse);
    expect(entry).toMatchObject({
      level: "ERROR",
      message: expect.stringMatching(/^\(node:\d+\) \[DEP1\] Warning: careful\nbecause$/),
    });
  });

  it("stays text where the function does not ask for it, with raw lines as they are", async () => {
    const lines = await tail("text", "raw");
    expect(lines[0]).toMatch(/^START RequestId: /);
    expect(lines.slice(1, 4)).toEqual(["raw", '{"level":"debug","m":1}', '{"level":"error","m":2}']);
    expect(lines.at(-2)).toMatch(/^END RequestId: /);
  });

  it("is told of to the function, and by GetFunctionConfiguration", async () => {
    const reply = await lambda.call("GetFunctionConfiguration", { FunctionName: "warn" });
    expect(JSON.parse(String(reply.body)).LoggingConfig).toEqual({
      LogFormat: "JSON",
      ApplicationLogLevel: "WARN",
      SystemLogLevel: "INFO",
      LogGroup: "/aws/lambda/warn",
    });
  });
});
