import type { StackResource } from "../../template/model.ts";
import { type Describe, type DescribeContext, endOf, parsedJson } from "../contract/description/describe.ts";
import type { DescribedQueue } from "../contract/description/parts.ts";
import { nameOfUrl, type QueueProperties } from "./resource-types.ts";

/** Describes queues, and between which of them dead letters go. */
export const describeQueues: Describe = (resources, context) => {
  const queues = resources.filter(({ type }) => type === "AWS::SQS::Queue");
  const described = queues.map((queue) => describe(queue, context));
  return {
    queues: described.map((queue) => ({ ...queue, deadLettersOf: idsThatLeadTo(queue.logicalId, described) })),
  };
};

type DescribedWithId = Omit<DescribedQueue, "deadLettersOf"> & { readonly logicalId: string };

const idsThatLeadTo = (logicalId: string, queues: readonly DescribedWithId[]) =>
  queues.filter(({ redrive }) => redrive?.deadLetter.logicalId === logicalId).map((queue) => queue.logicalId);

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const DEFAULT_VISIBILITY_TIMEOUT_S = 30;

function describe(resource: StackResource, context: DescribeContext): DescribedWithId {
  const { logicalId, physicalId: queueUrl } = resource;
  const { FifoQueue, VisibilityTimeout, RedrivePolicy } = resource.properties as unknown as QueueProperties;
  const redrive = redriveOf(RedrivePolicy, context);
  return {
    logicalId,
    name: nameOfUrl(queueUrl),
    arn: String(resource.attribute("Arn")),
    queueUrl,
    fifo: FifoQueue ?? false,
    visibilityTimeoutSeconds: VisibilityTimeout ?? DEFAULT_VISIBILITY_TIMEOUT_S,
    ...(redrive && { redrive }),
  };
}

function redriveOf(policy: QueueProperties["RedrivePolicy"], context: DescribeContext): DescribedQueue["redrive"] {
  const parsed = parsedJson(policy);
  if (typeof parsed !== "object" || parsed === null) return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = parsed as Readonly<Record<string, unknown>>;
  if (typeof deadLetterTargetArn !== "string") return undefined;
  return { deadLetter: endOf(deadLetterTargetArn, context), maxReceiveCount: Number(maxReceiveCount) };
}
