import {
  GetQueueAttributesCommand,
  type GetQueueAttributesCommandInput,
  ListDeadLetterSourceQueuesCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { type Command, EXIT, onlyPositional } from "../command.ts";
import type { Description } from "../description.ts";
import type { Stack } from "../stack.ts";
import { UsageError } from "../usage-error.ts";

type Queue = Description["queues"][number];

/** Outcome of the redrive of one queue. */
interface Move {
  readonly line: string;
  readonly exit: keyof typeof EXIT;
}

/** Outcomes, worst first: the first that any queue has is that of the command. */
const EXITS = ["failed", "done", "nothing"] as const;

export const redrive: Command = {
  usage: "QUEUE | all",
  summary: "puts what waits in dead-letter queues back into the queues that it came from",
  options: [],
  async run(input, stack) {
    const queues = await chosen(onlyPositional(input, "QUEUE, or the word all,"), stack);
    const moves = await Promise.all(queues.map((queue) => tryToMove(queue, stack)));
    const worst = EXITS.find((exit) => moves.some((one) => one.exit === exit)) ?? "nothing";
    return { text: moves.map(({ line }) => line).join("\n"), exitCode: EXIT[worst] };
  },
};

/** A queue may be named by the beginning of its logical id. */
async function chosen(which: string, stack: Stack) {
  const { queues } = await stack.describe();
  const deadLetters = queues.filter(({ name }) => name.endsWith("DeadLetterQueue"));
  const found = which === "all" ? deadLetters : deadLetters.filter(({ name }) => name.startsWith(which));
  if (found.length > 0) return found;
  const names = deadLetters.map(({ name }) => name).join(", ");
  throw new UsageError(`There is no dead-letter queue ${which}. ${names ? `There are: ${names}.` : "There is none."}`);
}

/** One that fails hides nothing of the others, which are on their way. */
function tryToMove(queue: Queue, stack: Stack): Promise<Move> {
  return move(queue, stack).catch((error) => ({ line: `${queue.name}: failed: ${error.message}`, exit: "failed" }));
}

async function move({ name, url }: Queue, stack: Stack): Promise<Move> {
  const { queues } = stack;
  const { QueueArn, ApproximateNumberOfMessages } = await attributesOf(url, queues);
  if (ApproximateNumberOfMessages === "0") return { line: `${name}: empty`, exit: "nothing" };
  const { queueUrls: [source] = [] } = await queues.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: url }));
  // A stream's failures are notes of where its records were, and no queue takes those.
  if (!source)
    return { line: `${name}: ${ApproximateNumberOfMessages} that came from no queue, and stay`, exit: "nothing" };
  const destination = await attributesOf(source, queues);
  // Some were put there by EventBridge or a function, and SQS knows no source of those: so it is named.
  await queues.send(new StartMessageMoveTaskCommand({ SourceArn: QueueArn, DestinationArn: destination.QueueArn }));
  const line = `${name}: ${ApproximateNumberOfMessages} on the way to ${await logicalIdOf(source, stack)}`;
  return { line, exit: "done" };
}

/** SQS may spell a queue's address in another way than CloudFormation. */
async function logicalIdOf(url: string, stack: Stack): Promise<string> {
  const { queues } = await stack.describe();
  return queues.find((queue) => nameIn(queue.url) === nameIn(url))?.name ?? nameIn(url);
}

const nameIn = (url: string) => url.split("/").at(-1) ?? "";

async function attributesOf(QueueUrl: string, queues: SQSClient) {
  const AttributeNames: GetQueueAttributesCommandInput["AttributeNames"] = ["QueueArn", "ApproximateNumberOfMessages"];
  const { Attributes = {} } = await queues.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  return Attributes;
}
