import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { developer, functionArn, functionResource, type Harness, startLambda } from "../harness.ts";

const MINUTE_MS = 60_000;
const DEAD_LETTERS = "arn:aws:sqs:us-east-1:000000000000:dead-letters";
const FAILURES = "arn:aws:sqs:us-east-1:000000000000:failures";
const BUS = "arn:aws:events:us-east-1:000000000000:event-bus/results";
const SUCCESSES = "arn:aws:sns:us-east-1:000000000000:successes";

const invokeConfig = (FunctionName: string, properties: Record<string, unknown>) => ({
  Type: "AWS::Lambda::EventInvokeConfig",
  Properties: { FunctionName, Qualifier: "$LATEST", ...properties },
});

let lambda: Harness;

beforeAll(async () => {
  lambda = await startLambda({
    files: {
      "index.mjs": `
        export const handler = async ({ fail, lasts }) => {
          if (lasts) await new Promise((resolve) => setTimeout(resolve, 600_000));
          if (fail) throw new RangeError("as told");
          return "well";
        };`,
    },
    resources: {
      Plain: functionResource({ FunctionName: "plain", DeadLetterConfig: { TargetArn: DEAD_LETTERS } }),
      Told: functionResource({ FunctionName: "told" }),
      ToldConfig: invokeConfig("told", {
        MaximumRetryAttempts: 0,
        DestinationConfig: { OnFailure: { Destination: FAILURES }, OnSuccess: { Destination: SUCCESSES } },
      }),
      Bus: functionResource({ FunctionName: "bus" }),
      BusConfig: invokeConfig("bus", { DestinationConfig: { OnSuccess: { Destination: BUS } } }),
      Brief: functionResource({ FunctionName: "brief" }),
      BriefConfig: invokeConfig("brief", {
        MaximumEventAgeInSeconds: 90,
        DestinationConfig: { OnFailure: { Destination: FAILURES } },
      }),
      Never: functionResource({ FunctionName: "never", ReservedConcurrentExecutions: 0 }),
      NeverConfig: invokeConfig("never", { DestinationConfig: { OnFailure: { Destination: FAILURES } } }),
      Throttled: functionResource({ FunctionName: "throttled", ReservedConcurrentExecutions: 1, Timeout: 900 }),
      ThrottledConfig: invokeConfig("throttled", {
        MaximumEventAgeInSeconds: 60,
        DestinationConfig: { OnFailure: { Destination: FAILURES } },
      }),
    },
  });
});
afterAll(() => lambda[Symbol.asyncDispose]());

const send = (functionName: string, event: unknown) =>
  lambda.invoke(functionName, event, { headers: { "x-amz-invocation-type": "Event" } });

/** The next entry of this kind for the function, after the ones that were there before. */
const next = (functionName: string, type: string, after = 0) =>
  lambda.journal.waitFor({ type, data: { functionName } }, { after });

/** The records of the function's events, once there are `count` of them at this destination. */
async function deliveries(functionName: string, destination: string, count = 1) {
  const found = () =>
    lambda.deliveries.filter(({ arn, from }) => arn === destination && from.sourceArn === functionArn(functionName));
  await expect.poll(found).toHaveLength(count);
  return found().map(({ payload, ...rest }) => ({ ...rest, payload: JSON.parse(payload) }));
}

describe("an Event invocation", () => {
  it("is accepted with 202 before the function runs", async () => {
    expect((await send("plain", {})).reply).toEqual({ status: 202 });
    expect((await next("plain", "report")).data).not.toHaveProperty("error");
  });

  it("of another service is accepted in the same way", async () => {
    const before = lambda.journal.entries().at(-1)?.seq ?? 0;
    await lambda.service.receives?.deliver?.(functionArn("plain"), "{}", developer);
    await next("plain", "report", before);
  });

  it("of another service that is a dry run says that the function is there, and runs nothing", async () => {
    const before = lambda.journal.entries().length;
    const ask = (name: string) =>
      lambda.service.receives?.deliver?.(functionArn(name), "{}", developer, { dryRun: true });
    await ask("plain");
    await expect(ask("none")).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    expect(lambda.journal.entries().slice(before)).toEqual([]);
  });

  it.each(['"first line"\n"second line"\n', "plain text"])(
    "of another service is refused when it is no JSON: %j",
    async (payload) => {
      const before = lambda.journal.entries().length;
      await expect(lambda.service.receives?.deliver?.(functionArn("plain"), payload, developer)).rejects.toMatchObject({
        code: "InvalidRequestContentException",
      });
      expect(lambda.journal.entries().slice(before)).toEqual([]);
    },
  );

  it("is tried again after one minute and after two, then goes to the dead-letter queue as it came", async () => {
    const before = lambda.journal.entries().at(-1)?.seq ?? 0;
    await send("plain", { fail: true });
    let last = await next("plain", "async-retry", before);
    expect(last.data).toMatchObject({ delayMs: MINUTE_MS, attempts: 1 });
    await lambda.clock.advance(MINUTE_MS);
    last = await next("plain", "async-retry", last.seq);
    expect(last.data).toMatchObject({ delayMs: 2 * MINUTE_MS, attempts: 2 });
    await lambda.clock.advance(2 * MINUTE_MS);
    const dropped = await next("plain", "async-dropped", last.seq);
    expect(dropped.data).toMatchObject({ condition: "RetriesExhausted", attempts: 3 });
    const { requestId } = dropped.data;
    expect(lambda.journal.entries({ type: "report", data: { requestId } })).toHaveLength(3);
    expect(await deliveries("plain", DEAD_LETTERS)).toEqual([
      {
        arn: DEAD_LETTERS,
        payload: { fail: true },
        from: { principal: "lambda.amazonaws.com", sourceArn: functionArn("plain") },
        options: {
          attributes: {
            RequestID: { DataType: "String", StringValue: dropped.data.requestId },
            ErrorCode: { DataType: "Number", StringValue: "200" },
            ErrorMessage: { DataType: "String", StringValue: "as told" },
          },
        },
      },
    ]);
  });

  it("tells its destination of a failure", async () => {
    await send("told", { fail: true });
    expect(await deliveries("told", FAILURES)).toMatchObject([
      {
        arn: FAILURES,
        payload: {
          version: "1.0",
          timestamp: expect.stringMatching(/Z$/),
          requestContext: {
            functionArn: functionArn("told:$LATEST"),
            condition: "RetriesExhausted",
            approximateInvokeCount: 1,
          },
          requestPayload: { fail: true },
          responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
          responsePayload: { errorType: "RangeError", errorMessage: "as told" },
        },
      },
    ]);
  });

  it("tells its destination of a success", async () => {
    await send("told", {});
    expect(await deliveries("told", SUCCESSES)).toMatchObject([
      { arn: SUCCESSES, payload: { requestContext: { condition: "Success" }, responsePayload: "well" } },
    ]);
  });

  it("tells an event bus by an event", async () => {
    await send("bus", {});
    expect(await deliveries("bus", BUS)).toMatchObject([
      {
        arn: BUS,
        payload: {
          source: "lambda",
          "detail-type": "Lambda Function Invocation Result - Success",
          resources: [BUS, functionArn("bus:$LATEST")],
          detail: { requestContext: { condition: "Success" }, responsePayload: "well" },
        },
      },
    ]);
  });

  it("is given up when it becomes too old for the next attempt", async () => {
    await send("brief", { fail: true });
    const retry = await next("brief", "async-retry");
    await lambda.clock.advance(MINUTE_MS);
    const dropped = await next("brief", "async-dropped", retry.seq);
    expect(dropped.data).toMatchObject({ condition: "EventAgeExceeded", attempts: 2 });
    expect(await deliveries("brief", FAILURES)).toMatchObject([
      { payload: { requestContext: { condition: "EventAgeExceeded" } } },
    ]);
  });

  it("waits ever longer while the function is throttled, until it is too old", async () => {
    await send("throttled", { lasts: true });
    await send("throttled", {});
    let last = await next("throttled", "async-retry");
    const delays = [last.data.delayMs];
    for (let count = 0; count < 4; count++) {
      await lambda.clock.advance(Number(last.data.delayMs));
      last = await next("throttled", "async-retry", last.seq);
      delays.push(last.data.delayMs);
    }
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
    await lambda.clock.advance(16_000);
    const dropped = await next("throttled", "async-dropped", last.seq);
    expect(dropped.data).toMatchObject({ condition: "EventAgeExceeded", attempts: 0 });
    const [{ payload } = { payload: {} }] = await deliveries("throttled", FAILURES);
    expect(payload).not.toHaveProperty("responsePayload");
  });

  it("is given up at once by a function that may not run at all", async () => {
    await send("never", { a: 1 });
    const [{ payload } = { payload: {} }] = await deliveries("never", FAILURES);
    expect(payload).toMatchObject({
      requestContext: { condition: "ZeroReservedConcurrency", approximateInvokeCount: 0 },
      requestPayload: { a: 1 },
    });
    expect(payload).not.toHaveProperty("responseContext");
  });
});
