import { aws } from "../../../engine/aws.ts";
import { control } from "../../../engine/control.ts";
import type { StackQueue } from "../../../engine/stack-parts.ts";
import type { QueueSummary } from "../../../model/data/queues.ts";
import { formatPlural } from "../../../ui/format.ts";
import type { AttributeRow } from "../shared/attribute-rows.tsx";
import { idOfName } from "./names.ts";

export interface QueuedMessage {
  readonly messageId: string;
  readonly sequence: number;
  readonly state: "visible" | "in-flight" | "delayed" | "blocked";
  readonly bytes: number;
  /** Absent, as attributes are, when the engine keeps what messages hold to itself. */
  readonly body?: string;
  readonly attributes?: Readonly<Record<string, { readonly DataType: string; readonly StringValue?: string }>>;
  readonly senderId: string;
  readonly sentAt: number;
  readonly visibleAt: number;
  readonly expiresAt: number;
  readonly receiveCount: number;
  readonly firstReceivedAt?: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly traceId?: string;
  /** Name of the queue from which a dead letter came. */
  readonly deadLetterSource?: string;
}

export interface QueueContent extends QueueSummary {
  readonly messages: readonly QueuedMessage[];
  /** Present when more follow. */
  readonly next?: number;
}

const pathOf = (name: string) => `queues/${encodeURIComponent(name)}`;

export const peek = (name: string, limit: number): Promise<QueueContent> =>
  control.get(`${pathOf(name)}?limit=${limit}`);

/** Sends dead letters back to where they came from, or to another queue. Resolves with what became of them. */
export async function sendAgain(name: string, messageIds: readonly string[], destination?: string): Promise<string> {
  const body = { messageIds, ...(destination && { destination }) };
  const { moved } = await control.post<{ moved: readonly { queue: string }[] }>(`${pathOf(name)}/redrive`, body);
  const queues = [...new Set(moved.map(({ queue }) => idOfName(queue)))].join(" and ");
  return `${formatPlural(moved.length, "message")} sent again to ${queues}.`;
}

export const deleteMessage = (name: string, messageId: string): Promise<unknown> =>
  control.delete(`${pathOf(name)}/messages/${encodeURIComponent(messageId)}`);

export const purge = ({ queueUrl }: StackQueue): Promise<unknown> =>
  aws("sqs", "AmazonSQS.PurgeQueue", { QueueUrl: queueUrl });

export interface MessageForm {
  readonly body: string;
  readonly delaySeconds: string;
  readonly groupId: string;
  readonly deduplicationId: string;
  readonly attributes: readonly AttributeRow[];
}

/** Sends a message, and resolves with its id. */
export async function send({ queueUrl, fifo }: StackQueue, form: MessageForm): Promise<string> {
  const { body, delaySeconds, groupId, deduplicationId, attributes } = form;
  const named = attributes.filter(({ name }) => name !== "");
  const answer = await aws<{ MessageId: string }>("sqs", "AmazonSQS.SendMessage", {
    QueueUrl: queueUrl,
    MessageBody: body,
    ...(!fifo && delaySeconds && { DelaySeconds: Number(delaySeconds) }),
    ...(groupId && { MessageGroupId: groupId }),
    ...(fifo && deduplicationId && { MessageDeduplicationId: deduplicationId }),
    ...(named.length > 0 && { MessageAttributes: Object.fromEntries(named.map(attributeOf)) }),
  });
  return answer.MessageId;
}

const attributeOf = ({ name, type, value }: AttributeRow) => [name, { DataType: type, StringValue: value }] as const;
