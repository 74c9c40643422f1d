import { z } from "zod";
import { ServiceError } from "../../kernel/errors.ts";
import { maskData, maskText } from "../../kernel/masking.ts";
import type { Control, ControlCall, Controls } from "../contract/description/control.ts";
import type { ServiceContext } from "../contract/service.ts";
import { isInFlight, type Message } from "./queues/message.ts";
import type { Queue } from "./queues/queue.ts";
import type { Queues } from "./queues/queues.ts";

/** Messages that are shown at once, unless the caller says how many. */
const SHOWN_MESSAGES = 100;
const MOST_SHOWN_MESSAGES = 1000;

/** Bodies that are shown at once are no larger together, but for a single one. */
const MOST_SHOWN_BYTES = 4 * 1024 * 1024;

type Dependencies = Pick<ServiceContext, "clock" | "journal" | "settings">;

/** Queues as they stand, and what is done with one message of theirs: AWS cannot look at it without receiving it. */
export function controlsOf(queues: Queues, context: Dependencies): Controls {
  const { clock, journal, settings } = context;
  const payloads = settings.payloads ?? true;
  const queueIn = ({ parameters: { name = "" } }: ControlCall) => queues.named(name);

  const redrive: Control = async (call) => {
    const { messageIds, destination } = read(redriveRequest, await call.readBody());
    const queue = queueIn(call);
    const wanted = destination === undefined ? undefined : queues.named(destination);
    const messages = [...new Set(messageIds)].map((messageId) => messageIn(queue, messageId));
    // All or none: each is looked at before the first one is moved.
    const moves = messages.map((message) => ({ message, destination: destinationOf(message, wanted) }));
    return { moved: moves.map((move) => resend(move, queue)) };
  };

  function destinationOf(message: Message, wanted: Queue | undefined): Queue {
    const { messageId, deadLetterSourceArn = "" } = message;
    if (isInFlight(message, clock.now()))
      throw refused(`${messageId} is in flight: it can be moved once it is visible.`);
    const destination = wanted ?? queues.byArn(deadLetterSourceArn);
    if (destination) return destination;
    throw refused(
      `${messageId} was sent here directly, so no queue is known to which it could go back. Name the destination.`,
    );
  }

  function resend({ message, destination }: { message: Message; destination: Queue }, queue: Queue): object {
    const { messageId } = message;
    queue.remove(message);
    journal.record("sqs", "redrive", { queue: queue.name, messageId, destination: destination.name });
    return { messageId, newMessageId: destination.resend(message).messageId, queue: destination.name };
  }

  const remove: Control = (call) => {
    const queue = queueIn(call);
    const message = messageIn(queue, call.parameters.messageId ?? "");
    queue.remove(message);
    journal.record("sqs", "delete", { queue: queue.name, messageId: message.messageId });
    return { removed: 1 };
  };

  return {
    "GET queues": () => ({ queues: queues.list().map((queue) => summary(queue, queues)) }),
    "GET queues/{name}": (call) => ({
      ...summary(queueIn(call), queues),
      payloads,
      ...shown(queueIn(call), call.query, { now: clock.now(), payloads }),
    }),
    "POST queues/{name}/redrive": redrive,
    "DELETE queues/{name}/messages/{messageId}": remove,
  };
}

const redriveRequest = z.strictObject({
  messageIds: z.array(z.string(), "messageIds names the messages that are moved.").min(1),
  destination: z.string("destination is the name of a queue.").optional(),
});

function read<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ServiceError("InvalidRequest", parsed.error.issues[0]?.message ?? "The request is not valid.");
}

const refused = (message: string) => new ServiceError("InvalidRequest", message, { status: 409 });

function messageIn(queue: Queue, messageId: string): Message {
  const message = queue.peek().find((each) => each.messageId === messageId);
  if (message) return message;
  const why = `${queue.name} has no message ${messageId}: it was deleted, moved or has expired.`;
  throw new ServiceError("MessageNotFound", why, { status: 404 });
}

/** Names of queues stand for ARNs, as far as they are of this account. */
function summary(queue: Queue, queues: Queues): object {
  const { name, arn, fifo, redrivePolicy } = queue;
  const deadLetterQueue = redrivePolicy && queues.byArn(redrivePolicy.deadLetterTargetArn)?.name;
  const sources = queues.list().filter((each) => each.redrivePolicy?.deadLetterTargetArn === arn);
  const oldestSentAt = queue
    .peek()
    .reduce<number | undefined>((oldest, { sentAt }) => least(oldest, sentAt), undefined);
  return {
    name,
    arn,
    url: queues.url(queue),
    fifo,
    ...queue.counts(),
    ...(oldestSentAt !== undefined && { oldestSentAt }),
    ...(redrivePolicy && { maxReceiveCount: redrivePolicy.maxReceiveCount }),
    ...(deadLetterQueue !== undefined && { deadLetterQueue }),
    deadLetterSources: sources.map((source) => source.name),
    visibilityTimeoutSeconds: queue.number("VisibilityTimeout"),
    retentionSeconds: queue.number("MessageRetentionPeriod"),
  };
}

const least = (a: number | undefined, b: number) => (a === undefined ? b : Math.min(a, b));

interface Shown {
  readonly now: number;
  /** False: what messages hold stays in the engine. */
  readonly payloads: boolean;
}

/** A page of messages; `next` is there when more follow. */
function shown(queue: Queue, query: URLSearchParams, { now, payloads }: Shown): object {
  const all = queue.peek();
  const after = Number(query.get("after") ?? 0) || 0;
  const limit = Math.min(Number(query.get("limit") ?? 0) || SHOWN_MESSAGES, MOST_SHOWN_MESSAGES);
  const stateOf = describeState(queue, all, now);
  const rest = all.filter(({ sequence }) => sequence > after);
  const page = withinBytes(rest.slice(0, limit));
  const last = page.at(-1);
  return {
    messages: page.map((message) => ({ ...view(message, queue, payloads), state: stateOf(message) })),
    ...(last && page.length < rest.length && { next: last.sequence }),
  };
}

/** At least one, and no more than are shown at once. */
function withinBytes(messages: readonly Message[]): readonly Message[] {
  let bytes = 0;
  const end = messages.findIndex(({ body }, index) => {
    bytes += Buffer.byteLength(body);
    return index > 0 && bytes > MOST_SHOWN_BYTES;
  });
  return end < 0 ? messages : messages.slice(0, end);
}

/** On a FIFO queue, a message is blocked while one of its group is in flight. */
function describeState(queue: Queue, messages: readonly Message[], now: number): (message: Message) => string {
  const inFlight = messages.filter((message) => isInFlight(message, now));
  const busyGroups = new Set(queue.fifo ? inFlight.map(({ groupId }) => groupId) : []);
  return (message) => {
    if (isInFlight(message, now)) return "in-flight";
    if (message.visibleAt > now) return "delayed";
    return busyGroups.has(message.groupId) ? "blocked" : "visible";
  };
}

function view(message: Message, queue: Queue, payloads: boolean): object {
  const { receipt: _, body, attributes, ...known } = message;
  const { retainedFrom, deadLetterSourceArn, receiveCountHere, trace, ...shownMembers } = known;
  return {
    ...shownMembers,
    bytes: Buffer.byteLength(body),
    ...(payloads && { body: maskText(body), attributes: maskData(attributes) }),
    expiresAt: retainedFrom + queue.number("MessageRetentionPeriod") * 1000,
    receiveCountHere,
    traceId: trace?.traceId,
    deadLetterSource: deadLetterSourceArn?.split(":").at(-1),
  };
}
