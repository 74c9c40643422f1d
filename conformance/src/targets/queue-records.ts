import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient, type SQSClientConfig } from "@aws-sdk/client-sqs";
import { keepRecords } from "./kept-records.ts";
import type { LambdaEvent, Records } from "./target.ts";

/** The longest that SQS waits for a message. */
const LONGEST_WAIT_S = 20;
const MOST_MESSAGES = 10;

/** Reads the queue of the fixture stack for as long as it is not disposed. */
export function readQueue(queueUrl: string, config: SQSClientConfig): Records & AsyncDisposable {
  const client = new SQSClient(config);
  const stopping = new AbortController();

  async function receive(): Promise<void> {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: MOST_MESSAGES,
      WaitTimeSeconds: LONGEST_WAIT_S,
    });
    const { Messages = [] } = await client.send(command, { abortSignal: stopping.signal });
    if (Messages.length === 0) return;
    add(Messages.map(({ Body = "" }) => JSON.parse(Body) as LambdaEvent));
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await receive();
      } catch (error) {
        if (!stopping.signal.aborted) throw error;
      }
    }
  }
  const running = run();
  // Rejects when the queue cannot be read; it never resolves before the end.
  const failed = running.then(() => Promise.reject(new Error("The records are closed.")));
  failed.catch(() => undefined);
  const { records, add } = keepRecords(failed);
  return {
    ...records,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
      client.destroy();
    },
  };
}
