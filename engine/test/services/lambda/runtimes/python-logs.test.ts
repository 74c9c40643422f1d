import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionResource, type Harness, startLambda } from "../harness.ts";
import { Runtime, version } from "./installed-python.ts";

const APP = `
import logging, sys
log = logging.getLogger("mine")
def handler(event, context):
    return globals()[event["task"]](event, context)
def levels(event, context):
    for level in [5, 10, 20, 25, 30, 40, 50, 60]:
        log.log(level, "at %d", level)
def extra(event, context):
    log.warning("grün", extra={"user": "u-1", "nothing": None, "level": "not this"})
def caught(event, context):
    try:
        {}["absent"]
    except KeyError:
        log.exception("caught")
def fail(event, context):
    raise ValueError("boom")
def wordless(event, context):
    raise ValueError()
def lines(event, context):
    log.warning("two\\nlines")
def printed(event, context):
    print("printed")
    print('{"level": "debug", "message": "own"}')
    print('{"level": "error", "message": "own"}')
def formatted(event, context):
    handler, = logging.getLogger().handlers
    usual = handler.formatter
    handler.setFormatter(logging.Formatter("%(aws_request_id)s|%(levelname)s|%(message)s"))
    log.warning("mine")
    handler.setFormatter(usual)
    return type(handler).__name__
def unwritable(event, context):
    log.warning("x", extra={"when": object()})
def unfitting(event, context):
    log.warning("%d", "x")
def unfinished(event, context):
    context.log("no end")
`;

const FUNCTIONS: Readonly<Record<string, Record<string, unknown>>> = {
  text: {},
  json: { LoggingConfig: { LogFormat: "JSON" } },
  trace: { LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "TRACE" } },
  fatal: { LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "FATAL" } },
  broken: { Handler: "app.nothing", LoggingConfig: { LogFormat: "JSON" } },
};

describe.skipIf(version === undefined)("the log of a function in Python", () => {
  let lambda: Harness;

  beforeAll(async () => {
    lambda = await startLambda({
      files: { "app.py": APP },
      resources: Object.fromEntries(
        Object.entries(FUNCTIONS).map(([name, properties]) => [
          name,
          functionResource({ FunctionName: name, Handler: "app.handler", Runtime, ...properties }),
        ]),
      ),
    });
  });
  afterAll(() => lambda[Symbol.asyncDispose]());

  async function run(name: string, task: string, headers: Record<string, string> = {}) {
    const { reply } = await lambda.invoke(name, { task }, { headers: { "x-amz-log-type": "Tail", ...headers } });
    const requestId = String(
      lambda.journal.entries({ type: "report", data: { functionName: name } }).at(-1)?.data.requestId,
    );
    const entries = lambda.logs(requestId).map(({ data }) => data);
    const tail = Buffer.from(String(reply.headers?.["x-amz-log-result"]), "base64").toString();
    return { requestId, entries, tail, lines: entries.map(({ line }) => String(line)) };
  }

  const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

  it("has one object for each record of logging, with Lambda's members in their order", async () => {
    const { lines, requestId } = await run("json", "lines");
    const members = { level: "WARNING", message: "two\nlines", logger: "mine", requestId };
    expect(JSON.parse(lines[0] ?? "")).toEqual({ timestamp, ...members });
    expect(Object.keys(JSON.parse(lines[0] ?? ""))).toEqual(["timestamp", ...Object.keys(members)]);
    expect(lines).toHaveLength(1);
  });

  it("rounds levels, and begins at the function's own", async () => {
    const levels = async (name: string) => (await run(name, "levels")).lines.map((line) => JSON.parse(line).level);
    expect(await levels("json")).toEqual(["INFO", "INFO", "WARNING", "ERROR", "CRITICAL", "CRITICAL"]);
    expect(await levels("trace")).toEqual(["DEBUG", "INFO", "INFO", "WARNING", "ERROR", "CRITICAL", "CRITICAL"]);
    expect(await levels("fatal")).toEqual(["CRITICAL", "CRITICAL"]);
  });

  it("has the caller's own members, and the tenant", async () => {
    const { lines, requestId } = await run("json", "extra", { "x-amz-tenant-id": "blue" });
    const members = { level: "WARNING", message: "grün", logger: "mine", requestId, tenantId: "blue", user: "u-1" };
    expect(JSON.parse(lines[0] ?? "")).toEqual({ timestamp, ...members });
    expect(lines[0]).toContain("grün");
  });

  it("tells of an exception that was caught with its frames and the place of the record", async () => {
    const { lines } = await run("json", "caught");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      message: "caught",
      errorType: "KeyError",
      errorMessage: "'absent'",
      stackTrace: [expect.stringMatching(/app\.py", line \d+, in caught\n/)],
      location: expect.stringMatching(/\/app\.py:caught:\d+$/),
    });
  });

  it("tells of a failure in the format that the function asks for", async () => {
    const { lines, entries, requestId } = await run("json", "fail");
    const error = { errorMessage: "boom", errorType: "ValueError", requestId };
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      timestamp,
      log_level: "ERROR",
      ...error,
      stackTrace: expect.any(Array),
    });
    expect(entries[0]?.level).toBe("ERROR");
    const text = await run("text", "fail");
    const [head, traceback, frame] = (text.lines[0] ?? "").split("\n");
    expect([head, traceback]).toEqual(["[ERROR] ValueError: boom", "Traceback (most recent call last):"]);
    expect(frame).toMatch(/^\u00a0\u00a0File ".+\/app\.py", line \d+, in handler$/);
    expect((await run("text", "wordless")).lines[0]).toMatch(/^\[ERROR\] ValueError\n/);
  });

  it("tells of what could not be loaded in JSON too", async () => {
    await lambda.invoke("broken");
    const [line] = lambda
      .logs()
      .filter(({ data }) => data.functionName === "broken")
      .map(({ data }) => data.line);
    const error = { errorMessage: "Handler 'nothing' missing on module 'app'", errorType: "Runtime.HandlerNotFound" };
    expect(JSON.parse(String(line))).toEqual({
      timestamp,
      log_level: "ERROR",
      ...error,
      requestId: "",
      stackTrace: [],
    });
  });

  it("has the request's id for formatters of the function's own", async () => {
    const { lines, requestId } = await run("text", "formatted");
    expect(lines).toEqual([`${requestId}|WARNING|mine`]);
  });

  it("fails the function for a record that cannot be written, as on Lambda", async () => {
    const message = async (name: string, task: string) =>
      ((await lambda.invoke(name, { task })).json as { errorMessage?: string } | null)?.errorMessage;
    expect(await message("json", "unwritable")).toBe("Object of type object is not JSON serializable");
    expect(await message("text", "unfitting")).toContain("%d format");
  });

  it("has printed lines as they are, those of its level", async () => {
    expect((await run("json", "printed")).lines).toEqual(["printed", '{"level": "error", "message": "own"}']);
    expect((await run("fatal", "printed")).lines).toEqual([]);
    expect((await run("text", "printed")).lines).toHaveLength(3);
    expect((await run("json", "unfinished")).lines).toEqual(["no end"]);
  });

  it("comes back for LogType Tail line by line, with the platform's events around it", async () => {
    const json = (await run("json", "lines")).tail
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(json.map(({ type, level }) => type ?? level)).toEqual(["platform.start", "WARNING", "platform.report"]);
    const text = (await run("text", "lines")).tail;
    expect(text).toMatch(/^START RequestId: .+\n\[WARNING\]\t.+Z\t[0-9a-f-]{36}\ttwo\nlines\nEND RequestId: /);
  });
});
