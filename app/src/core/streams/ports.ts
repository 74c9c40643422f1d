import type { StreamError, StreamState } from "@portcullis/contract";
import type { EntityRef } from "../references.ts";

export interface StreamRef extends EntityRef {
  readonly streamId: string;
}

/** Piece of the text of a stream. */
export interface TextPiece {
  /** Place in the whole text, in UTF-16 code units. */
  readonly offset: number;
  readonly text: string;
}

/** End of a stream, at the end of its text. */
export interface StreamEnd {
  readonly offset: number;
  readonly state: Exclude<StreamState, "open">;
  readonly error?: StreamError | undefined;
}

export type Piece = TextPiece | StreamEnd;

/** A stream of which something is kept. */
export interface KeptStream {
  readonly streamId: string;
  readonly data?: unknown;
}

/** Texts that grow. Nothing here is read from a copy that may lag. */
export interface Streams {
  /** Keeps pieces, and what a stream was opened with. What comes again changes nothing. */
  keep(stream: StreamRef, pieces: readonly Piece[], data?: unknown): Promise<void>;
  /**
   * Takes a stream for who pushes it until a time (milliseconds since 1970). Resolves with how much of its text was
   * pushed, or with undefined while somebody else has it.
   */
  claim(stream: StreamRef, untilMs: number): Promise<number | undefined>;
  /** Gives back what was claimed until then. */
  release(stream: StreamRef, pushed: number, untilMs: number): Promise<void>;
  /** Pieces that begin at `offset` or after it, in order, or as many of them as one answer takes. */
  piecesFrom(stream: StreamRef, offset: number): Promise<readonly Piece[]>;
  /** The streams of an entity that are open or ended lately, the newest first, and those of these ids. */
  listOf(entity: EntityRef, streamIds: readonly string[]): Promise<readonly KeptStream[]>;
}
