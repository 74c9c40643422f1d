import type { EntityStream, EntityStreamEvent } from "@portcullis/contract";
import { type BringToAllDependencies, bringToAll, type TurnOutcome } from "../push/fan-out.ts";
import type { Published } from "../push/publish.ts";
import { endOf, joinFrom, messageOf } from "./pieces.ts";
import type { Piece, StreamRef, Streams } from "./ports.ts";

export interface PushStreamDependencies extends BringToAllDependencies {
  readonly streams: Pick<Streams, "keep" | "claim" | "release" | "piecesFrom">;
}

export interface StreamTurn extends PushStreamDependencies {
  /** False when the rest is to be handed on, so that it has its turn later. */
  readonly hasTime: () => boolean;
}

/** Time of a claim: as long as the function may run. Only one that died leaves it unused. */
const CLAIM_MS = 60_000;

/** Keeps what an event brings to its stream, and tells at once that the stream is open if it opens it. */
export async function keepStream(event: Published<EntityStreamEvent>, ports: PushStreamDependencies): Promise<void> {
  const { time: sentAt, detail, traceparent } = event;
  const stream = streamOf(detail);
  const { data } = detail;
  await ports.streams.keep(stream, piecesOf(detail), data);
  // By itself: whoever pushes the text may have begun before this came.
  const opening = messageOf(stream, { offset: 0, text: "" }, { sentAt, traceparent, data });
  if (isOpening(detail)) await bringPiece(opening, stream, ports);
}

const streamOf = ({ tenant, entityId, streamId }: EntityStreamEvent): StreamRef => ({ tenant, entityId, streamId });

const isOpening = ({ offset, text = "", data, state = "open" }: EntityStreamEvent) =>
  offset === 0 && (data !== undefined || (text === "" && state === "open"));

function piecesOf({ offset, text = "", state = "open", error }: EntityStreamEvent): Piece[] {
  const pieces: Piece[] = text === "" ? [] : [{ offset, text }];
  if (state !== "open") pieces.push({ offset: offset + text.length, state, ...(error && { error }) });
  return pieces;
}

/**
 * Pushes what was kept of an event's stream and follows on what was pushed. One at a time pushes a stream, and all that
 * was kept while it did so goes together the next time: more subscribers get larger pushes, not more of them.
 */
export async function pushStream(
  { time: sentAt, detail, traceparent }: Published<EntityStreamEvent>,
  ports: StreamTurn,
): Promise<TurnOutcome> {
  const stream = streamOf(detail);
  for (;;) {
    const untilMs = ports.now() + CLAIM_MS;
    const pushed = await ports.streams.claim(stream, untilMs);
    // Whoever has it looks once more after they have given it back.
    if (pushed === undefined) return "done";
    const place = { pushed, isEnded: false };
    try {
      while (await pushNext(stream, place, { sentAt, traceparent }, ports)) if (!ports.hasTime()) return "unfinished";
    } finally {
      await ports.streams.release(stream, place.pushed, untilMs);
    }
    if (place.isEnded || !(await nextOf(stream, place.pushed, ports))) return "done";
  }
}

async function nextOf(stream: StreamRef, from: number, { streams }: PushStreamDependencies) {
  return joinFrom(from, await streams.piecesFrom(stream, from));
}

/** Place up to which a stream was pushed. */
interface Place {
  pushed: number;
  isEnded: boolean;
}

/** Resolves with false when there is nothing to push. */
async function pushNext(
  stream: StreamRef,
  place: Place,
  origin: Pick<EntityStream, "sentAt" | "traceparent">,
  ports: PushStreamDependencies,
) {
  const stretch = place.isEnded ? undefined : await nextOf(stream, place.pushed, ports);
  if (!stretch) return false;
  await bringPiece(messageOf(stream, stretch, origin), stream, ports);
  place.pushed = endOf(stretch);
  place.isEnded = stretch.end !== undefined;
  return true;
}

/** The end is worth more than one attempt. Who misses another piece sees a hole, and asks for what is in there. */
const bringPiece = (message: EntityStream, stream: StreamRef, ports: PushStreamDependencies): Promise<void> =>
  bringToAll(message, stream, ports, { isBestEffort: message.state === "open" });
