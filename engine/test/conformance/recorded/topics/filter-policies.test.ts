import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { expect } from "vitest";
import { sns } from "../../../../src/services/sns/definition.ts";
import { startService } from "../../../services/harness.ts";
import { type FilterFact, filterPolicies } from "../facts/filter-policies.ts";
import { tryFacts } from "../try-facts.ts";

const QUEUE = "arn:aws:sqs:eu-west-1:123456789012:q";

tryFacts("SNS, filter policies", filterPolicies.facts, async (fact) => {
  const delivered: string[] = [];
  const deliver = async (arn: string) => void delivered.push(arn);
  await using harness = await startService(sns, { others: { sqs: { deliver } } });
  const client = new SNSClient(await harness.serve());
  try {
    await hold(fact, client, delivered);
  } finally {
    client.destroy();
  }
});

async function hold(
  { policy, scope, reason, publication, isDelivered }: FilterFact,
  client: SNSClient,
  delivered: string[],
) {
  const { TopicArn } = await client.send(new CreateTopicCommand({ Name: "t" }));
  const Attributes = { FilterPolicy: JSON.stringify(policy), ...(scope && { FilterPolicyScope: scope }) };
  const subscribed = client.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: QUEUE, Attributes }));
  if (reason !== undefined) return expectRefused(subscribed, reason);
  await subscribed;
  if (!publication) return;
  await client.send(new PublishCommand({ TopicArn, Message: "m", ...publication }));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(delivered).toEqual(isDelivered ? [QUEUE] : []);
}

async function expectRefused(subscribed: Promise<unknown>, reason: string) {
  const error = await subscribed.then(
    () => expect.fail("The policy is taken."),
    (thrown: unknown) => thrown as Error,
  );
  // The place in the policy's text, which follows on AWS, is left out here.
  const [message] = error.message.split("\n at [Source");
  expect([error.name.replace(/Exception$/, ""), message]).toEqual([
    "InvalidParameter",
    `Invalid parameter: Attributes Reason: FilterPolicy: ${reason}`,
  ]);
}
