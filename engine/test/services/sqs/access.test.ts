import { describe, expect, it } from "vitest";
import { accessOf } from "../../../src/services/sqs/access.ts";
import { stackOf } from "../../iam/stack.ts";

const stack = stackOf({});
const QueueUrl = "http://127.0.0.1:3001/000000000000/orders";
const orders = "arn:aws:sqs:us-east-1:000000000000:orders";
const failed = "arn:aws:sqs:us-east-1:000000000000:failed";

const needs = (operation: string, input: Record<string, unknown> = {}) =>
  accessOf({ operation, input }, { stack }).map(({ action, resource }) => `${action} ${resource}`);

describe("accessOf a call of SQS", () => {
  it.each([
    ["SendMessage", { QueueUrl }, [`sqs:SendMessage ${orders}`]],
    ["SendMessageBatch", { QueueUrl }, [`sqs:SendMessage ${orders}`]],
    ["ReceiveMessage", { QueueUrl }, [`sqs:ReceiveMessage ${orders}`]],
    ["DeleteMessageBatch", { QueueUrl }, [`sqs:DeleteMessage ${orders}`]],
    ["ChangeMessageVisibilityBatch", { QueueUrl }, [`sqs:ChangeMessageVisibility ${orders}`]],
    [
      "SendMessage",
      { QueueUrl: "https://sqs.us-east-1.amazonaws.com/000000000000/orders" },
      [`sqs:SendMessage ${orders}`],
    ],
    [
      "SendMessage",
      { QueueUrl: "https://queue.amazonaws.com/111111111111/orders" },
      ["sqs:SendMessage arn:aws:sqs:us-east-1:111111111111:orders"],
    ],
    ["CreateQueue", { QueueName: "orders" }, [`sqs:CreateQueue ${orders}`]],
    ["GetQueueUrl", { QueueName: "orders" }, [`sqs:GetQueueUrl ${orders}`]],
    [
      "GetQueueUrl",
      { QueueName: "orders", QueueOwnerAWSAccountId: "111111111111" },
      ["sqs:GetQueueUrl arn:aws:sqs:us-east-1:111111111111:orders"],
    ],
    ["ListQueues", {}, ["sqs:ListQueues *"]],
    ["SomethingNew", { QueueUrl }, ["sqs:SomethingNew *"]],
    ["constructor", { QueueUrl }, ["sqs:constructor *"]],
  ])("%s %j", (operation, input, expected) => {
    expect(needs(operation, input)).toEqual(expected);
  });

  const moving = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"].map(
    (name) => `${name} ${failed}`,
  );

  it("names what a move takes from the dead-letter queue and gives to the destination", () => {
    expect(needs("StartMessageMoveTask", { SourceArn: failed })).toEqual([
      `sqs:StartMessageMoveTask ${failed}`,
      ...moving,
    ]);
    expect(needs("StartMessageMoveTask", { SourceArn: failed, DestinationArn: orders })).toEqual([
      `sqs:StartMessageMoveTask ${failed}`,
      ...moving,
      `sqs:SendMessage ${orders}`,
    ]);
    expect(needs("ListMessageMoveTasks", { SourceArn: failed })).toEqual([
      `sqs:ListMessageMoveTasks ${failed}`,
      ...moving,
    ]);
  });

  it("reads the queue of a move from its task handle", () => {
    const TaskHandle = Buffer.from(JSON.stringify({ taskId: "1", sourceArn: failed })).toString("base64");
    expect(needs("CancelMessageMoveTask", { TaskHandle })).toEqual([`sqs:CancelMessageMoveTask ${failed}`, ...moving]);
    expect(needs("CancelMessageMoveTask", { TaskHandle: "nonsense" })[0]).toBe("sqs:CancelMessageMoveTask *");
  });

  it.each([[{}], [{ QueueUrl: 7 }], [{ QueueUrl: [] }], [{ QueueUrl: "" }]])(
    "names no existing queue for %j",
    (input) => {
      expect(needs("SendMessage", input)).toEqual(["sqs:SendMessage arn:aws:sqs:us-east-1:000000000000:"]);
    },
  );
});
