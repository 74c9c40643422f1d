import { z } from "zod";
import { uuid } from "../../../kernel/random.ts";
import type { Operation } from "../../../wire/http.ts";
import type { ServiceContext } from "../../service.ts";
import { sqsError } from "../errors.ts";
import { MoveTask } from "../move-task.ts";
import type { Queue } from "../queue.ts";
import type { Queues } from "../queues.ts";
import { sqsOperation, wholeNumber } from "./input.ts";

export interface MoveTaskOperations extends Disposable {
  readonly operations: Readonly<Record<string, Operation>>;
}

const noSuchResource = () =>
  sqsError("ResourceNotFoundException", "The resource that you specified for the SourceArn parameter doesn't exist.");

/** `StartMessageMoveTask` and its like, which share the tasks of the account, the newest first. */
export function moveTaskOperations(queues: Queues, { clock, journal, random }: ServiceContext): MoveTaskOperations {
  const tasks: MoveTask[] = [];

  function queueOf(arn: string): Queue {
    const queue = queues.byArn(arn);
    if (!queue) throw noSuchResource();
    return queue;
  }

  function checkSource(source: Queue): void {
    const isDeadLetterQueue = queues.list().some((queue) => queue.redrivePolicy?.deadLetterTargetArn === source.arn);
    if (!isDeadLetterQueue) throw refused("Source queue must be configured as a Dead Letter Queue.");
    if (tasks.some((task) => task.options.source === source && task.status === "RUNNING"))
      throw refused("There is already a task running. Only one active task is allowed for a source queue arn.");
  }

  const start = sqsOperation(
    z.object({
      SourceArn: z.string(),
      DestinationArn: z.string().optional(),
      MaxNumberOfMessagesPerSecond: wholeNumber(1, 500).optional(),
    }),
    ({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond }) => {
      const source = queueOf(SourceArn);
      checkSource(source);
      const task = new MoveTask({
        taskId: uuid(random),
        source,
        destination: DestinationArn === undefined ? undefined : queueOf(DestinationArn),
        maxPerSecond: MaxNumberOfMessagesPerSecond,
        find: (arn) => queues.byArn(arn),
        clock,
        journal,
      });
      tasks.unshift(task);
      return { TaskHandle: formatTaskHandle(task) };
    },
  );

  const list = sqsOperation(
    z.object({ SourceArn: z.string(), MaxResults: wholeNumber(1, 10).default(1) }),
    ({ SourceArn, MaxResults }) => {
      const source = queueOf(SourceArn);
      return {
        Results: tasks
          .filter(({ options }) => options.source === source)
          .slice(0, MaxResults)
          .map(describe),
      };
    },
  );

  const cancel = sqsOperation(z.object({ TaskHandle: z.string() }), ({ TaskHandle }) => {
    const task = tasks.find((candidate) => formatTaskHandle(candidate) === TaskHandle);
    if (!task) throw sqsError("ResourceNotFoundException", "Task does not exist.");
    if (task.status !== "RUNNING") throw refused("Only active tasks can be cancelled");
    task.cancel();
    return { ApproximateNumberOfMessagesMoved: task.moved };
  });

  return {
    operations: { StartMessageMoveTask: start, ListMessageMoveTasks: list, CancelMessageMoveTask: cancel },
    [Symbol.dispose]() {
      for (const task of tasks) task[Symbol.dispose]();
    },
  };
}

const refused = (message: string) => sqsError("InvalidParameterValueException", message);

const formatTaskHandle = ({ options: { taskId, source } }: MoveTask) =>
  Buffer.from(JSON.stringify({ taskId, sourceArn: source.arn })).toString("base64");

function describe(task: MoveTask): object {
  const { source, destination, maxPerSecond } = task.options;
  return {
    TaskHandle: task.status === "RUNNING" ? formatTaskHandle(task) : undefined,
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
