import type { StackResource } from "../../template/model.ts";
import type { Operation } from "../../wire/http.ts";
import { principalIdOf } from "../contract/principal-id.ts";
import { checkResourcePolicy } from "../contract/resource-policy.ts";
import type { Service, ServiceContext, ServiceDefinition } from "../contract/service.ts";
import type { Caller, DeliverOptions } from "../contract/targets.ts";
import { accessOf } from "./access.ts";
import { controlsOf } from "./controls.ts";
import { describeQueues } from "./describe.ts";
import { createEventSource } from "./event-source.ts";
import { MoveTasks } from "./move-tasks/move-tasks.ts";
import { changeMessageVisibility, changeMessageVisibilityBatch } from "./operations/change-message-visibility.ts";
import { deleteMessage, deleteMessageBatch } from "./operations/delete-message.ts";
import { cancelMessageMoveTask, listMessageMoveTasks, startMessageMoveTask } from "./operations/move-tasks.ts";
import { purgeQueue } from "./operations/purge-queue.ts";
import * as queueOperations from "./operations/queue-operations.ts";
import { receiveMessage } from "./operations/receive-message.ts";
import { sendMessage, sendMessageBatch } from "./operations/send-message.ts";
import { queryNames } from "./query-names.ts";
import { queueDoesNotExist } from "./queues/errors.ts";
import type { Queue } from "./queues/queue.ts";
import { Queues } from "./queues/queues.ts";
import { attributesOf, attributeText, nameOfUrl, resourceTypes } from "./resource-types.ts";

/** SQS: queues whose delays, retention and visibility go by the engine's clock. */
export const sqs: ServiceDefinition = {
  name: "sqs",
  title: "SQS",
  protocols: [
    { kind: "json-1.0", targetPrefix: "AmazonSQS" },
    { kind: "query", namespace: "http://queue.amazonaws.com/doc/2012-11-05/", names: queryNames },
  ],
  resourceTypes,
  describe: describeQueues,
  create(context, resources) {
    const queues = new Queues(context);
    deployQueues(queues, resources);
    return createService(queues, context);
  },
};

/** A policy that stands by itself is a queue's attribute like those that stand at the queue. */
function deployQueues(queues: Queues, resources: readonly StackResource[]): void {
  const policies = policiesOf(resources);
  for (const { type, physicalId, properties } of resources) {
    if (type !== "AWS::SQS::Queue") continue;
    const Policy = policies.get(physicalId);
    policies.delete(physicalId);
    const attributes = attributesOf(resourceTypes[type].schema.parse(properties));
    queues.deploy(nameOfUrl(physicalId), { ...attributes, ...(Policy !== undefined && { Policy }) });
  }
  // The others are for queues of no template.
  for (const [url, Policy] of policies) queues.at(url).setAttributes({ Policy });
}

/** Policies by the queue's URL. */
function policiesOf(resources: readonly StackResource[]): Map<string, string> {
  const policies = new Map<string, string>();
  for (const { type, properties } of resources) {
    if (type !== "AWS::SQS::QueuePolicy" && type !== "AWS::SQS::QueueInlinePolicy") continue;
    const { Queues: urls, PolicyDocument } = resourceTypes[type].schema.parse(properties);
    for (const url of urls) policies.set(url, attributeText(PolicyDocument));
  }
  return policies;
}

function createService(queues: Queues, context: ServiceContext): Service {
  const moves = new MoveTasks(queues, context);

  function queueOf(arn: string): Queue {
    const queue = queues.byArn(arn);
    if (!queue) throw queueDoesNotExist();
    return queue;
  }

  async function deliver(arn: string, body: string, from: Caller, options: DeliverOptions = {}): Promise<void> {
    const queue = queueOf(arn);
    const owner = {
      service: "sqs",
      action: "sqs:SendMessage",
      arn,
      arnName: "queueArn" as const,
      policy: queue.attributes.Policy,
    };
    checkResourcePolicy(owner, from, context);
    queue.send({
      body,
      attributes: options.attributes,
      traceHeader: options.traceHeader,
      senderId: principalIdOf(from.principal),
      groupId: options.messageGroupId,
      deduplicationId: options.messageDeduplicationId,
    });
  }

  return {
    access: (call) => accessOf(call, context),
    operations: operationsOf(queues, moves, context),
    controls: controlsOf(queues, context),
    receives: { deliver, source: (arn) => createEventSource(queueOf(arn), context.stack.region) },
    async [Symbol.asyncDispose]() {
      moves[Symbol.dispose]();
      queues[Symbol.dispose]();
    },
  };
}

function operationsOf(queues: Queues, moves: MoveTasks, { clock }: ServiceContext): Record<string, Operation> {
  return {
    CancelMessageMoveTask: cancelMessageMoveTask(moves),
    ChangeMessageVisibility: changeMessageVisibility(queues),
    ChangeMessageVisibilityBatch: changeMessageVisibilityBatch(queues),
    CreateQueue: queueOperations.createQueue(queues),
    DeleteMessage: deleteMessage(queues),
    DeleteMessageBatch: deleteMessageBatch(queues),
    DeleteQueue: queueOperations.deleteQueue(queues),
    GetQueueAttributes: queueOperations.getQueueAttributes(queues),
    GetQueueUrl: queueOperations.getQueueUrl(queues),
    ListDeadLetterSourceQueues: queueOperations.listDeadLetterSourceQueues(queues),
    ListMessageMoveTasks: listMessageMoveTasks(moves),
    ListQueueTags: queueOperations.listQueueTags(queues),
    ListQueues: queueOperations.listQueues(queues),
    PurgeQueue: purgeQueue(queues, clock),
    ReceiveMessage: receiveMessage(queues),
    SendMessage: sendMessage(queues),
    SendMessageBatch: sendMessageBatch(queues),
    SetQueueAttributes: queueOperations.setQueueAttributes(queues),
    StartMessageMoveTask: startMessageMoveTask(moves),
    TagQueue: queueOperations.tagQueue(queues),
    UntagQueue: queueOperations.untagQueue(queues),
  };
}
