import { afterEach, describe, expect, it } from "vitest";
import { functionArn, functionResource, type Harness, startLambda } from "../harness.ts";
import { createQueue, type FakeQueue } from "./fake-queue.ts";

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:queue";

const HANDLER = `
  export const handler = async ({ Records }) => {
    console.log("batch", Records.map(({ body }) => body).join(","));
    if (Records.some(({ body }) => body === "crash")) throw new Error("crash");
    const failed = Records.filter(({ body }) => body === "fail");
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };`;

let lambda: Harness;
let queue: FakeQueue;

afterEach(() => lambda[Symbol.asyncDispose]());

async function start(properties: Record<string, unknown> = {}, functionProperties: Record<string, unknown> = {}) {
  queue = createQueue();
  lambda = await startLambda({
    sources: { [QUEUE]: queue },
    files: { "index.mjs": HANDLER },
    resources: {
      Consumer: functionResource({ FunctionName: "consumer", ...functionProperties }),
      Mapping: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: { FunctionName: "consumer", EventSourceArn: QUEUE, ...properties },
      },
    },
  });
}

const PARTIAL = { FunctionResponseTypes: ["ReportBatchItemFailures"] };

/** The function's own log: one line for each batch it got. */
const batches = () =>
  lambda
    .logs()
    .map(({ data }) => data.line)
    .filter((line) => String(line).startsWith("batch"));

const nextBatch = (after = 0) => lambda.journal.waitFor({ type: "batch" }, { after });

describe("AWS::Lambda::EventSourceMapping of a queue", () => {
  it("gives the messages that are there to the function, and deletes them when it succeeds", async () => {
    await start();
    queue.send("a", "b");
    expect((await nextBatch()).data).toMatchObject({ size: 2, failed: [], eventSourceArn: QUEUE });
    expect(queue.acknowledged).toEqual(["m1", "m2"]);
    expect(batches()).toEqual(["batch a,b"]);
  });

  it("gives no more than BatchSize at once", async () => {
    await start({ BatchSize: 2 });
    queue.send("a", "b", "c");
    await expect.poll(() => queue.acknowledged).toHaveLength(3);
    expect(batches().sort()).toEqual(["batch a,b", "batch c"]);
  });

  it("leaves the whole batch in the queue when the function fails", async () => {
    await start();
    queue.send("a", "crash");
    expect((await nextBatch()).data).toMatchObject({ failed: ["m1", "m2"] });
    expect(queue.acknowledged).toEqual([]);
  });

  it("leaves what the function names in the queue, with ReportBatchItemFailures", async () => {
    await start(PARTIAL);
    queue.send("a", "fail", "c");
    expect((await nextBatch()).data).toMatchObject({ failed: ["m2"] });
    expect(queue.acknowledged).toEqual(["m1", "m3"]);
  });

  it("deletes what the function names all the same, without ReportBatchItemFailures", async () => {
    await start();
    queue.send("a", "fail");
    await nextBatch();
    expect(queue.acknowledged).toEqual(["m1", "m2"]);
  });

  it("waits for a batch to become full, as long as its window is open", async () => {
    await start({ MaximumBatchingWindowInSeconds: 20, BatchSize: 3 });
    queue.send("a");
    await queue.drained();
    await lambda.clock.advance(19_000);
    expect(batches()).toEqual([]);
    queue.send("b");
    await queue.drained();
    await lambda.clock.advance(1_000);
    const first = await nextBatch();
    queue.send("c", "d", "e");
    await nextBatch(first.seq);
    expect(batches()).toEqual(["batch a,b", "batch c,d,e"]);
  });

  it("deletes what its filter leaves out, and shows the function the rest", async () => {
    const Filters = [{ Pattern: '{"body":{"kind":["wanted"]}}' }, { Pattern: '{"body":["plain"]}' }];
    await start({ FilterCriteria: { Filters } });
    queue.send('{"kind":"wanted"}', '{"kind":"other"}', "plain", "else");
    expect((await nextBatch()).data).toMatchObject({ size: 2 });
    expect(batches()).toEqual(['batch {"kind":"wanted"},plain']);
    expect([...queue.acknowledged].sort()).toEqual(["m1", "m2", "m3", "m4"]);
  });

  it("takes a dotted name of its filter for a path", async () => {
    await start({ FilterCriteria: { Filters: [{ Pattern: '{"body.order":{"kind":["wanted"]}}' }] } });
    queue.send('{"order.kind":"wanted"}', '{"order":{"kind":"other"}}');
    await nextBatch();
    expect(batches()).toEqual(['batch {"order.kind":"wanted"}']);
  });

  it("leaves the messages in the queue while the function is throttled", async () => {
    await start({}, { ReservedConcurrentExecutions: 0 });
    queue.send("a");
    expect((await nextBatch()).data).toMatchObject({ failed: ["m1"] });
    expect(queue.acknowledged).toEqual([]);
  });

  it("does nothing while it is not enabled, and begins when it is", async () => {
    await start({ Enabled: "false" });
    queue.send("a");
    const { body } = await lambda.call("ListEventSourceMappings");
    const [{ UUID, ...listed }] = JSON.parse(String(body)).EventSourceMappings;
    expect(listed).toMatchObject({ State: "Disabled", EventSourceArn: QUEUE, FunctionArn: functionArn("consumer") });
    expect(UUID).toBe(lambda.stack.resources.get("Mapping")?.physicalId);
    expect(UUID).toMatch(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    const updated = await lambda.call("UpdateEventSourceMapping", { UUID }, { body: '{"Enabled":true}' });
    expect(JSON.parse(String(updated.body))).toMatchObject({ State: "Enabled" });
    await nextBatch();
    expect(queue.acknowledged).toEqual(["m1"]);
  });

  it("stops when it is disabled", async () => {
    await start();
    const UUID = lambda.stack.resources.get("Mapping")?.physicalId;
    await lambda.call("UpdateEventSourceMapping", { UUID }, { body: '{"Enabled":false}' });
    queue.send("a");
    const { body } = await lambda.call("GetEventSourceMapping", { UUID });
    expect(JSON.parse(String(body))).toMatchObject({ State: "Disabled" });
    expect(batches()).toEqual([]);
  });

  it.each([
    ["a source that is not there", { EventSourceArn: `${QUEUE}-unknown` }, /^no source/],
    ["a source of another kind", { EventSourceArn: "arn:aws:kafka:us-east-1:000000000000:x" }, /are not polled here/],
    ["a function that is not there", { FunctionName: "nobody" }, /^Function not found/],
    ["a filter that does not parse", { FilterCriteria: { Filters: [{ Pattern: "{" }] } }, /JSON/],
  ])("tells of %s at the start", async (_what, properties, message) => {
    await start(properties);
    const [warning] = lambda.journal.entries({ type: "warning" });
    expect(warning?.data).toMatchObject({ logicalId: "Mapping", message: expect.stringMatching(message) });
  });
});
