import { type AccessRow, accessByOperation, arnIn, as, each, type Need, recordOf, textOf } from "../../iam/index.ts";
import { parseJson } from "../../kernel/parse-json.ts";
import type { ServiceContext } from "../contract/service.ts";

type Context = Pick<ServiceContext, "stack">;
type Row = AccessRow<Context>;

const queueArn = (name: string, { stack }: Context, owner = "") =>
  arnIn({ ...stack, accountId: owner || stack.accountId }, "sqs", name);

/** A queue URL ends in `/{accountId}/{name}`, whatever its host. */
const onQueue: Row = ({ QueueUrl }, context) => {
  const [accountId, name = ""] = textOf(QueueUrl).split("/").slice(-2);
  return [{ resource: queueArn(name, context, accountId) }];
};

const onNamedQueue: Row = ({ QueueName, QueueOwnerAWSAccountId }, context) => [
  { resource: queueArn(textOf(QueueName), context, textOf(QueueOwnerAWSAccountId)) },
];

/** Further permissions that a move needs on the dead-letter queue: "Configure a dead-letter queue redrive", SQS developer guide. */
const MOVING = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

const onSource = (resource: string): readonly Need[] => [
  { resource },
  ...MOVING.map((action) => ({ action, resource })),
];

/** Without a destination messages go back to the queues they came from, which the call does not tell. */
const startMove: Row = ({ SourceArn, DestinationArn }) => [
  ...onSource(textOf(SourceArn)),
  ...(DestinationArn === undefined ? [] : [{ action: "SendMessage", resource: textOf(DestinationArn) }]),
];

const cancelMove: Row = ({ TaskHandle }) => onSource(sourceOfTask(textOf(TaskHandle)));

/** A task handle is Base64 of JSON that names the source queue. */
function sourceOfTask(handle: string): string {
  const task = parseJson(Buffer.from(handle, "base64").toString());
  // No task has a handle that is no JSON: the operation says so to callers who may cancel any.
  return task === undefined ? "*" : textOf(recordOf(task).sourceArn);
}

/**
 * Permissions that a call needs; a batch needs the action of one message.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
 */
export const accessOf = accessByOperation<Context>("sqs", {
  ...each(
    [
      "AddPermission",
      "ChangeMessageVisibility",
      "DeleteMessage",
      "DeleteQueue",
      "GetQueueAttributes",
      "ListDeadLetterSourceQueues",
      "ListQueueTags",
      "PurgeQueue",
      "ReceiveMessage",
      "RemovePermission",
      "SendMessage",
      "SetQueueAttributes",
      "TagQueue",
      "UntagQueue",
    ],
    onQueue,
  ),
  ChangeMessageVisibilityBatch: as("ChangeMessageVisibility", onQueue),
  DeleteMessageBatch: as("DeleteMessage", onQueue),
  SendMessageBatch: as("SendMessage", onQueue),
  CreateQueue: onNamedQueue,
  GetQueueUrl: onNamedQueue,
  StartMessageMoveTask: startMove,
  ListMessageMoveTasks: ({ SourceArn }) => onSource(textOf(SourceArn)),
  CancelMessageMoveTask: cancelMove,
});
