import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { System } from "./system.ts";

/** Clients of one engine, which ask once: what is not acknowledged is not. */
export function clientsOf({ sdk }: Pick<System, "sdk">) {
  const options = { ...sdk, maxAttempts: 1 };
  return {
    dynamodb: new DynamoDBClient(options),
    eventBridge: new EventBridgeClient(options),
    lambda: new LambdaClient(options),
    secrets: new SecretsManagerClient(options),
    sns: new SNSClient(options),
    sqs: new SQSClient(options),
    ssm: new SSMClient(options),
  };
}

export type Clients = ReturnType<typeof clientsOf>;

const ACCOUNT_ID = "000000000000";
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT_ID}:topic`;
const queueUrl = (name: string) => `http://sqs.us-east-1.amazonaws.com/${ACCOUNT_ID}/${name}`;

/** One writer: it writes one number after the other, each with an acknowledgement. */
export interface Writer {
  readonly name: string;
  /** True when a number that was not acknowledged is written again, under the same deduplication id. */
  readonly repeats?: boolean;
  write(clients: Clients, number: number): Promise<unknown>;
}

const send = (clients: Clients, queue: string, MessageBody: string) =>
  clients.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl(queue), MessageBody }));

export const GROUPS = ["a", "b"] as const;

export const writers: readonly Writer[] = [
  {
    name: "table",
    write: ({ dynamodb }, number) =>
      dynamodb.send(new PutItemCommand({ TableName: "kept", Item: { id: { S: `item-${number}` } } })),
  },
  { name: "standard", write: (clients, number) => send(clients, "standard", String(number)) },
  { name: "consumed", write: (clients, number) => send(clients, "consumed", String(number)) },
  ...GROUPS.map(
    (group): Writer => ({
      name: `group-${group}`,
      repeats: true,
      write: ({ sqs }, number) =>
        sqs.send(
          new SendMessageCommand({
            QueueUrl: queueUrl("ordered.fifo"),
            MessageBody: `${group} ${number}`,
            MessageGroupId: group,
            MessageDeduplicationId: `${group}-${number}`,
          }),
        ),
    }),
  ),
  {
    name: "secret",
    write: ({ secrets }, number) =>
      secrets.send(new CreateSecretCommand({ Name: `secret-${number}`, SecretString: `value-${number}` })),
  },
  {
    name: "parameter",
    write: ({ ssm }, number) =>
      ssm.send(new PutParameterCommand({ Name: `/kept/${number}`, Value: `value-${number}`, Type: "String" })),
  },
  {
    name: "versions",
    write: ({ ssm }, number) =>
      ssm.send(new PutParameterCommand({ Name: "/latest", Value: String(number), Type: "String", Overwrite: true })),
  },
  {
    name: "events",
    write: async ({ eventBridge }, id) => {
      const entry = { Source: "shop", DetailType: "Order", Detail: JSON.stringify({ id }) };
      const { FailedEntryCount } = await eventBridge.send(new PutEventsCommand({ Entries: [entry] }));
      if (FailedEntryCount) throw new Error("refused");
    },
  },
  {
    name: "news",
    write: ({ sns }, number) => sns.send(new PublishCommand({ TopicArn: TOPIC, Message: String(number) })),
  },
  {
    name: "results",
    write: ({ lambda }, id) =>
      lambda.send(
        new InvokeCommand({ FunctionName: "echo", InvocationType: "Event", Payload: JSON.stringify({ id }) }),
      ),
  },
];

const receive = async ({ sqs }: Clients, queue: string) => {
  const request = { QueueUrl: queueUrl(queue), MaxNumberOfMessages: 10 };
  return (await sqs.send(new ReceiveMessageCommand(request))).Messages ?? [];
};

const remove = ({ sqs }: Clients, queue: string, ReceiptHandle: string | undefined) =>
  sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl(queue), ReceiptHandle }));

export interface Deletions {
  /** Bodies whose deletion was asked for; nobody knows whether it was done until it is acknowledged. */
  readonly begun: Set<string>;
  readonly acknowledged: Set<string>;
}

/** Takes one batch from a queue. */
export async function consume(clients: Clients, queue: string, deletions: Deletions): Promise<void> {
  for (const { Body = "", ReceiptHandle } of await receive(clients, queue)) {
    deletions.begun.add(Body);
    await remove(clients, queue, ReceiptHandle);
    deletions.acknowledged.add(Body);
  }
}

/** Everything in a queue, in order; messages in flight are not among it. */
export async function drain(clients: Clients, queue: string): Promise<string[]> {
  const bodies: string[] = [];
  for (let messages = await receive(clients, queue); messages.length > 0; messages = await receive(clients, queue)) {
    for (const { Body = "", ReceiptHandle } of messages) {
      bodies.push(Body);
      await remove(clients, queue, ReceiptHandle);
    }
  }
  return bodies;
}

/** Reads back what a writer wrote; rejects when it is not there. */
export const read = {
  item: async ({ dynamodb }: Clients, number: number) =>
    (await dynamodb.send(new GetItemCommand({ TableName: "kept", Key: { id: { S: `item-${number}` } } }))).Item?.id?.S,
  secret: async ({ secrets }: Clients, number: number) =>
    (await secrets.send(new GetSecretValueCommand({ SecretId: `secret-${number}` }))).SecretString,
  parameter: async ({ ssm }: Clients, name: string) =>
    (await ssm.send(new GetParameterCommand({ Name: name }))).Parameter?.Value,
};
