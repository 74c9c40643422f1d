import { type EntityStream, STREAM_PIECE_MAX_LENGTH, type Subscribe } from "@portcullis/contract";
import { type ResendDependencies, resend } from "../messages/resend.ts";
import type { Charge, RefusedMessage } from "../messages/senders.ts";
import type { EntityRef } from "../references.ts";
import { endOf, joinFrom, messageOf, type Stretch } from "./pieces.ts";
import type { KeptStream, Piece, StreamRef, Streams } from "./ports.ts";

export interface SendStreamsDependencies extends ResendDependencies {
  readonly streams: Pick<Streams, "listOf" | "piecesFrom">;
}

/** Number of posts that go out one after the other, 20 ms each, while a client waits for its answer. */
const MAX_POSTS = 100;

export interface Reader {
  readonly connectionId: string;
  readonly entity: EntityRef;
  /** Streams that the client has, and how much of each. */
  readonly has: NonNullable<Subscribe["streams"]>;
}

/**
 * Sends what a client lacks of an entity's streams: all of those that it does not know, the rest of the others. It asks
 * again while something is missing, so that a post which fails is no loss. Resolves with why nothing is to be sent.
 */
export async function sendStreams(
  reader: Reader,
  charge: Charge,
  ports: SendStreamsDependencies,
): Promise<RefusedMessage | undefined> {
  const texts = (await missingOf(reader, ports)).map((message) => JSON.stringify(message));
  const outcome = await resend(reader.connectionId, texts, charge, ports);
  return typeof outcome === "number" ? undefined : outcome;
}

async function missingOf(reader: Reader, ports: SendStreamsDependencies): Promise<readonly EntityStream[]> {
  const { entity, has } = reader;
  const origin = { sentAt: new Date(ports.now()).toISOString(), traceparent: ports.givenTraceparent?.() };
  const known = new Map(has.map((stream) => [stream.streamId, stream]));
  const kept = await ports.streams.listOf(entity, [...known.keys()]);
  const messages: EntityStream[] = [];
  for (const stream of kept) {
    const { done, offset } = known.get(stream.streamId) ?? {};
    known.delete(stream.streamId);
    if (done || messages.length >= MAX_POSTS) continue;
    const pieces = await ports.streams.piecesFrom({ ...entity, streamId: stream.streamId }, firstOffset(offset));
    messages.push(...restOf({ ...entity, ...stream }, offset, pieces, origin));
  }
  for (const { streamId, offset, done } of known.values())
    if (!done) messages.push(messageOf({ ...entity, streamId }, unknownFrom(offset), origin));
  return messages.slice(0, MAX_POSTS);
}

/** A piece that goes beyond a place begins less than its greatest length before it. Who has a text reads it no more. */
const firstOffset = (has = 0) => Math.max(0, has - STREAM_PIECE_MAX_LENGTH);

const unknownFrom = (offset: number): Stretch => {
  const error = { code: "stream_unknown", message: "This stream is no longer kept." };
  return { offset, text: "", end: { offset, state: "failed", error } };
};

/** `from`: the place up to which the client has it, when it knows of the stream. */
function restOf(
  stream: StreamRef & KeptStream,
  from: number | undefined,
  pieces: readonly Piece[],
  origin: Pick<EntityStream, "sentAt" | "traceparent">,
): EntityStream[] {
  const stretches: Stretch[] = [];
  let stretch = joinFrom(from ?? 0, pieces);
  for (; stretch; stretch = stretch.end ? undefined : joinFrom(endOf(stretch), pieces)) stretches.push(stretch);
  // That there is such a stream is news, too.
  if (stretches.length === 0 && from === undefined) stretches.push({ offset: 0, text: "" });
  return stretches.map((one) => {
    const { data } = one.offset === 0 ? stream : {};
    return messageOf(stream, one, { ...origin, data });
  });
}
