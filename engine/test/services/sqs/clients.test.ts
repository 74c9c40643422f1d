import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type MessageSystemAttributeValue,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ClientOptions } from "../harness.ts";
import { type QueueHarness, startQueues } from "./queues.ts";

let sqs: QueueHarness;
let options: ClientOptions;

beforeEach(async () => {
  sqs = await startQueues({ Orders: { QueueName: "orders" } });
  options = await sqs.serve();
});

afterEach(() => sqs[Symbol.asyncDispose]());

describe("the AWS SDK's SQS client", () => {
  it("sends, receives with checked digests, and deletes", async () => {
    using client = disposable(new SQSClient(options));
    const { QueueUrl } = await client.value.send(new GetQueueUrlCommand({ QueueName: "orders" }));
    const MessageAttributes = { data: { DataType: "Binary", BinaryValue: Buffer.from([1, 2, 3]) } };
    await client.value.send(new SendMessageCommand({ QueueUrl, MessageBody: "日本語 & <b>", MessageAttributes }));
    const received = await client.value.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, MessageAttributeNames: ["All"] }),
    );
    const [message] = received.Messages ?? [];
    expect(message?.Body).toBe("日本語 & <b>");
    expect(message?.MessageAttributes?.data?.BinaryValue).toEqual(Uint8Array.from([1, 2, 3]));
    await client.value.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    const { Attributes } = await client.value.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: "0", ApproximateNumberOfMessagesNotVisible: "0" });
  });

  it("sends a trace header, as a system attribute or with the call, which receivers get", async () => {
    using client = disposable(new SQSClient(options));
    const QueueUrl = sqs.ref("Orders");
    const send = (MessageBody: string, MessageSystemAttributes?: Record<string, MessageSystemAttributeValue>) =>
      client.value.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageSystemAttributes }));
    client.value.middlewareStack.add(
      (next) => (call) => {
        (call.request as { headers: Record<string, string> }).headers["X-Amzn-Trace-Id"] = "Root=1-of-the-call";
        return next(call);
      },
      { step: "build" },
    );
    const AWSTraceHeader = { DataType: "String", StringValue: "Root=1-of-its-own" };
    await send("1", { AWSTraceHeader });
    await send("2");
    const received = await sqs.receive("Orders", { MaxNumberOfMessages: 10 });
    expect(received.map(({ Attributes }) => Attributes.AWSTraceHeader).sort()).toEqual([
      "Root=1-of-its-own",
      "Root=1-of-the-call",
    ]);
  });

  it("gets its own class of error for a queue that does not exist", async () => {
    using client = disposable(new SQSClient(options));
    const asked = client.value.send(new GetQueueUrlCommand({ QueueName: "nope" }));
    await expect(asked).rejects.toBeInstanceOf(QueueDoesNotExist);
  });

  it("reads the outcome of each entry of a batch", async () => {
    using client = disposable(new SQSClient(options));
    const { QueueUrl } = await client.value.send(new GetQueueUrlCommand({ QueueName: "orders" }));
    const Entries = [
      { Id: "a", MessageBody: "1" },
      { Id: "b", MessageBody: "2", MessageDeduplicationId: "d" },
    ];
    const answer = await client.value.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(answer).toMatchObject({ Successful: [{ Id: "a" }], Failed: [{ Id: "b", Code: "InvalidParameterValue" }] });
  });
});

function disposable(client: SQSClient) {
  return { value: client, [Symbol.dispose]: () => client.destroy() };
}

describe("the Query protocol", () => {
  const post = async (fields: Record<string, string>) => {
    const response = await fetch(`${options.endpoint}/123456789012/orders`, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-amz-date": "20260301T120000Z",
        authorization:
          "AWS4-HMAC-SHA256 Credential=test/20260301/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=0",
      },
      body: new URLSearchParams({ Version: "2012-11-05", QueueUrl: sqs.ref("Orders"), ...fields }),
    });
    return { status: response.status, xml: await response.text() };
  };

  it("sends with attributes and receives them as XML", async () => {
    const sent = await post({
      Action: "SendMessage",
      MessageBody: "<hello>",
      "MessageAttribute.1.Name": "kind",
      "MessageAttribute.1.Value.DataType": "String",
      "MessageAttribute.1.Value.StringValue": "new",
    });
    expect(sent.xml).toMatch(/<SendMessageResult><MessageId>[0-9a-f-]{36}<\/MessageId><MD5OfMessageBody>/);
    const { xml } = await post({
      Action: "ReceiveMessage",
      MaxNumberOfMessages: "10",
      "AttributeName.1": "ApproximateReceiveCount",
      "MessageAttributeName.1": "All",
    });
    expect(xml).toContain("<Message><MessageId>");
    expect(xml).toContain("<Body>&lt;hello&gt;</Body>");
    expect(xml).toContain("<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>");
    expect(xml).toContain(
      "<MessageAttribute><Name>kind</Name><Value><DataType>String</DataType><StringValue>new</StringValue></Value></MessageAttribute>",
    );
  });

  it("names the entries of a batch's answer after the operation", async () => {
    const { xml } = await post({
      Action: "SendMessageBatch",
      "SendMessageBatchRequestEntry.1.Id": "a",
      "SendMessageBatchRequestEntry.1.MessageBody": "1",
      "SendMessageBatchRequestEntry.2.Id": "b",
      "SendMessageBatchRequestEntry.2.MessageBody": "",
    });
    expect(xml).toContain("<SendMessageBatchResultEntry><Id>a</Id>");
    expect(xml).toContain(
      "<BatchResultErrorEntry><Id>b</Id><SenderFault>true</SenderFault><Code>MissingParameter</Code>",
    );
  });

  it("answers errors with the codes of that protocol", async () => {
    const { status, xml } = await post({ Action: "GetQueueUrl", QueueName: "nope" });
    expect(status).toBe(400);
    expect(xml).toContain("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>");
  });
});
