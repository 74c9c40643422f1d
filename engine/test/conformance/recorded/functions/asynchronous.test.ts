import { afterAll, beforeAll, expect } from "vitest";
import { functionArn, functionResource, type Harness, startLambda } from "../../../services/lambda/harness.ts";
import { type AsyncFact, asyncInvocations } from "../facts/lambda/async-invocations.ts";
import { differenceOf } from "../store/difference.ts";
import { tryFacts } from "../try-facts.ts";

const HANDLER = `export const handler = async ({ raise_error }) => {
  if (raise_error) throw new Error("intentional failure");
  return { ok: true };
};`;

const DESTINATIONS = {
  queue: "arn:aws:sqs:us-east-1:000000000000:results",
  bus: "arn:aws:events:us-east-1:000000000000:event-bus/results",
  "dead-letters": "arn:aws:sqs:us-east-1:000000000000:dead-letters",
};

const nameOf = ({ id }: AsyncFact) => id.replaceAll("/", "-");

function resourcesOf(fact: AsyncFact, index: number) {
  const TargetArn = DESTINATIONS[fact.destination];
  const isDeadLetter = fact.destination === "dead-letters";
  const both = { OnSuccess: { Destination: TargetArn }, OnFailure: { Destination: TargetArn } };
  return [
    [
      `F${index}`,
      functionResource({ FunctionName: nameOf(fact), ...(isDeadLetter && { DeadLetterConfig: { TargetArn } }) }),
    ],
    [
      `C${index}`,
      {
        Type: "AWS::Lambda::EventInvokeConfig",
        Properties: {
          FunctionName: nameOf(fact),
          Qualifier: "$LATEST",
          ...fact.config,
          ...(!isDeadLetter && { DestinationConfig: both }),
        },
      },
    ],
  ] as const;
}

let lambda: Harness;
beforeAll(async () => {
  const resources = Object.fromEntries(asyncInvocations.facts.flatMap(resourcesOf));
  lambda = await startLambda({ files: { "index.mjs": HANDLER }, resources });
});
afterAll(() => lambda[Symbol.asyncDispose]());

async function delivered(fact: AsyncFact) {
  const functionName = nameOf(fact);
  await lambda.invoke(functionName, fact.event, { headers: { "x-amz-invocation-type": "Event" } });
  let after = 0;
  for (const seconds of fact.delays ?? []) {
    const retry = await lambda.journal.waitFor({ type: "async-retry", data: { functionName } }, { after });
    expect(retry.data).toMatchObject({ delayMs: seconds * 1000 });
    after = retry.seq;
    await lambda.clock.advance(seconds * 1000);
  }
  const own = () => lambda.deliveries.find(({ from }) => from.sourceArn === functionArn(functionName));
  await expect.poll(own).toBeDefined();
  return own();
}

tryFacts("Lambda, asynchronous invocations", asyncInvocations.facts, async (fact) => {
  const delivery = await delivered(fact);
  expect(delivery?.arn).toBe(DESTINATIONS[fact.destination]);
  const record = JSON.parse(String(delivery?.payload));
  const difference =
    differenceOf(fact.record, record, "the record") ??
    (fact.attributes && differenceOf(fact.attributes, delivery?.options?.attributes, "the attributes"));
  if (difference !== undefined) throw new Error(difference);
  for (const path of fact.absent ?? []) expect(record).not.toHaveProperty(path);
});
