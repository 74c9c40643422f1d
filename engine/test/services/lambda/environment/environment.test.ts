import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { functionResource, type Harness, startLambda } from "../harness.ts";

const HANDLERS: Readonly<Record<string, string>> = {
  "echo.mjs": "export const handler = async (event) => event;",
  "counter.mjs": "let calls = 0; export const handler = async () => ++calls;",
  "globals.mjs": `
    export const handler = async ({ set }) => {
      if (set) { globalThis.leaked = set; process.env.LEAKED = set; }
      return [globalThis.leaked ?? null, process.env.LEAKED ?? null];
    };`,
  "other-globals.mjs": "export const handler = async () => [globalThis.leaked ?? null, process.env.LEAKED ?? null];",
  "variables.mjs": "export const handler = async () => process.env;",
  "context.mjs": `
    export const handler = async (event, context) =>
      ({ ...context, remainingMs: context.getRemainingTimeInMillis(), cwd: process.cwd() });`,
  "slow.mjs": "export const handler = () => new Promise((resolve) => setTimeout(resolve, 60_000));",
  "busy.mjs": "export const handler = async () => { for (;;); };",
  "exit.mjs": "export const handler = async ({ code }) => process.exit(code);",
  "uncaught.mjs": `
    export const handler = () => new Promise(() => setTimeout(() => { throw new RangeError('nobody caught me'); }, 1));`,
  "unhandled.mjs": `
    export const handler = async () => {
      void Promise.reject(new RangeError('nobody awaited me'));
      await new Promise((resolve) => setTimeout(resolve, 50));
    };`,
  "greedy.mjs":
    "export const handler = async () => { const all = []; for (;;) all.push(new Array(1_000_000).fill(all.length + 0.5)); };",
  "prints.mjs": `
    import fs from "node:fs";
    export const handler = async () => {
      console.log("log %s", "formatted", { a: 1 });
      console.debug("debug");
      console.warn("warn");
      console.error("error");
      console.info("two\\nlines");
      process.stdout.write("raw ");
      process.stdout.write("line\\n");
      process.stderr.write("to stderr\\n");
      process.stdout.write(JSON.stringify({ level: "WARN", message: "structured" }) + "\\n");
      fs.writeSync(1, "by descriptor\\n");
      process.stdout.write("no newline");
    };`,
  "quiet.mjs": "export const handler = async () => { console.info('info'); console.warn('warn'); };",
  "nested.mjs": "export const a = { b: { c: async () => 'nested' } };",
  "folder/inner.mjs": "export const handler = async () => 'in a folder';",
  "plain-value.mjs": "export const handler = () => 'plain';",
};

/** Logical ids with their own properties; all the others take `{file}.handler`. */
const PROPERTIES: Readonly<Record<string, Record<string, unknown>>> = {
  variables: { Environment: { Variables: { OWN: "yes", COUNT: 3 } } },
  slow: { Timeout: 2 },
  busy: { Timeout: 1 },
  greedy: { Timeout: 20 },
  quiet: { LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "WARN" } },
  nested: { Handler: "nested.a.b.c" },
  folder: { Handler: "./folder/inner.handler" },
  "plain-value": { Runtime: "nodejs24.x" },
};

const nameOf = (file: string) => file.replace(/\.\w+$/, "");

function createResources() {
  const names = new Set([...Object.keys(HANDLERS).map(nameOf), ...Object.keys(PROPERTIES)]);
  names.delete("folder/inner");
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      functionResource({ FunctionName: name, Handler: `${name}.handler`, ...PROPERTIES[name] }),
    ]),
  );
}

describe.each(["worker", "process"] as const)("an execution environment in a %s", (isolation) => {
  let lambda: Harness;

  beforeAll(async () => {
    vi.stubEnv("DEVELOPERS_SECRET", "must not leak");
    lambda = await startLambda({ settings: { isolation }, files: HANDLERS, resources: createResources() });
  });
  afterAll(() => lambda[Symbol.asyncDispose]());

  const invoke = async (name: string, event: unknown = {}) => (await lambda.invoke(name, event)).json;
  const logsOf = (functionName: string) => lambda.logs().filter(({ data }) => data.functionName === functionName);

  it("is warm before the first invocation, and kept for the next", async () => {
    expect(lambda.journal.entries({ type: "init", data: { functionName: "counter" } })).toHaveLength(1);
    expect([await invoke("counter"), await invoke("counter")]).toEqual([1, 2]);
    const reports = lambda.journal.entries({ type: "report", data: { functionName: "counter" } });
    expect(reports[0]?.data).not.toHaveProperty("initMs");
  });

  it("shares neither globals nor process.env with another function or the engine", async () => {
    expect(await invoke("globals", { set: "x" })).toEqual(["x", "x"]);
    expect(await invoke("other-globals")).toEqual([null, null]);
    expect(process.env.LEAKED).toBeUndefined();
  });

  it("has Lambda's variables and the function's own, and none of the developer's", async () => {
    const variables = (await invoke("variables")) as Record<string, string>;
    expect(variables).toMatchObject({
      OWN: "yes",
      COUNT: "3",
      _HANDLER: "variables.handler",
      AWS_LAMBDA_FUNCTION_NAME: "variables",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/variables",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
      LAMBDA_TASK_ROOT: lambda.baseDir,
      TZ: ":UTC",
    });
    expect(variables).not.toHaveProperty("DEVELOPERS_SECRET");
    expect(variables).not.toHaveProperty("HOME");
  });

  it("gives the context that Lambda gives", async () => {
    const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(await invoke("context")).toMatchObject({
      awsRequestId: requestId,
      functionName: "context",
      functionVersion: "$LATEST",
      invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:context",
      memoryLimitInMB: "128",
      logGroupName: "/aws/lambda/context",
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      callbackWaitsForEmptyEventLoop: true,
      cwd: lambda.baseDir,
    });
    const { remainingMs } = (await invoke("context")) as { remainingMs: number };
    expect(remainingMs).toBeGreaterThan(1000);
    expect(remainingMs).toBeLessThanOrEqual(3000);
  });

  it.each([
    ["nested", "nested"],
    ["folder", "in a folder"],
    ["plain-value", "plain"],
  ])("finds the handler of %s", async (name, expected) => {
    expect(await invoke(name)).toBe(expected);
  });

  describe("Timeout", () => {
    it("stops the environment when the engine's time is over, and starts another", async () => {
      const answer = lambda.invoke("slow");
      await lambda.journal.waitFor({ type: "invoke", data: { functionName: "slow" } });
      await lambda.clock.advance(2_000);
      const { json } = await answer;
      expect(json).toEqual({
        errorType: "Sandbox.Timedout",
        errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 2.00 seconds$/),
      });
      const { cause } = await (async () => {
        const second = lambda.invokeFrom("slow", { principal: "arn:aws:iam::000000000000:user/developer" });
        const since = lambda.journal.entries({ type: "invoke", data: { functionName: "slow" } }).at(-1)?.seq ?? 0;
        await lambda.journal.waitFor({ type: "init", data: { functionName: "slow" } }, { after: since });
        await lambda.clock.advance(2_000);
        return second;
      })();
      expect(cause).toBe("timeout");
    });

    it("stops a handler that never gives way", async () => {
      expect(await invoke("busy")).toMatchObject({ errorType: "Sandbox.Timedout" });
    });
  });

  describe("a crash", () => {
    it.each([
      [1, "Runtime exited with error: exit status 1"],
      [0, "Runtime exited without providing a reason"],
    ])("answers Runtime.ExitError after process.exit(%i), and the next invocation works", async (code, reason) => {
      for (let count = 0; count < 2; count++)
        expect(await invoke("exit", { code })).toEqual({
          errorType: "Runtime.ExitError",
          errorMessage: expect.stringMatching(new RegExp(`^RequestId: [0-9a-f-]{36} Error: ${reason}$`)),
        });
    });

    it("answers an uncaught exception as it was thrown", async () => {
      for (let count = 0; count < 2; count++)
        expect(await invoke("uncaught")).toMatchObject({ errorType: "RangeError", errorMessage: "nobody caught me" });
    });

    it("answers Runtime.UnhandledPromiseRejection", async () => {
      expect(await invoke("unhandled")).toMatchObject({
        errorType: "Runtime.UnhandledPromiseRejection",
        errorMessage: "RangeError: nobody awaited me",
      });
    });

    it("ends a function that takes more than its MemorySize", async () => {
      expect(await invoke("greedy")).toMatchObject({ errorType: "Runtime.OutOfMemory" });
      expect(await invoke("echo", { still: "here" })).toEqual({ still: "here" });
    });
  });

  describe("what a function prints", () => {
    it("goes to the journal by line, with level and request id apart", async () => {
      const { requestId } = await lambda.invokeFrom("prints", { principal: "arn:aws:iam::000000000000:user/x" });
      expect(lambda.logs(requestId).map(({ data }) => [data.level, data.line])).toEqual([
        ["INFO", "log formatted { a: 1 }"],
        ["DEBUG", "debug"],
        ["WARN", "warn"],
        ["ERROR", "error"],
        ["INFO", "two\nlines"],
        ["INFO", "raw line"],
        ["ERROR", "to stderr"],
        ["WARN", '{"level":"WARN","message":"structured"}'],
        ["INFO", "by descriptor"],
        ["INFO", "no newline"],
      ]);
    });

    it("leaves out what is below ApplicationLogLevel", async () => {
      await invoke("quiet");
      expect(logsOf("quiet").map(({ data }) => data.line)).toEqual(["warn"]);
    });

    it("comes back at the end of Invoke with LogType Tail, in AWS's text format", async () => {
      const { reply } = await lambda.invoke("prints", {}, { headers: { "x-amz-log-type": "Tail" } });
      const log = Buffer.from(reply.headers?.["x-amz-log-result"] ?? "", "base64").toString();
      expect(log).toMatch(/^START RequestId: [0-9a-f-]{36} Version: \$LATEST\n/);
      expect(log).toMatch(/\n\d{4}-\d\d-\d\dT[\d:.]+Z\t[0-9a-f-]{36}\tWARN\twarn\n/);
      expect(log).toMatch(
        /\nREPORT RequestId: [0-9a-f-]{36}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\t/,
      );
    });
  });
});
