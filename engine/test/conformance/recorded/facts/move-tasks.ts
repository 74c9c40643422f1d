import type { Call, CallFact } from "../calls.ts";
import { type FactTable, from } from "../fact.ts";

const of = (place: string, date: string, rows: Parameters<typeof from<CallFact>>[3]) =>
  from<CallFact>("localstack", `sqs/test_sqs_move_task: ${place}`, date, rows);

const ARN = "arn:aws:sqs:eu-west-1:123456789012";
const create = (QueueName: string, Attributes: object = {}): Call => ["CreateQueue", { QueueName, Attributes }];
const dead = create("dead");
const alive = create("alive", {
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `${ARN}:dead`, maxReceiveCount: 1 }),
});
const other = create("other");
const start = (more: object = {}): Call => ["StartMessageMoveTask", { SourceArn: `${ARN}:dead`, ...more }];
const list = (more: object = {}): Call => ["ListMessageMoveTasks", { SourceArn: `${ARN}:dead`, ...more }];
const handle = (sourceArn: string) =>
  Buffer.from(JSON.stringify({ taskId: "10f57157-fc38-4da9-a113-4de7e12d05aa", sourceArn })).toString("base64");
const cancel = (TaskHandle: string): Call => ["CancelMessageMoveTask", { TaskHandle }];
const send = (QueueUrl: string, MessageBody = "m"): Call => ["SendMessage", { QueueUrl, MessageBody }];
const missing = (parameter: string) => ({
  code: "ResourceNotFoundException",
  message: `The resource that you specified for the ${parameter} parameter doesn't exist.`,
  status: 404,
});
const invalid = (message: string) => ({ code: "InvalidParameterValue", message });

/** Messages that go back from a dead-letter queue. */
export const moveTasks: FactTable<CallFact> = {
  service: "SQS",
  subject: "tasks that move messages",
  facts: [
    ...of("test_cancel_with_*", "2024-04-30", [
      {
        id: "move/handle-that-is-none",
        call: cancel("foobared"),
        error: invalid("Value for parameter TaskHandle is invalid."),
      },
      {
        id: "move/handle-of-no-queue",
        call: cancel(handle(`${ARN}:none`)),
        error: missing("SourceArn"),
      },
      {
        id: "move/handle-of-no-task",
        before: [dead],
        call: cancel(handle(`${ARN}:dead`)),
        error: { code: "ResourceNotFoundException", message: "Task does not exist.", status: 404 },
      },
    ]),
    ...of("test_source_needs_redrive_policy", "2024-04-30", [
      {
        id: "move/from-a-queue-of-nobody",
        before: [dead, other],
        call: start({ DestinationArn: `${ARN}:other` }),
        error: invalid("Source queue must be configured as a Dead Letter Queue."),
      },
    ]),
    ...of("test_destination_needs_to_exist", "2024-04-30", [
      {
        id: "move/to-no-queue",
        before: [dead, alive],
        call: start({ DestinationArn: `${ARN}:none` }),
        error: missing("DestinationArn"),
      },
    ]),
    ...of("test_basic_move_task_workflow", "2024-04-30", [
      {
        id: "move/completed",
        before: [
          dead,
          alive,
          other,
          send("$0.QueueUrl"),
          send("$0.QueueUrl"),
          start({ DestinationArn: `${ARN}:other` }),
          { seconds: 2 },
        ],
        call: list(),
        output: {
          Results: [
            {
              Status: "COMPLETED",
              SourceArn: `${ARN}:dead`,
              DestinationArn: `${ARN}:other`,
              ApproximateNumberOfMessagesMoved: 2,
              ApproximateNumberOfMessagesToMove: 2,
            },
          ],
        },
        absent: ["Results.0.TaskHandle"],
      },
      {
        id: "move/arrived",
        before: [
          dead,
          alive,
          other,
          send("$0.QueueUrl", "moved"),
          start({ DestinationArn: `${ARN}:other` }),
          { seconds: 2 },
        ],
        call: ["ReceiveMessage", { QueueUrl: "$2.QueueUrl" }],
        output: { Messages: [{ Body: "moved" }] },
      },
    ]),
    ...of("test_start_multiple_move_tasks", "2024-04-30", [
      {
        id: "move/one-at-a-time",
        before: [
          dead,
          alive,
          other,
          send("$0.QueueUrl", "1"),
          send("$0.QueueUrl", "2"),
          send("$0.QueueUrl", "3"),
          start({ DestinationArn: `${ARN}:other`, MaxNumberOfMessagesPerSecond: 1 }),
        ],
        call: start({ DestinationArn: `${ARN}:other` }),
        error: invalid(
          "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
        ),
      },
    ]),
    ...of("test_move_task_cancel", "2024-04-30", [
      {
        id: "move/cancelled",
        before: [
          dead,
          alive,
          other,
          send("$0.QueueUrl", "1"),
          send("$0.QueueUrl", "2"),
          send("$0.QueueUrl", "3"),
          start({ DestinationArn: `${ARN}:other`, MaxNumberOfMessagesPerSecond: 1 }),
          cancel("$6.TaskHandle"),
        ],
        call: list(),
        output: { Results: [{ Status: "CANCELLED", MaxNumberOfMessagesPerSecond: 1 }] },
      },
    ]),
  ],
};
