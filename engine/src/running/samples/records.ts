import { createHash, randomUUID } from "node:crypto";
import type { Answer } from "../running-engine.ts";
import { missing } from "./apis.ts";
import { firstOf, type Sample, type SampleContext } from "./context.ts";

/** The ARN of the queue or stream that the function is fed from. */
async function sourceArn({ engine, target }: SampleContext, service: string): Promise<string | undefined> {
  const path = `/2015-03-31/event-source-mappings?FunctionName=${encodeURIComponent(target.name)}`;
  const { EventSourceMappings } = await engine.get("lambda", path);
  const arns = (EventSourceMappings as readonly Answer[]).map(({ EventSourceArn }) => String(EventSourceArn));
  return arns.find((arn) => arn.split(":")[2] === service);
}

const BODY = JSON.stringify({ message: "hello" });

export async function sqs(context: SampleContext): Promise<Sample> {
  const { partition, region, accountId } = context.stack;
  const name = firstOf(context, "AWS::SQS::Queue")?.split("/").at(-1);
  const first = name && `arn:${partition}:sqs:${region}:${accountId}:${name}`;
  const eventSourceARN = (await sourceArn(context, "sqs")) ?? first;
  if (!eventSourceARN) throw missing("queue");
  const now = String(Date.now());
  const attributes = {
    SenderId: accountId,
    SentTimestamp: now,
    ApproximateReceiveCount: "1",
    ApproximateFirstReceiveTimestamp: now,
    ...(eventSourceARN.endsWith(".fifo") && {
      MessageGroupId: "group",
      MessageDeduplicationId: randomUUID(),
      SequenceNumber: "00000000000000000001",
    }),
  };
  const record = {
    messageId: randomUUID(),
    receiptHandle: randomUUID(),
    body: BODY,
    attributes,
    messageAttributes: {},
    md5OfBody: createHash("md5").update(BODY).digest("hex"),
    eventSource: "aws:sqs",
    eventSourceARN,
    awsRegion: region,
  };
  return { Records: [record] };
}

export async function sns(context: SampleContext): Promise<Sample> {
  const { engine, stack, target } = context;
  const { Subscriptions = [] } = await engine.query("sns", "ListSubscriptions", {});
  const own = (Subscriptions as readonly Answer[]).find(({ Endpoint }) => Endpoint === target.arn);
  const TopicArn = own?.TopicArn ?? firstOf(context, "AWS::SNS::Topic");
  if (TopicArn === undefined) throw missing("topic");
  const subscriptionArn = own?.SubscriptionArn ?? `${TopicArn}:${randomUUID()}`;
  const host = `https://sns.${stack.region}.amazonaws.com`;
  const record = {
    EventSource: "aws:sns",
    EventVersion: "1.0",
    EventSubscriptionArn: subscriptionArn,
    Sns: {
      Type: "Notification",
      MessageId: randomUUID(),
      TopicArn,
      Message: BODY,
      Timestamp: new Date().toISOString(),
      SignatureVersion: "1",
      Signature: "EXAMPLE",
      Subject: null,
      SigningCertUrl: `${host}/SimpleNotificationService-EXAMPLE.pem`,
      UnsubscribeUrl: `${host}/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
      MessageAttributes: {},
    },
  };
  return { Records: [record] };
}

interface Table {
  readonly TableArn: string;
  readonly LatestStreamArn?: string;
  readonly StreamSpecification?: { readonly StreamViewType?: string };
  readonly KeySchema: readonly { readonly AttributeName: string }[];
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
}

const KEY_VALUES: Readonly<Record<string, string>> = { N: "1", B: "AQ==" };

/** An item that was inserted, with the keys that its table has. */
export async function dynamodb(context: SampleContext): Promise<Sample> {
  const { engine, stack } = context;
  const streamArn = await sourceArn(context, "dynamodb");
  const tableName = streamArn?.split("/")[1] ?? firstOf(context, "AWS::DynamoDB::Table");
  if (tableName === undefined) throw missing("table");
  const target = "DynamoDB_20120810.DescribeTable";
  const answer = await engine.json({ service: "dynamodb", target, input: { TableName: tableName } });
  const table = answer.Table as Table;
  const typeOf = (name: string) =>
    table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType ?? "S";
  const keys = table.KeySchema.map(({ AttributeName: name }) => {
    const type = typeOf(name);
    return [name, { [type]: KEY_VALUES[type] ?? name }] as const;
  });
  const Keys = Object.fromEntries(keys);
  const record = {
    eventID: randomUUID().replaceAll("-", ""),
    eventName: "INSERT",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: stack.region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(Date.now() / 1000),
      Keys,
      NewImage: { ...Keys, message: { S: "hello" } },
      SequenceNumber: "100000000000000000001",
      SizeBytes: JSON.stringify(Keys).length,
      StreamViewType: table.StreamSpecification?.StreamViewType ?? "NEW_AND_OLD_IMAGES",
    },
    eventSourceARN: streamArn ?? table.LatestStreamArn ?? `${table.TableArn}/stream/${new Date().toISOString()}`,
  };
  return { Records: [record] };
}
