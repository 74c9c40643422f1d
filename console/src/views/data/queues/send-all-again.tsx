import { aws } from "../../../engine/aws.ts";
import type { Named } from "../../../engine/stack-parts.ts";
import { formatPlural } from "../../../ui/format.ts";
import { Confirm } from "../shared/confirm.tsx";

interface MoveTask {
  readonly Status: string;
  readonly ApproximateNumberOfMessagesMoved: number;
  readonly FailureReason?: string;
}

const LOOK_EVERY_MS = 100;
/** A task of more than 500 messages takes a second for each 500; who waits no longer sees it go on in the counts. */
const MOST_LOOKS = 20;

const REASONS: Readonly<Record<string, string>> = {
  CouldNotDetermineMessageSource:
    "The rest was sent to this queue directly, from no other: nobody knows where it should go back to. Delete it, or send it anew.",
};

/** Has SQS move all dead letters back to the queues from which they came. Resolves with what became of them. */
async function sendAllAgain({ arn }: Named): Promise<string> {
  await aws("sqs", "AmazonSQS.StartMessageMoveTask", { SourceArn: arn });
  let task: MoveTask | undefined;
  for (let look = 0; look < MOST_LOOKS && (!task || task.Status === "RUNNING"); look++) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const { Results } = await aws<{ Results: readonly MoveTask[] }>("sqs", "AmazonSQS.ListMessageMoveTasks", {
      SourceArn: arn,
    });
    task = Results[0];
  }
  const moved = formatPlural(task?.ApproximateNumberOfMessagesMoved ?? 0, "message");
  if (task?.Status === "FAILED")
    throw new Error(`${moved} sent again. ${REASONS[task.FailureReason ?? ""] ?? task.FailureReason}`);
  return task?.Status === "RUNNING" ? `${moved} sent again, and more are on their way.` : `${moved} sent again.`;
}

interface SendAllAgainOptions {
  readonly deadLetterQueue: Named;
  readonly count: number;
  /** Names of the queues whose dead letters these are. */
  readonly sources: readonly string[];
  readonly onDone: (said: string) => void;
  readonly onClose: () => void;
}

/** Asks before all dead letters are sent again. */
export function SendAllAgain({ deadLetterQueue, count, sources, onDone, onClose }: SendAllAgainOptions) {
  return (
    <Confirm
      title={`Send ${formatPlural(count, "message")} again?`}
      action="Send all again"
      onConfirm={async () => onDone(await sendAllAgain(deadLetterQueue))}
      onClose={onClose}
    >
      <p>
        {`Each goes back to the queue from which it came (${sources.join(", ")}), with a new id, and is handled once more. Those in flight stay.`}
      </p>
    </Confirm>
  );
}
