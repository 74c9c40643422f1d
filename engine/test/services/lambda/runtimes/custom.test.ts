import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clearMarks, newMark } from "../environment/survivors.ts";
import { functionArn, functionResource, type Harness, startLambda } from "../harness.ts";

/** A runtime as a user would write one, in the language at hand: it answers what its event asks for. */
const BOOTSTRAP = `#!${process.execPath}
const api = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime/";
const post = (path, body, headers) => fetch(api + path, { method: "POST", body, headers });
const tasks = {
  echo: async (id, event) => post("invocation/" + id + "/response", JSON.stringify(event)),
  headers: async (id, event, headers) => post("invocation/" + id + "/response", JSON.stringify(headers)),
  variables: async (id) => post("invocation/" + id + "/response", JSON.stringify(process.env)),
  text: async (id) => post("invocation/" + id + "/response", "not JSON"),
  fail: async (id) => post("invocation/" + id + "/error",
    JSON.stringify({ errorMessage: "went wrong", errorType: "Custom.Error", stackTrace: [{ path: "main.go", line: 3 }] }),
    { "Lambda-Runtime-Function-Error-Type": "Custom.Error" }),
  failPlainly: async (id) => post("invocation/" + id + "/error", "not JSON", { "Lambda-Runtime-Function-Error-Type": "Plain" }),
  stream: async (id) => post("invocation/" + id + "/response", "data", { "Lambda-Runtime-Function-Response-Mode": "streaming" }),
  failOddly: async (id, { error }) => post("invocation/" + id + "/error", JSON.stringify(error)),
  exit: () => process.exit(7),
  hang: () => new Promise(() => setInterval(() => {}, 1000)),
  print: async (id) => { console.log("[WARN] printed"); process.stdout.write("no newline"); await tasks.echo(id, null); },
  probe: async (id) => {
    const answers = await Promise.all([
      post("invocation/00000000-0000-0000-0000-000000000000/response", "1"),
      post("init/error", "{}"),
      fetch(api + "nothing"),
    ]);
    await tasks.echo(id, await Promise.all(answers.map(async (answer) => [answer.status, (await answer.json()).errorType])));
  },
  child: async (id) => {
    require("node:child_process").spawn("sleep", ["600"], { stdio: "inherit" });
    await tasks.echo(id, null);
  },
  // Twice away from its parent, and with none of its variables: nobody can tell whose it is.
  stray: async (id, { mark }) => {
    require("node:child_process").execSync("setsid env -i bash -c '(exec -a " + mark + " sleep 3600) & '", { stdio: "inherit" });
    await tasks.echo(id, null);
  },
};
(async () => {
  if (process.env._HANDLER === "refuse") {
    await post("init/error", JSON.stringify({ errorMessage: "no database", errorType: "Custom.Init" }));
    process.exit(1);
  }
  if (process.env._HANDLER.startsWith("{")) {
    await post("init/error", process.env._HANDLER);
    process.exit(1);
  }
  if (process.env._HANDLER === "quit") process.exit(4);
  for (;;) {
    const next = await fetch(api + "invocation/next");
    const event = await next.json();
    const headers = Object.fromEntries(next.headers);
    await tasks[event.task](headers["lambda-runtime-aws-request-id"], event, headers);
  }
})();
`;

/** Errors as no runtime of Lambda's writes them. */
const ODD_ERRORS: readonly Record<string, unknown>[] = [
  { trace: 5, errorType: null, errorMessage: { a: 1 } },
  { trace: [5, null, {}] },
  { trace: { map: 1 }, stackTrace: "text" },
  { stackTrace: [null, 5] },
  { errorType: ["a"], errorMessage: 0 },
];

let baseDir: string;
let lambda: Harness;

async function writeExecutable(path: string, text: string) {
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, text);
  await chmod(path, 0o755);
}

const custom = (FunctionName: string, properties: Record<string, unknown> = {}) =>
  functionResource({ FunctionName, Code: "code", Runtime: "provided.al2023", Handler: "main", ...properties });

beforeAll(async () => {
  baseDir = await mkdtemp(join(tmpdir(), "custom-"));
  await writeExecutable(join(baseDir, "code/bootstrap"), BOOTSTRAP);
  await writeExecutable(join(baseDir, "go/main"), BOOTSTRAP);
  await writeExecutable(join(baseDir, "layer/bootstrap"), BOOTSTRAP);
  await writeExecutable(join(baseDir, "broken/bootstrap"), "#!/no/such/interpreter\n");
  await mkdir(join(baseDir, "plain"));
  await writeFile(join(baseDir, "plain/bootstrap"), BOOTSTRAP);
  await mkdir(join(baseDir, "empty"));
  lambda = await startLambda({
    baseDir,
    resources: {
      main: custom("main"),
      slow: custom("slow", { Timeout: 1 }),
      go: custom("go", { Code: "go", Runtime: "go1.x" }),
      layered: custom("layered", { Code: "empty", Layers: ["arn:aws:lambda:us-east-1:000000000000:layer:runtime:1"] }),
      refuse: custom("refuse", { Handler: "refuse" }),
      quit: custom("quit", { Handler: "quit" }),
      oddly: custom("oddly", { Handler: JSON.stringify(ODD_ERRORS[0]) }),
      broken: custom("broken", { Code: "broken" }),
      plain: custom("plain", { Code: "plain" }),
      empty: custom("empty", { Code: "empty" }),
      Layer: { Type: "AWS::Lambda::LayerVersion", Properties: { LayerName: "runtime", Content: "layer" } },
    },
  });
});

afterAll(async () => {
  await lambda[Symbol.asyncDispose]();
  await rm(baseDir, { recursive: true });
});

const invoke = async (name: string, event: unknown = {}) => (await lambda.invoke(name, event)).json;
const run = (task: string) => invoke("main", { task });

describe("a function in a custom runtime", () => {
  it.each(["main", "go", "layered"])("is the executable of its code or of a layer: %s", async (name) => {
    expect(await invoke(name, { task: "echo", n: 1 })).toEqual({ task: "echo", n: 1 });
  });

  it("is told of each invocation in the headers that Lambda documents", async () => {
    const clientContext = Buffer.from('{"custom":{}}').toString("base64");
    const headers = { "x-amz-client-context": clientContext };
    const { json } = await lambda.invoke("main", { task: "headers" }, { headers });
    const given = json as Record<string, string>;
    expect(given).toMatchObject({
      "lambda-runtime-aws-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
      "lambda-runtime-invoked-function-arn": functionArn("main"),
      "lambda-runtime-trace-id": expect.stringMatching(
        /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/,
      ),
      "lambda-runtime-client-context": '{"custom":{}}',
    });
    const leftMs = Number(given["lambda-runtime-deadline-ms"]) - Date.now();
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(3_000);
  });

  it("has the variables of every runtime but AWS_EXECUTION_ENV", async () => {
    const variables = await run("variables");
    expect(variables).toMatchObject({ AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand", _HANDLER: "main", TZ: ":UTC" });
    expect(variables).not.toHaveProperty("AWS_EXECUTION_ENV");
  });

  it("is told a deadline in its own time, which stays the machine's", async () => {
    await lambda.clock.advance(3_600_000);
    const given = (await run("headers")) as Record<string, string>;
    expect(Number(given["lambda-runtime-deadline-ms"]) - Date.now()).toBeLessThanOrEqual(3_000);
  });

  it("may answer what is no JSON", async () => {
    const reply = await lambda.call("Invoke", { FunctionName: "main" }, { body: '{"task":"text"}' });
    expect(String(reply.body)).toBe("not JSON");
  });

  it("has its errors passed on as it writes them", async () => {
    const { reply, json } = await lambda.invoke("main", { task: "fail" });
    expect(reply.headers).toMatchObject({ "x-amz-function-error": "Unhandled" });
    const stackTrace = [{ path: "main.go", line: 3 }];
    expect(json).toEqual({ errorMessage: "went wrong", errorType: "Custom.Error", stackTrace });
    expect(await run("failPlainly")).toEqual({ errorMessage: "not JSON", errorType: "Plain" });
  });

  it.each(ODD_ERRORS)("has the oddest of errors passed on: %j", async (error) => {
    expect(await invoke("main", { task: "failOddly", error })).toMatchObject(error);
  });

  it("whose initialisation fails oddly harms nobody else", async () => {
    expect(await invoke("oddly")).toMatchObject(ODD_ERRORS[0] ?? {});
    expect(await run("echo")).toEqual({ task: "echo" });
  });

  it("may stream its answer, which is whole when it has ended", async () => {
    const reply = await lambda.call("Invoke", { FunctionName: "main" }, { body: '{"task":"stream"}' });
    expect(String(reply.body)).toBe("data");
  });

  it("is answered in the API's words where it does not keep to the protocol", async () => {
    expect(await run("probe")).toEqual([
      [400, "InvalidRequestID"],
      [403, "InvalidStateTransition"],
      [404, "NotFound"],
    ]);
  });

  it("has what it prints in the journal", async () => {
    await run("print");
    const [printed, rest] = lambda.logs().slice(-2);
    expect(printed?.data).toMatchObject({ line: "[WARN] printed", level: "WARN", requestId: expect.any(String) });
    expect(rest?.data).toMatchObject({ line: "no newline", level: "INFO", requestId: printed?.data.requestId });
  });

  it("that ends answers Runtime.ExitError, and is started anew", async () => {
    expect(await run("exit")).toEqual({
      errorType: "Runtime.ExitError",
      errorMessage: expect.stringMatching(/^RequestId: .+ Error: Runtime exited with error: exit status 7$/),
    });
    expect(await run("echo")).toEqual({ task: "echo" });
  });

  it("is killed when its time is over", async () => {
    expect(await invoke("slow", { task: "hang" })).toMatchObject({ errorType: "Sandbox.Timedout" });
    expect(await invoke("slow", { task: "echo" })).toEqual({ task: "echo" });
  });

  it("takes what it has started with it when it ends", async () => {
    await run("child");
    // A child that lived on would hold the output open, and the end of the runtime would not be noticed.
    expect(await run("exit")).toMatchObject({ errorType: "Runtime.ExitError" });
  });

  it("has its end noticed although what has left it holds its output", async () => {
    const mark = newMark();
    await invoke("main", { task: "stray", mark });
    expect(await run("exit")).toMatchObject({ errorType: "Runtime.ExitError" });
    clearMarks();
  });

  it.each([
    ["refuse", "Custom.Init", "no database"],
    ["quit", "Runtime.ExitError", "Runtime exited with error: exit status 4"],
    ["broken", "Runtime.ExitError", "Runtime failed to start: spawn"],
  ])("that does not come up answers why: %s", async (name, errorType, message) => {
    expect(await invoke(name)).toMatchObject({ errorType, errorMessage: expect.stringContaining(message) });
  });

  it.each([
    ["plain", /plain\/bootstrap is not executable/],
    ["empty", /there is no executable "bootstrap" in .+empty or a layer; build it before the start/],
  ])("that has nothing to run is told of at the start, and answers why: %s", async (name, message) => {
    const [warning] = lambda.journal.entries({ type: "warning", data: { functionName: name } });
    expect(warning?.data).toMatchObject({ message: expect.stringMatching(message), location: expect.any(String) });
    await expect(lambda.invoke(name)).rejects.toMatchObject({ message: expect.stringMatching(message) });
  });
});
