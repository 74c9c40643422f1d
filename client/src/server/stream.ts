import type { Abortable } from "../abort.ts";
import { eventOf } from "./event.ts";
import type { EventSender, Sent } from "./event-sender.ts";
import { mistakeInFields } from "./mistakes.ts";
import { PublishError } from "./publish-error.ts";
import { createStreamWriter, type Piece, type StreamWriter } from "./stream-writer.ts";
import type { Traceparent } from "./traceparent.ts";
import { systemTimer, type Timer } from "./wait.ts";

export interface StreamOptions<Data = unknown> extends Abortable {
  /** Id of the stream, at most 128 characters, which no stream of the entity had before. Default: a random one. */
  readonly streamId?: string | undefined;
  /** Given to readers with the first piece. */
  readonly data?: Data | undefined;
  readonly tenant?: string | undefined;
  /** Place in a trace of all pieces. Default: that of the publisher's `traceparent` when it is opened. */
  readonly traceparent?: Traceparent;
  /** Longest time that text waits for more, so that both go in one event. Default 40. */
  readonly withinMs?: number | undefined;
}

export interface StreamDependencies {
  readonly send: EventSender;
  readonly createId: () => string;
  readonly placeOf: (given: Traceparent) => string | undefined;
  readonly clock?: Timer | undefined;
}

/** About two tokens of a model: less costs pushes, more is seen. */
const WITHIN_MS = 40;

/** Opens a stream of an entity. Throws a `PublishError` for what the app would refuse. */
export function openStream(
  entityId: string,
  { streamId: given, data, tenant, withinMs = WITHIN_MS, signal, ...options }: StreamOptions,
  { send, createId, placeOf, clock = systemTimer }: StreamDependencies,
): StreamWriter {
  const streamId = given ?? createId();
  const mistake = mistakeInFields({ entityId, streamId, tenant });
  if (mistake) throw new PublishError([{ ...mistake, index: 0, retryable: false, attempts: 0 }], 1);

  const of = { tenant, traceparent: placeOf(options.traceparent) };

  async function publish(pieces: readonly Piece[]): Promise<void> {
    const events = pieces.map((piece) => eventOf("Entity Stream", { entityId, streamId, ...piece, ...of }));
    const sent = await send(events, { signal });
    const failures = sent.flatMap((outcome, index) => failureOf(outcome, index));
    if (failures.length > 0) throw new PublishError(failures, events.length, signal?.reason);
  }

  return createStreamWriter(streamId, data, { publish, clock, withinMs });
}

function failureOf(sent: Sent, index: number) {
  if ("eventId" in sent) return [];
  const { problem, attempts } = sent;
  const { code, message, retryable } = problem;
  return [{ index, code, message, retryable, attempts }];
}
