import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { clearMarks, hasProc, marked, newMark } from "../environment/survivors.ts";
import { functionArn, functionResource, type Harness, startLambda } from "../harness.ts";
import { Runtime, version } from "./installed-python.ts";

const APP = `
import collections, decimal, json, logging, os, signal, subprocess, sys, time
calls = 0
def handler(event, context):
    return globals()[event["task"]](event, context)
def count(event, context):
    global calls
    calls += 1
    return calls
def answer(event, context):
    return {"text": "grün", "number": decimal.Decimal("1.5"), "whole": decimal.Decimal("2")}
Point = collections.namedtuple("Point", "x y")
class Named:
    def _asdict(self):
        return {"named": True}
class Odd(int):
    def __repr__(self):
        return "odd"
def circular():
    items = []
    items.append(items)
    return items
ANSWERS = {
    "decimals": lambda: [decimal.Decimal(text) for text in ["1.10", "2", "1E+3", "-0", "0E-8", "12345678901234567890.123456789"]],
    "named": lambda: [Point(1, Point(2, None)), Named(), (1, 2)],
    "bytes": lambda: {b"key": b"text"},
    "the payload": lambda: b'{"raw": true}',
    "keys": lambda: {1: 1, 1.5: 2, True: 3, None: 4},
    "subclasses": lambda: [Odd(5), collections.OrderedDict(a=1), collections.Counter("a")],
    "floats": lambda: [1e16, 1e-7, 0.1 + 0.2, 1.0, 10**30],
    "a decimal as key": lambda: {decimal.Decimal("1"): 1},
    "bytes that are no text": lambda: {"a": b"\\xff"},
    "itself": circular,
    "a generator": lambda: (item for item in [1]),
}
def answers(event, context):
    return ANSWERS[event["name"]]()
def printed_context(event, context):
    return [repr(context).replace(context.aws_request_id, "ID").replace(context.log_stream_name, "STREAM"), repr(context.client_context)]
def client(event, context):
    return context.client_context.custom
def describe(event, context):
    return {
        "id": context.aws_request_id, "name": context.function_name, "version": context.function_version,
        "arn": context.invoked_function_arn, "memory": context.memory_limit_in_mb, "group": context.log_group_name,
        "stream": context.log_stream_name, "client": context.client_context.custom, "identity": context.identity.cognito_identity_id,
        "remaining": context.get_remaining_time_in_millis(), "cwd": os.getcwd(), "trace": os.environ["_X_AMZN_TRACE_ID"],
    }
def variables(event, context):
    return dict(os.environ)
def write(event, context):
    print("printed")
    print("to stderr", file=sys.stderr)
    logging.getLogger().warning("warned")
    logging.getLogger().info("not shown")
    logging.getLogger("mine").error("two\\nlines")
    sys.stdout.write("no newline")
def fail(event, context):
    raise ValueError("no such thing")
def unserializable(event, context):
    return {1, 2}
def leave(event, context):
    sys.exit(3)
def abort(event, context):
    os.abort()
def sleep(event, context):
    time.sleep(60)
def signals(event, context):
    engine = os.getppid()
    outcomes = []
    for send, target in [(os.kill, engine), (os.kill, 1), (os.kill, -1), (os.killpg, os.getpgid(engine)), (os.killpg, 1)]:
        try:
            send(target, 0)
            outcomes.append("sent")
        except OSError as error:
            outcomes.append(type(error).__name__)
    return outcomes
def terminate(event, context):
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(60)
def children(event, context):
    for detached in [False, True]:
        subprocess.Popen(["bash", "-c", f"exec -a {event['mark']} sleep 3600"], start_new_session=detached)
    subprocess.run(["bash", "-c", f"setsid bash -c '(exec -a {event['mark']} sleep 3600) &' >/dev/null 2>&1"])
    return globals()[event["after"]](event, context)
def spin(event, context):
    while True:
        pass
def layered(event, context):
    import from_layer
    return from_layer.NAME
def read(event, context):
    return open("data.txt").read()
`;

/** Answers of awslambdaric for each of `ANSWERS`. */
const ANSWERS: readonly (readonly [string, string])[] = [
  ["decimals", "[1.10, 2, 1E+3, -0, 0E-8, 12345678901234567890.123456789]"],
  ["named", '[{"x": 1, "y": {"x": 2, "y": null}}, {"named": true}, [1, 2]]'],
  ["bytes", '{"key": "text"}'],
  ["the payload", '{"raw": true}'],
  ["keys", '{"1": 3, "1.5": 2, "null": 4}'],
  ["subclasses", '[5, {"a": 1}, {"a": 1}]'],
  ["floats", "[1e+16, 1e-07, 0.30000000000000004, 1.0, 1000000000000000000000000000000]"],
  ["a decimal as key", "keys must be str, int, float, bool or None, not Decimal"],
  ["bytes that are no text", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"],
  ["itself", "Circular reference detected"],
  ["a generator", "Object of type generator is not JSON serializable"],
];

const FILES: Readonly<Record<string, string>> = {
  "app.py": APP,
  "data.txt": "relative",
  "package/__init__.py": "",
  "package/nested.py": "def handler(event, context):\n    return 'nested'\n",
  "json_logs.py": "import logging\ndef handler(event, context):\n    logging.getLogger().info('as json')\n",
  "syntax.py": "def handler(event, context)\n    return 1\n",
  "missing.py": "import a_module_that_nobody_has\n",
  "within.py": "import missing\n",
  "raises.py": "raise RuntimeError('while loading')\n",
  "layer/python/from_layer.py": "NAME = 'the layer'\n",
};

const FUNCTIONS: Readonly<Record<string, Record<string, unknown>>> = {
  app: { Layers: ["arn:aws:lambda:us-east-1:000000000000:layer:shared:1"], Environment: { Variables: { OWN: "yes" } } },
  slash: { Handler: "package/nested.handler" },
  dotted: { Handler: "package.nested.handler" },
  slow: { Handler: "app.handler", Timeout: 1 },
  json_logs: { LoggingConfig: { LogFormat: "JSON" } },
  syntax: {},
  missing: {},
  raises: {},
  within: {},
  absent: { Handler: "app.nothing" },
  builtin: { Handler: "sys.exit" },
  bad: { Handler: "bad" },
};

describe.skipIf(version === undefined)("a function in Python", () => {
  let lambda: Harness;

  beforeAll(async () => {
    vi.stubEnv("DEVELOPERS_SECRET", "must not leak");
    lambda = await startLambda({
      files: FILES,
      resources: {
        ...Object.fromEntries(
          Object.entries(FUNCTIONS).map(([name, properties]) => [
            name,
            functionResource({ FunctionName: name, Handler: `${name}.handler`, Runtime, ...properties }),
          ]),
        ),
        Layer: { Type: "AWS::Lambda::LayerVersion", Properties: { LayerName: "shared", Content: "layer" } },
        node: functionResource({ FunctionName: "node", Code: { ZipFile: "exports.handler = async () => 'node'" } }),
      },
    });
  });
  afterAll(async () => {
    clearMarks();
    vi.unstubAllEnvs();
    await lambda[Symbol.asyncDispose]();
  });

  const invoke = async (name: string, event: unknown = {}) => (await lambda.invoke(name, event)).json;
  const run = (task: string) => invoke("app", { task });

  it("serves one invocation after the other in one process", async () => {
    expect([await run("count"), await run("count")]).toEqual([1, 2]);
  });

  it("answers what json writes, and the numbers that boto3 reads", async () => {
    expect(await run("answer")).toEqual({ text: "grün", number: 1.5, whole: 2 });
  });

  it.each(ANSWERS)(
    "answers as Lambda's runtime does, which leaves a Decimal its digits: %s",
    async (name, expected) => {
      const { reply } = await lambda.invoke("app", { task: "answers", name });
      const text = String(reply.body);
      const failure = reply.headers?.["x-amz-function-error"] ? JSON.parse(text) : undefined;
      expect(failure?.errorMessage ?? text).toBe(failure ? `Unable to marshal response: ${expected}` : expected);
      if (failure) expect(failure).toMatchObject({ errorType: "Runtime.MarshalError", stackTrace: [] });
    },
  );

  it.each(["slash", "dotted"])("is found in a package: %s", async (name) => {
    expect(await invoke(name)).toBe("nested");
  });

  it("gets the context that Lambda documents, in its own folder", async () => {
    const clientContext = Buffer.from('{"custom":{"a":1}}').toString("base64");
    const headers = { "x-amz-client-context": clientContext };
    const { json } = await lambda.invoke("app", { task: "describe" }, { headers });
    expect(json).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: "app",
      version: "$LATEST",
      arn: functionArn("app"),
      memory: "128",
      group: "/aws/lambda/app",
      stream: expect.stringContaining("[$LATEST]"),
      client: { a: 1 },
      identity: null,
      cwd: lambda.baseDir,
      trace: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};/),
    });
    const { remaining } = json as { remaining: number };
    expect(remaining).toBeGreaterThan(1_000);
    expect(remaining).toBeLessThanOrEqual(3_000);
  });

  it("prints its context as on Lambda", async () => {
    const headers = { "x-amz-client-context": Buffer.from('{"client":{"app_title":"t"}}').toString("base64") };
    const { json } = await lambda.invoke("app", { task: "printed_context" }, { headers });
    expect(json).toEqual([
      "LambdaContext([aws_request_id=ID,log_group_name=/aws/lambda/app,log_stream_name=STREAM,function_name=app," +
        `memory_limit_in_mb=128,function_version=$LATEST,invoked_function_arn=${functionArn("app")},` +
        "client_context=ClientContext([custom=None,env=None,client=Client([installation_id=None,app_title=t," +
        "app_version_name=None,app_version_code=None,app_package_name=None])])," +
        "identity=CognitoIdentity([cognito_identity_id=None,cognito_identity_pool_id=None]),tenant_id=None])",
      expect.stringContaining("ClientContext(["),
    ]);
  });

  it("gets a client context of any text, over several lines", async () => {
    const headers = { "x-amz-client-context": Buffer.from('{\n  "custom": "é☃😀"\r\n}').toString("base64") };
    expect((await lambda.invoke("app", { task: "client" }, { headers })).json).toBe("é☃😀");
  });

  it("has Lambda's variables and its own, and none of the developer's", async () => {
    const variables = await run("variables");
    expect(variables).toMatchObject({
      OWN: "yes",
      _HANDLER: "app.handler",
      AWS_EXECUTION_ENV: `AWS_Lambda_${Runtime}`,
      LAMBDA_TASK_ROOT: lambda.baseDir,
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
      PYTHONPATH: expect.stringContaining("layer/python"),
    });
    expect(variables).not.toHaveProperty("DEVELOPERS_SECRET");
    expect(variables).not.toHaveProperty("NODE_PATH");
  });

  it("finds modules in its layers, and files beside its code", async () => {
    expect(await run("layered")).toBe("the layer");
    expect(await run("read")).toBe("relative");
  });

  it("leaves its sources alone", async () => {
    await run("layered");
    expect(existsSync(join(lambda.baseDir, "__pycache__"))).toBe(false);
    expect(existsSync(join(lambda.baseDir, "layer/python/__pycache__"))).toBe(false);
  });

  it("has what it prints and logs in the journal, with the request it belongs to", async () => {
    const { reply } = await lambda.invoke("app", { task: "write" }, { headers: { "x-amz-log-type": "Tail" } });
    const requestId = lambda.journal.entries({ type: "report", data: { functionName: "app" } }).at(-1)?.data.requestId;
    const lines = lambda.logs(String(requestId)).map(({ data }) => [data.level, data.line]);
    expect(lines).toContainEqual(["INFO", "printed"]);
    expect(lines).toContainEqual(["INFO", "to stderr"]);
    expect(lines).toContainEqual(["INFO", "no newline"]);
    const logged = (text: string) => expect.stringMatching(new RegExp(`^\\[\\w+\\]\\t.+Z\\t${requestId}\\t${text}$`));
    expect(lines).toContainEqual(["WARN", logged("warned")]);
    expect(lines).toContainEqual(["ERROR", logged("two\\nlines")]);
    expect(lines).toHaveLength(5);
    expect(Buffer.from(String(reply.headers?.["x-amz-log-result"]), "base64").toString()).toContain("printed");
  });

  it("logs JSON where the template asks for it", async () => {
    await invoke("json_logs");
    const [entry] = lambda.logs().filter(({ data }) => data.functionName === "json_logs");
    expect(JSON.parse(String(entry?.data.line))).toMatchObject({ level: "INFO", message: "as json", logger: "root" });
    expect(entry?.data.level).toBe("INFO");
  });

  it("answers an exception as Lambda does, and tells its place", async () => {
    const { reply, json } = await lambda.invoke("app", { task: "fail" });
    expect(reply.headers).toMatchObject({ "x-amz-function-error": "Unhandled" });
    expect(json).toMatchObject({
      errorMessage: "no such thing",
      errorType: "ValueError",
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      stackTrace: [expect.stringContaining("app.py"), expect.stringContaining("in fail")],
    });
    const report = lambda.journal.entries({ type: "report" }).at(-1);
    expect(report?.data.error).toMatchObject({ location: expect.stringMatching(/\/app\.py:\d+$/) });
  });

  it("answers what cannot be written as JSON with Runtime.MarshalError", async () => {
    expect(await run("unserializable")).toMatchObject({
      errorType: "Runtime.MarshalError",
      errorMessage: expect.stringContaining("Unable to marshal response: Object of type set is not JSON serializable"),
    });
  });

  it.each([
    ["syntax", "Runtime.UserCodeSyntaxError", /^Syntax error in module 'syntax'/],
    ["missing", "Runtime.ImportModuleError", /^Unable to import module 'missing': No module named 'a_module_that/],
    ["raises", "RuntimeError", /^while loading$/],
    ["within", "Runtime.ImportModuleError", /^Unable to import module 'within': No module named 'a_module_that/],
    ["builtin", "Runtime.BuiltInModuleConflict", /^Cannot use built-in module sys as a handler module$/],
    ["absent", "Runtime.HandlerNotFound", /^Handler 'nothing' missing on module 'app'$/],
    ["bad", "Runtime.MalformedHandlerName", /^Bad handler 'bad'/],
  ])("that cannot be loaded answers why: %s", async (name, errorType, message) => {
    expect(await invoke(name)).toMatchObject({ errorType, errorMessage: expect.stringMatching(message) });
    const [failed] = lambda.journal.entries({ type: "init", data: { functionName: name } });
    expect(failed?.data.error).toMatchObject({ errorType });
  });

  it("tells the place of a syntax error and of what fails while loading", async () => {
    const places = ["syntax", "raises", "missing", "within"].map((name) => {
      const [failed] = lambda.journal.entries({ type: "init", data: { functionName: name } });
      return (failed?.data.error as { location?: string } | undefined)?.location?.replace(`${lambda.baseDir}/`, "");
    });
    expect(places).toEqual(["syntax.py:1", "raises.py:1", "missing.py:1", "missing.py:1"]);
  });

  it("has the trace that Lambda has: none for an import, the text's place for a syntax error, no marks in lines", async () => {
    expect(await invoke("missing")).toHaveProperty("stackTrace", []);
    expect(await invoke("syntax")).toMatchObject({
      stackTrace: [`  File "${lambda.baseDir}/syntax.py" Line 1\n    def handler(event, context)\n`],
    });
    expect(await run("fail")).toMatchObject({ stackTrace: expect.not.arrayContaining([expect.stringContaining("^")]) });
  });

  it.each([
    ["leave", "Runtime.ExitError", "exit status 3"],
    ["abort", "Runtime.ExitError", "signal: aborted"],
    ["terminate", "Runtime.ExitError", "signal: terminated"],
  ])("that ends its process is started anew: %s", async (task, errorType, reason) => {
    expect(await run(task)).toMatchObject({
      errorType,
      errorMessage: expect.stringMatching(`^RequestId: .+ Error: Runtime exited with error: ${reason}$`),
    });
    expect(await run("count")).toBe(1);
  });

  it("can signal itself, and neither the engine nor everybody", async () => {
    expect(await run("signals")).toEqual(Array.from({ length: 5 }, () => "PermissionError"));
  });

  it.skipIf(!hasProc).each([
    ["app", "leave"],
    ["slow", "spin"],
  ])("takes what it has started with it when it ends: %s, %s", async (name, after) => {
    const mark = newMark();
    const answer = invoke(name, { task: "children", mark, after });
    expect(await answer).toHaveProperty("errorType");
    await expect.poll(() => marked(mark)).toEqual([]);
  });

  it("is killed when its time is over", async () => {
    expect(await invoke("slow", { task: "sleep" })).toMatchObject({
      errorType: "Sandbox.Timedout",
      errorMessage: expect.stringContaining("Task timed out after 1.00 seconds"),
    });
    expect(await invoke("slow", { task: "count" })).toBe(1);
  });
});

describe("a function whose runtime is not on this machine", () => {
  afterEach(() => void vi.unstubAllEnvs());

  it("is told of at the start with its place, answers why when called, and stops no other", async () => {
    vi.stubEnv("PATH", "/nonexistent");
    await using lambda = await startLambda({
      files: { "app.py": "" },
      resources: {
        python: functionResource({ FunctionName: "python", Runtime: "python3.12", Handler: "app.handler" }),
        java: functionResource({ FunctionName: "java", Runtime: "java21", Handler: "com.example.Handler" }),
        ruby: functionResource({ FunctionName: "ruby", Runtime: "ruby3.3", Handler: "app.handler" }),
        node: functionResource({ FunctionName: "node", Code: { ZipFile: "exports.handler = async () => 'node'" } }),
      },
    });
    const warnings = lambda.journal.entries({ type: "warning" }).map(({ data }) => [data.location, data.message]);
    const notHere = (name: string) => `${name} cannot run: the runtime`;
    expect(warnings.sort()).toEqual([
      ["template.yaml:10", expect.stringContaining("python cannot run: python3.12 is not installed on this machine")],
      ["template.yaml:20", `${notHere("java")} "java21" does not run here (Node.js, Python and provided.* do).`],
      ["template.yaml:30", `${notHere("ruby")} "ruby3.3" does not run here (Node.js, Python and provided.* do).`],
    ]);
    await expect(lambda.invoke("java")).rejects.toMatchObject({
      code: "InvalidRuntimeException",
      status: 502,
      message: expect.stringContaining("java21"),
    });
    expect((await lambda.invoke("node")).json).toBe("node");
  });
});
