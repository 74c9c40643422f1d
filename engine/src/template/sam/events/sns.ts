import { isObject, listOf, type PlainObject, pick } from "../../plain-data.ts";
import { type GeneratedResources, getAtt, ref, type SamContext, samMistake } from "../expansion/context.ts";
import { managedPolicy } from "../policies/policies.ts";
import { type EventExpansion, type EventSource, type EventTarget, permission, type SamEvent } from "./event.ts";
import { queuePolicy } from "./rule.ts";

/** The batch size of an event that names none. */
const DEFAULT_BATCH_SIZE = 10;

/** SNS: the topic calls the function, or fills a queue that the function reads (`SqsSubscription`). */
export const snsSubscription: EventSource = (event, target, context) => {
  const { Topic, SqsSubscription } = event.properties;
  if (isObject(SqsSubscription)) return throughQueue(event, target, givenQueue(event, SqsSubscription));
  if (SqsSubscription === true) return throughQueue(event, target, madeQueue(event, context));
  return {
    resources: {
      [`${event.logicalId}Permission`]: permission(target, { principal: "sns.amazonaws.com", sourceArn: Topic }),
      [event.logicalId]: subscription(event, "lambda", target.arn),
    },
  };
};

interface Queue {
  readonly arn: unknown;
  readonly url: unknown;
  readonly policyId: string;
  readonly batchSize: unknown;
  readonly resources: GeneratedResources;
}

function givenQueue({ logicalId, at }: SamEvent, given: PlainObject): Queue {
  const { QueueArn, QueueUrl, QueuePolicyLogicalId, BatchSize } = given;
  if (QueueArn === undefined || QueueUrl === undefined)
    throw samMistake("SqsSubscription needs QueueArn and QueueUrl.", at);
  const policyId = typeof QueuePolicyLogicalId === "string" ? QueuePolicyLogicalId : `${logicalId}QueuePolicy`;
  return { arn: QueueArn, url: QueueUrl, policyId, batchSize: BatchSize ?? DEFAULT_BATCH_SIZE, resources: {} };
}

function madeQueue(event: SamEvent, context: SamContext): Queue {
  const id = `${event.logicalId}Queue`;
  const Properties = isFifo(event.properties.Topic, context) ? { FifoQueue: true } : {};
  return {
    arn: getAtt(id, "Arn"),
    url: ref(id),
    policyId: `${id}Policy`,
    batchSize: DEFAULT_BATCH_SIZE,
    resources: { [id]: { Type: "AWS::SQS::Queue", Properties } },
  };
}

/** A FIFO topic delivers to FIFO queues only. */
function isFifo(topic: unknown, context: SamContext): boolean {
  const declaration = isObject(topic) ? context.declarations.get(String(listOf(topic.Ref)[0])) : undefined;
  if (!declaration) return false;
  return String(context.settle(declaration.properties.FifoTopic, declaration.location)) === "true";
}

function throughQueue(event: SamEvent, target: EventTarget, queue: Queue): EventExpansion {
  const { logicalId, properties } = event;
  const policy = { Principal: "*", sourceArn: properties.Topic, queueArn: queue.arn, queueUrl: queue.url };
  return {
    managedPolicies: [managedPolicy("AWSLambdaSQSQueueExecutionRole")],
    resources: {
      [`${logicalId}EventSourceMapping`]: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: {
          BatchSize: queue.batchSize,
          Enabled: true,
          EventSourceArn: queue.arn,
          FunctionName: target.name,
        },
      },
      ...queue.resources,
      [queue.policyId]: queuePolicy(queue.policyId, policy),
      [logicalId]: subscription(event, "sqs", queue.arn),
    },
  };
}

const subscription = ({ properties }: SamEvent, Protocol: string, Endpoint: unknown) => ({
  Type: "AWS::SNS::Subscription",
  Properties: {
    Endpoint,
    Protocol,
    TopicArn: properties.Topic,
    ...pick(properties, ["Region", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy"]),
  },
});
