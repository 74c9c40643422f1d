import { describe, expect, it } from "vitest";
import { createLogLines } from "../../../src/aws/cloudwatch/log-lines.ts";
import { CONTEXT, coldStart, outputOf } from "../../support/lambda.ts";

const NOWHERE = "http://127.0.0.1:9";
const linesOf = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("logger", () => {
  const load = () => coldStart(NOWHERE, () => import("../../../src/aws/cloudwatch/logger.ts"), "INFO");

  it("says in every line which request, service and connection it is of", async () => {
    const text = await outputOf(async () => {
      const { log, logInvocation } = await load();
      logInvocation(CONTEXT, { connectionId: "abc=" });
      log.info("Connected", { userId: "ada" });
    });
    expect(linesOf(text)).toEqual([
      expect.objectContaining({
        level: "INFO",
        message: "Connected",
        service: "portcullis",
        function_request_id: "request-1",
        connectionId: "abc=",
        userId: "ada",
      }),
    ]);
  });

  it("forgets the connection of the invocation before", async () => {
    const text = await outputOf(async () => {
      const { log, logInvocation } = await load();
      logInvocation(CONTEXT, { connectionId: "abc=" });
      log.info("one");
      logInvocation({ ...CONTEXT, awsRequestId: "request-2" });
      log.info("two");
    });
    const [, second] = linesOf(text);
    expect(second).toMatchObject({ message: "two", function_request_id: "request-2" });
    expect(second).not.toHaveProperty("connectionId");
  });
});

describe("log lines", () => {
  it("carry the fields that they were made with, and say what an error is", async () => {
    const text = await outputOf(async () =>
      createLogLines({ function_request_id: "request-1", connectionId: "abc=" }).warn("Refused", {
        error: new TypeError("not this"),
      }),
    );
    expect(linesOf(text)).toEqual([
      expect.objectContaining({
        level: "WARN",
        message: "Refused",
        function_request_id: "request-1",
        connectionId: "abc=",
        error: expect.objectContaining({ name: "TypeError", message: "not this" }),
      }),
    ]);
  });

  it("are one line each, whatever an id has in it", async () => {
    const text = await outputOf(async () => createLogLines({}).info("id", { id: 'a\r\n{"level":"ERROR"}\u001b[31m' }));
    expect(text.match(/\n/g)).toHaveLength(1);
    for (const control of ["\r", "\u001b"]) expect(text).not.toContain(control);
  });
});
