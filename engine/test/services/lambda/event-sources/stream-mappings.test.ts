import { afterEach, describe, expect, it } from "vitest";
import { type AdjustableClock, createClock } from "../../../../src/kernel/clock.ts";
import { serveControls } from "../../controls.ts";
import { functionArn, functionResource, type Harness, startLambda } from "../harness.ts";
import { createStream, type FakeStream } from "./fake-stream.ts";

const STREAM = "arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/2000-01-01T00:00:00.000";
const FAILURES = "arn:aws:sqs:us-east-1:000000000000:failures";

/** Fails at records named `bad…`: as a whole, or by naming them when `REPORTS` is set. */
const HANDLER = `
  const isBad = ({ value }) => value.startsWith("bad");
  export const handler = async ({ Records }) => {
    console.log("batch", Records.map(({ value }) => value).join(","));
    const bad = Records.filter(isBad);
    if (process.env.REPORTS)
      return { batchItemFailures: bad.map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })) };
    if (bad.length > 0) throw new Error("bad record");
  };`;

let lambda: Harness;
let stream: FakeStream;
let clock: AdjustableClock;

afterEach(() => lambda[Symbol.asyncDispose]());

interface StartOptions {
  readonly mapping?: Record<string, unknown>;
  readonly properties?: Record<string, unknown>;
  readonly shardOf?: (value: string) => string;
}

async function start({ mapping = {}, properties = {}, shardOf }: StartOptions = {}) {
  clock = createClock();
  stream = createStream(() => clock.now(), shardOf);
  lambda = await startLambda({
    clock,
    sources: { [STREAM]: stream },
    files: { "index.mjs": HANDLER },
    resources: {
      Consumer: functionResource({ FunctionName: "consumer", ...properties }),
      Mapping: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: { FunctionName: "consumer", EventSourceArn: STREAM, StartingPosition: "LATEST", ...mapping },
      },
    },
  });
}

const REPORTS = { Environment: { Variables: { REPORTS: "yes" } } };
const PARTIAL = { FunctionResponseTypes: ["ReportBatchItemFailures"] };
const ON_FAILURE = { DestinationConfig: { OnFailure: { Destination: FAILURES } } };

const batches = () =>
  lambda
    .logs()
    .map(({ data }) => String(data.line))
    .filter((line) => line.startsWith("batch "))
    .map((line) => line.slice("batch ".length));

/** Moves time on until the stream has nothing left, as retries wait for time. */
async function drain() {
  for (let minute = 0; minute < 60 && stream.left.length > 0; minute++) {
    await expect.poll(() => lambda.journal.entries().at(-1)?.type).toMatch(/^(batch|batch-refused|batch-discarded)$/);
    await clock.advance(60_000);
  }
  await stream.awaited();
}

const discarded = () => lambda.deliveries.map(({ payload }) => JSON.parse(payload));

describe("AWS::Lambda::EventSourceMapping of a DynamoDB stream", () => {
  it("gives what is there to the function in order, and goes on after it", async () => {
    await start();
    stream.put("a", "b", "c");
    await drain();
    stream.put("d");
    await drain();
    expect(batches()).toEqual(["a,b,c", "d"]);
    expect(stream.left).toEqual([]);
  });

  it("gives no more than BatchSize at once, one batch after the other", async () => {
    await start({ mapping: { BatchSize: 2, ParallelizationFactor: 10 } });
    stream.put("a", "b", "c", "d", "e");
    await drain();
    expect(batches()).toEqual(["a,b", "c,d", "e"]);
  });

  it("waits for a batch to become full, as long as its window is open", async () => {
    await start({ mapping: { MaximumBatchingWindowInSeconds: 20, BatchSize: 3 } });
    stream.put("a");
    await stream.awaited();
    await clock.advance(19_000);
    expect(batches()).toEqual([]);
    stream.put("b");
    await stream.awaited();
    await clock.advance(1_000);
    await drain();
    stream.put("c", "d", "e");
    await drain();
    expect(batches()).toEqual(["a,b", "c,d,e"]);
  });

  it("shows the function only what its filter matches, and leaves the rest behind", async () => {
    const Filters = [{ Pattern: '{"eventName":["INSERT"],"value":[{"prefix":"wanted"}]}' }];
    await start({ mapping: { FilterCriteria: { Filters } } });
    stream.put("other", "wanted-1", "another", "wanted-2");
    await drain();
    expect(batches()).toEqual(["wanted-1,wanted-2"]);
  });

  it("never mixes two shards in one batch", async () => {
    await start({ shardOf: (value) => value.charAt(0), mapping: { MaximumBatchingWindowInSeconds: 1 } });
    stream.put("a1", "a2", "b1", "a3");
    await stream.awaited();
    await clock.advance(1_000);
    await expect.poll(() => batches()).toHaveLength(1);
    await drain();
    expect(batches()).toEqual(["a1,a2", "b1", "a3"]);
  });

  it("holds everything up behind a batch that fails, and tries it until it is a day old", async () => {
    await start();
    stream.put("a", "bad");
    await expect.poll(() => batches()).toEqual(["a,bad"]);
    stream.put("c");
    await clock.advance(1_000);
    await expect.poll(() => batches()).toEqual(["a,bad", "a,bad"]);
    await expect.poll(() => lambda.journal.entries().at(-1)?.type).toBe("batch");
    await clock.advance(25 * 60 * 60 * 1000);
    stream.put("d");
    await drain();
    expect(batches().at(-1)).toBe("d");
    expect(lambda.journal.entries({ type: "batch-discarded" })[0]?.data).toMatchObject({
      condition: "RecordAgeExceeded",
      discarded: ["1", "2"],
    });
  });

  it("gives a batch up after MaximumRetryAttempts and tells the destination where it is", async () => {
    await start({ mapping: { MaximumRetryAttempts: 2, ...ON_FAILURE } });
    stream.put("a", "bad");
    await drain();
    stream.put("c");
    await drain();
    expect(batches()).toEqual(["a,bad", "a,bad", "a,bad", "c"]);
    expect(lambda.deliveries).toMatchObject([{ arn: FAILURES, from: { principal: "lambda.amazonaws.com" } }]);
    const second = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(discarded()).toEqual([
      {
        requestContext: {
          requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          functionArn: functionArn("consumer"),
          condition: "RetryAttemptsExhausted",
          approximateInvokeCount: 3,
        },
        responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
        version: "1.0",
        timestamp: expect.stringMatching(/Z$/),
        DDBStreamBatchInfo: {
          shardId: "shard-1",
          startSequenceNumber: "1",
          endSequenceNumber: "2",
          approximateArrivalOfFirstRecord: second,
          approximateArrivalOfLastRecord: second,
          batchSize: 2,
          streamArn: STREAM,
        },
      },
    ]);
  });

  it("goes on from the first record that the function names, with ReportBatchItemFailures", async () => {
    await start({ mapping: { ...PARTIAL, MaximumRetryAttempts: 1, ...ON_FAILURE }, properties: REPORTS });
    stream.put("a", "bad", "c", "d");
    await drain();
    expect(batches()).toEqual(["a,bad,c,d", "bad,c,d"]);
    expect(discarded()[0].DDBStreamBatchInfo).toMatchObject({ startSequenceNumber: "2", endSequenceNumber: "4" });
  });

  it("ignores what the function names without ReportBatchItemFailures", async () => {
    await start({ properties: REPORTS });
    stream.put("a", "bad");
    await drain();
    expect(batches()).toEqual(["a,bad"]);
  });

  it("finds the bad record by halving the batch, with BisectBatchOnFunctionError", async () => {
    await start({ mapping: { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0, ...ON_FAILURE } });
    stream.put("a", "b", "bad", "d");
    await drain();
    expect(batches()).toEqual(["a,b,bad,d", "a,b", "bad,d", "bad", "d"]);
    expect(discarded()).toHaveLength(1);
    expect(discarded()[0].DDBStreamBatchInfo).toMatchObject({ startSequenceNumber: "3", batchSize: 1 });
  });

  it("gives up records that are older than MaximumRecordAgeInSeconds, and tries the others", async () => {
    await start({ mapping: { MaximumRecordAgeInSeconds: 60, ...ON_FAILURE, Enabled: false } });
    stream.put("old");
    await clock.advance(90_000);
    stream.put("new");
    const UUID = lambda.stack.resources.get("Mapping")?.physicalId;
    await lambda.call("UpdateEventSourceMapping", { UUID }, { body: '{"Enabled":true}' });
    await drain();
    expect(batches()).toEqual(["new"]);
    expect(discarded()[0].requestContext).toMatchObject({ condition: "RecordAgeExceeded", approximateInvokeCount: 0 });
    expect(discarded()[0]).not.toHaveProperty("responseContext");
  });

  it("keeps trying while the function is throttled, which is no attempt", async () => {
    await start({ mapping: { MaximumRetryAttempts: 0 }, properties: { ReservedConcurrentExecutions: 0 } });
    stream.put("a");
    for (const expected of [1, 2, 3]) {
      await expect
        .poll(() => lambda.journal.entries({ type: "batch-refused" }).length)
        .toBeGreaterThanOrEqual(expected);
      await clock.advance(60_000);
    }
    expect(stream.left).toEqual(["a"]);
  });

  it("goes on where it stopped when it is switched off and on", async () => {
    await start();
    const UUID = lambda.stack.resources.get("Mapping")?.physicalId;
    stream.put("a");
    await drain();
    await lambda.call("UpdateEventSourceMapping", { UUID }, { body: '{"Enabled":false}' });
    stream.put("b");
    await lambda.call("UpdateEventSourceMapping", { UUID }, { body: '{"Enabled":true}' });
    await drain();
    expect(batches()).toEqual(["a", "b"]);
  });

  it("warns of a mapping without StartingPosition, and polls all the same", async () => {
    await start({ mapping: { StartingPosition: undefined } });
    expect(lambda.journal.entries({ type: "warning" })[0]?.data).toMatchObject({
      logicalId: "Mapping",
      message: "Mapping has no StartingPosition, which AWS requires.",
    });
    stream.put("a");
    await drain();
    expect(batches()).toEqual(["a"]);
  });
});

describe("GET /_portcullis/event-sources", () => {
  it("tells of each mapping its function, its source, and up to which record all are acknowledged", async () => {
    await start();
    await using control = await serveControls(lambda);
    stream.acknowledgedUpTo = () => ({ "shard-1": "7" });
    expect((await control.ask("GET", "event-sources")).body).toEqual({
      eventSources: [
        {
          id: expect.any(String),
          logicalId: "Mapping",
          function: "Consumer",
          source: STREAM,
          enabled: true,
          startingPosition: "LATEST",
          acknowledgedUpTo: { "shard-1": "7" },
        },
      ],
    });
  });
});
