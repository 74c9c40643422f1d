import { type EntityStream, STREAM_PIECE_MAX_LENGTH } from "@portcullis/contract";
import type { Piece, StreamEnd, StreamRef } from "./ports.ts";

/** Text that follows another without a hole, and the end of the stream if it comes with it. */
export interface Stretch {
  readonly offset: number;
  readonly text: string;
  readonly end?: StreamEnd;
}

export const endOf = ({ offset, text }: Stretch) => offset + text.length;

/**
 * Joins what follows at `from`, as much of it as one message takes. Pieces are in order; they may overlap, and what comes
 * after a hole waits for what is missing. Resolves with undefined when nothing follows.
 */
export function joinFrom(from: number, pieces: readonly Piece[]): Stretch | undefined {
  let text = "";
  for (const piece of pieces) {
    const at = from + text.length;
    if ("state" in piece) {
      if (piece.offset <= at) return { offset: from, text, end: piece };
      continue;
    }
    if (piece.offset > at) break;
    const more = piece.text.slice(at - piece.offset);
    if (text.length + more.length > STREAM_PIECE_MAX_LENGTH) break;
    text += more;
  }
  return text === "" ? undefined : { offset: from, text };
}

/** Returns the message that brings a stretch of a stream's text. */
export function messageOf(
  { entityId, streamId }: StreamRef,
  { offset, text, end }: Stretch,
  { sentAt, traceparent, data }: Pick<EntityStream, "sentAt" | "traceparent" | "data">,
): EntityStream {
  return {
    type: "Entity Stream",
    id: `${streamId}@${offset}`,
    entityId,
    streamId,
    offset,
    text,
    state: end?.state ?? "open",
    ...(data !== undefined && { data }),
    ...(end?.error && { error: end.error }),
    sentAt,
    traceparent,
  };
}
