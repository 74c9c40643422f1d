import {
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  ListDeliveryStreamsCommand,
  PutRecordBatchCommand,
  PutRecordCommand,
} from "@aws-sdk/client-firehose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { firehose } from "../../../src/services/firehose/definition.ts";
import { ACCOUNT_ID, type Harness, REGION, startService } from "../harness.ts";

let harness: Harness;
let client: FirehoseClient;

beforeAll(async () => {
  const Properties = { DeliveryStreamName: "clicks" };
  harness = await startService(firehose, {
    resources: { Clicks: { Type: "AWS::KinesisFirehose::DeliveryStream", Properties } },
  });
  client = new FirehoseClient({ ...(await harness.serve()), maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await harness[Symbol.asyncDispose]();
});

const bytes = (text: string) => Buffer.from(text);
const DeliveryStreamName = "clicks";
const journaled = () => harness.journal.entries({ service: "firehose", type: "record" }).map(({ data }) => data);

describe("Firehose", () => {
  it("accepts a record of a declared stream, and the journal tells of it", async () => {
    const { RecordId } = await client.send(
      new PutRecordCommand({ DeliveryStreamName, Record: { Data: bytes("one") } }),
    );
    expect(RecordId).toMatch(/^\w+$/);
    expect(journaled().at(-1)).toEqual({ stream: "clicks", recordId: RecordId, bytes: 3 });
  });

  it("accepts a batch, each of its records with an id", async () => {
    const before = journaled().length;
    const Records = ["a", "bb", ""].map((text) => ({ Data: bytes(text) }));
    const { FailedPutCount, RequestResponses } = await client.send(
      new PutRecordBatchCommand({ DeliveryStreamName, Records }),
    );
    expect(FailedPutCount).toBe(0);
    expect(new Set(RequestResponses?.map(({ RecordId }) => RecordId)).size).toBe(3);
    expect(
      journaled()
        .slice(before)
        .map((data) => data.bytes),
    ).toEqual([1, 2, 0]);
  });

  it("takes what rules and topics deliver", async () => {
    const arn = `arn:aws:firehose:${REGION}:${ACCOUNT_ID}:deliverystream/clicks`;
    await harness.context.targets.deliver(arn, '{"a":1}', { principal: "events.amazonaws.com" });
    expect(journaled().at(-1)).toMatchObject({ stream: "clicks", bytes: 7 });
  });

  it("tells of its streams", async () => {
    expect((await client.send(new ListDeliveryStreamsCommand({}))).DeliveryStreamNames).toEqual(["clicks"]);
    const { DeliveryStreamDescription } = await client.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
    expect(DeliveryStreamDescription).toMatchObject({
      DeliveryStreamARN: `arn:aws:firehose:${REGION}:${ACCOUNT_ID}:deliverystream/clicks`,
      DeliveryStreamStatus: "ACTIVE",
    });
  });

  it("refuses records of a stream that is not there, as the service does", async () => {
    const command = new PutRecordCommand({ DeliveryStreamName: "none", Record: { Data: bytes("x") } });
    await expect(client.send(command)).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: `Firehose none under account ${ACCOUNT_ID} not found.`,
    });
  });

  it("refuses what is larger than a record or a batch may be", async () => {
    const large = { Data: Buffer.alloc(1000 * 1024 + 1) };
    await expect(client.send(new PutRecordCommand({ DeliveryStreamName, Record: large }))).rejects.toThrow(
      "Value 'java.nio.HeapByteBuffer[pos=0 lim=1024001 cap=1024001]' at 'record.data' failed to satisfy constraint: Member must have length less than or equal to 1024000",
    );
    const Records = Array.from({ length: 5 }, () => ({ Data: Buffer.alloc(1000 * 1024) }));
    await expect(client.send(new PutRecordBatchCommand({ DeliveryStreamName, Records }))).rejects.toThrow(/4 MB/);
    const many = Array.from({ length: 501 }, () => ({ Data: bytes("x") }));
    await expect(client.send(new PutRecordBatchCommand({ DeliveryStreamName, Records: many }))).rejects.toThrow(/500/);
  });
});
