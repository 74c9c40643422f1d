import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { expect } from "vitest";
import type { DeliverOptions } from "../../../../src/services/contract/targets.ts";
import { sns } from "../../../../src/services/sns/definition.ts";
import { startService } from "../../../services/harness.ts";
import { type NotificationFact, notifications } from "../facts/notifications.ts";
import { expected, tryFacts } from "../try-facts.ts";

const ENDPOINTS = {
  queue: ["sqs", "arn:aws:sqs:eu-west-1:123456789012:q"],
  "fifo-queue": ["sqs", "arn:aws:sqs:eu-west-1:123456789012:q.fifo"],
  function: ["lambda", "arn:aws:lambda:eu-west-1:123456789012:function:f"],
} as const;

interface Delivered {
  readonly payload: string;
  readonly options: DeliverOptions | undefined;
}

async function publish(
  { topic = {}, subscription = {}, to = "queue", publication }: NotificationFact,
  client: SNSClient,
) {
  const { TopicArn } = await client.send(new CreateTopicCommand({ Name: "t", ...topic }));
  const [Protocol, Endpoint] = ENDPOINTS[to];
  await client.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes: subscription }));
  await client.send(new PublishCommand({ TopicArn, Message: "", ...publication }));
}

tryFacts("SNS, notifications", notifications.facts, async (fact) => {
  const delivered: Delivered[] = [];
  const deliver = async (_arn: string, payload: string, _from: unknown, options?: DeliverOptions) =>
    void delivered.push({ payload, options });
  await using harness = await startService(sns, { others: { sqs: { deliver }, lambda: { deliver } } });
  const client = new SNSClient(await harness.serve());
  try {
    await publish(fact, client);
    await expect.poll(() => delivered).toHaveLength(1);
  } finally {
    client.destroy();
  }
  for (const each of delivered) expectNotification(each, fact);
});

function expectNotification(
  { payload, options }: Delivered,
  { to, notification, absent = [], ...fact }: NotificationFact,
) {
  if (fact.options) expect(options).toEqual(fact.options);
  if (typeof notification === "string") return expect(payload).toBe(notification);
  const json = JSON.parse(payload);
  const told = to === "function" ? json.Records[0].Sns : json;
  expect(told).toMatchObject(expected(notification) as object);
  for (const name of absent) expect(told).not.toHaveProperty(name);
}
