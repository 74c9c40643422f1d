import { z } from "zod";
import type { Operation } from "../../../wire/http.ts";
import type { MoveTask } from "../move-tasks/move-task.ts";
import type { MoveTasks } from "../move-tasks/move-tasks.ts";
import { sqsOperation, wholeNumber } from "./input.ts";

const start = z.object({
  SourceArn: z.string(),
  DestinationArn: z.string().optional(),
  MaxNumberOfMessagesPerSecond: wholeNumber(1, 500).optional(),
});

export const startMessageMoveTask = (tasks: MoveTasks): Operation =>
  sqsOperation(start, ({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond }) => {
    const request = {
      sourceArn: SourceArn,
      destinationArn: DestinationArn,
      maxPerSecond: MaxNumberOfMessagesPerSecond,
    };
    return { TaskHandle: tasks.start(request).handle };
  });

export const listMessageMoveTasks = (tasks: MoveTasks): Operation =>
  sqsOperation(
    z.object({ SourceArn: z.string(), MaxResults: wholeNumber(1, 10).default(1) }),
    ({ SourceArn, MaxResults }) => ({ Results: tasks.of(SourceArn).slice(0, MaxResults).map(view) }),
  );

export const cancelMessageMoveTask = (tasks: MoveTasks): Operation =>
  sqsOperation(z.object({ TaskHandle: z.string() }), ({ TaskHandle }) => ({
    ApproximateNumberOfMessagesMoved: tasks.cancel(TaskHandle).moved,
  }));

function view(task: MoveTask): object {
  const { source, destination, maxPerSecond } = task.options;
  return {
    TaskHandle: task.status === "RUNNING" ? task.handle : undefined,
    Status: task.status,
    SourceArn: source.arn,
    DestinationArn: destination?.arn,
    MaxNumberOfMessagesPerSecond: maxPerSecond,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    FailureReason: task.failureReason,
    StartedTimestamp: task.startedAt,
  };
}
