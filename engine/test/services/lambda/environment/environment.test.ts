import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { developer, functionResource, type Harness, startLambda } from "../harness.ts";

const FILES: Readonly<Record<string, string>> = {
  "main.mjs": `
    import fs, { readFileSync } from "node:fs";
    import path from "node:path";
    import { execFileSync } from "node:child_process";
    const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    let calls = 0;
    const tasks = {
      count: () => ++calls,
      leak: () => { globalThis.leaked = true; process.env.LEAKED = "yes"; },
      variables: () => process.env,
      arenas: () => ({
        ofProcess: fs.readFileSync("/proc/self/environ", "utf8").includes("glibc.malloc.arena_max=1"),
        inherited: execFileSync("env", { encoding: "utf8" }).includes("arena"),
      }),
      read: async () => [
        fs.readFileSync("data/a.txt", "utf8"),
        await fs.promises.readFile("./data/a.txt", "utf8"),
        readFileSync("data/a.txt", "utf8"),
        fs.existsSync("data"),
        await new Promise((resolve) => fs.createReadStream("data/a.txt", "utf8").on("data", resolve)),
        fs.statSync(path.resolve("data")).isDirectory(),
      ],
      context: (event, context) =>
        ({ ...context, remainingMs: context.getRemainingTimeInMillis(), cwd: process.cwd() }),
      exit: ({ code }) => process.exit(code),
      group: () => [process.pid, Number(execFileSync("ps", ["-o", "pgid=", "-p", String(process.pid)]))],
      uncaught: async () => { setTimeout(() => { throw new RangeError("nobody caught me"); }, 1); await sleep(1_000); },
      unhandled: async () => { void Promise.reject(new RangeError("nobody awaited me")); await sleep(1_000); },
      print: () => {
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
      },
    };
    export const handler = async (event, context) => tasks[event.task](event, context);`,
  "data/a.txt": "text",
  "other.mjs": "export const handler = async () => [globalThis.leaked ?? null, process.env.LEAKED ?? null];",
  "slow.mjs": "export const handler = () => new Promise((resolve) => setTimeout(resolve, 60_000));",
  "busy.mjs": "export const handler = async () => { for (;;); };",
  "greedy.mjs":
    "export const handler = async () => { const all = []; for (;;) all.push(new Array(1_000_000).fill(all.length + 0.5)); };",
  "quiet.mjs": "export const handler = async () => { console.info('info'); console.warn('warn'); };",
  "plain.mjs": "export const handler = () => 'without a promise';",
};

const PROPERTIES: Readonly<Record<string, Record<string, unknown>>> = {
  main: { Environment: { Variables: { OWN: "yes", COUNT: 3 } } },
  other: {},
  slow: { Timeout: 2 },
  busy: { Timeout: 1 },
  greedy: { Timeout: 20 },
  quiet: { LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "WARN" } },
  plain: { Runtime: "nodejs24.x" },
};

const resources = Object.fromEntries(
  Object.entries(PROPERTIES).map(([name, properties]) => [
    name,
    functionResource({ FunctionName: name, Handler: `${name}.handler`, ...properties }),
  ]),
);

describe.each(["worker", "process"] as const)("an execution environment in a %s", (isolation) => {
  let lambda: Harness;

  beforeAll(async () => {
    vi.stubEnv("DEVELOPERS_SECRET", "must not leak");
    lambda = await startLambda({ settings: { isolation }, files: FILES, resources });
  });
  afterAll(() => lambda[Symbol.asyncDispose]());

  const invoke = async (name: string, event: unknown = {}) => (await lambda.invoke(name, event)).json;
  const run = (task: string, event = {}) => invoke("main", { task, ...event });
  const logsOf = (functionName: string) => lambda.logs().filter(({ data }) => data.functionName === functionName);

  it("is warm before the first invocation, and kept for the next", async () => {
    expect(lambda.journal.entries({ type: "init", data: { functionName: "main" } })).toHaveLength(1);
    expect([await run("count"), await run("count")]).toEqual([1, 2]);
    const reports = lambda.journal.entries({ type: "report", data: { functionName: "main" } });
    expect(reports[0]?.data).not.toHaveProperty("initMs");
  });

  it("shares neither globals nor process.env with another function or the engine", async () => {
    await run("leak");
    expect(await invoke("other")).toEqual([null, null]);
    expect(process.env.LEAKED).toBeUndefined();
  });

  it("has Lambda's variables and the function's own, and none of the developer's", async () => {
    const variables = (await run("variables")) as Record<string, string>;
    expect(variables).toMatchObject({
      OWN: "yes",
      COUNT: "3",
      _HANDLER: "main.handler",
      AWS_LAMBDA_FUNCTION_NAME: "main",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/main",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      AWS_LAMBDA_LOG_STREAM_NAME: expect.stringContaining("/[$LATEST]"),
      AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
      AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
      LAMBDA_RUNTIME_DIR: "/var/runtime",
      LANG: "en_US.UTF-8",
      NODE_PATH: expect.stringMatching("^/opt/nodejs/node22/node_modules:/opt/nodejs/node_modules:"),
      PATH: "/usr/local/bin:/usr/bin:/bin:/opt/bin",
      AWS_SECRET_ACCESS_KEY: expect.any(String),
      AWS_SESSION_TOKEN: expect.any(String),
      _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
      LAMBDA_TASK_ROOT: lambda.baseDir,
      TZ: ":UTC",
    });
    expect(variables).not.toHaveProperty("DEVELOPERS_SECRET");
    expect(variables).not.toHaveProperty("HOME");
    expect(variables).not.toHaveProperty("AWS_LAMBDA_LOG_FORMAT");
    expect(variables).not.toHaveProperty("AWS_LAMBDA_LOG_LEVEL");
    expect(variables).not.toHaveProperty("GLIBC_TUNABLES");
  });

  it.runIf(isolation === "process" && process.platform === "linux")(
    "has one share of memory for all its threads, and starts nothing that has so",
    async () => {
      expect(await run("arenas")).toEqual({ ofProcess: true, inherited: false });
    },
  );

  it("gives the context that Lambda gives", async () => {
    const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(await run("context")).toMatchObject({
      awsRequestId: requestId,
      functionName: "main",
      functionVersion: "$LATEST",
      invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:main",
      memoryLimitInMB: "128",
      logGroupName: "/aws/lambda/main",
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      callbackWaitsForEmptyEventLoop: true,
      cwd: lambda.baseDir,
    });
    const { remainingMs } = (await run("context")) as { remainingMs: number };
    expect(remainingMs).toBeGreaterThan(1000);
    expect(remainingMs).toBeLessThanOrEqual(3000);
  });

  it("starts relative paths at the task root", async () => {
    expect(await run("read")).toEqual(["text", "text", "text", true, "text", true]);
  });

  it("answers a plain value from nodejs24.x on", async () => {
    expect(await invoke("plain")).toBe("without a promise");
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
        const second = lambda.invokeFrom("slow", developer);
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
      expect(await run("exit", { code })).toEqual({
        errorType: "Runtime.ExitError",
        errorMessage: expect.stringMatching(new RegExp(`^RequestId: [0-9a-f-]{36} Error: ${reason}$`)),
      });
      expect(await run("count")).toBe(1);
    });

    it("answers an uncaught exception as it was thrown", async () => {
      expect(await run("uncaught")).toMatchObject({ errorType: "RangeError", errorMessage: "nobody caught me" });
      expect(await run("count")).toBe(1);
    });

    it("answers Runtime.UnhandledPromiseRejection", async () => {
      expect(await run("unhandled")).toMatchObject({
        errorType: "Runtime.UnhandledPromiseRejection",
        errorMessage: "RangeError: nobody awaited me",
      });
    });

    it("ends a function that takes more than its MemorySize", async () => {
      expect(await invoke("greedy")).toMatchObject({ errorType: "Runtime.OutOfMemory" });
    });
  });

  it.skipIf(isolation === "worker")(
    "leads a group of its own, which the interrupt of a terminal leaves out",
    async () => {
      const [pid, group] = (await run("group")) as [number, number];
      expect(group).toBe(pid);
    },
  );

  describe("what a function prints", () => {
    it("goes to the journal by line, with level and request id apart", async () => {
      const { requestId } = await lambda.invokeFrom("main", developer, { task: "print" });
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
      const messages = logsOf("quiet").map(({ data }) => JSON.parse(String(data.line)).message);
      expect(messages).toEqual(["warn"]);
    });

    it("comes back at the end of Invoke with LogType Tail, in AWS's text format", async () => {
      const { reply } = await lambda.invoke("main", { task: "print" }, { headers: { "x-amz-log-type": "Tail" } });
      const log = Buffer.from(String(reply.headers?.["x-amz-log-result"]), "base64").toString();
      expect(log).toMatch(/^START RequestId: [0-9a-f-]{36} Version: \$LATEST\n/);
      expect(log).toMatch(/\n\d{4}-\d\d-\d\dT[\d:.]+Z\t[0-9a-f-]{36}\tWARN\twarn\n/);
      expect(log).toMatch(
        /\nREPORT RequestId: [0-9a-f-]{36}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\t/,
      );
    });
  });
});
