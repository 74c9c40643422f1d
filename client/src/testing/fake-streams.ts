import type { Message } from "./fake-socket.ts";

export interface FakeStreamOptions {
  /** Default: one that no other stream has. */
  readonly streamId?: string;
  /** Given to readers with the first piece. */
  readonly data?: unknown;
}

/** A text that grows, as its publisher sees it. */
export interface FakeStream {
  readonly streamId: string;
  append(text: string): void;
  end(): void;
  fail(error: { readonly code: string; readonly message: string }): void;
}

/** Streams of an entity as a server knows them. */
export interface FakeStreams {
  open(streamId: string, data: unknown): FakeStream;
  /** Returns the messages that bring a client, which has so much of some, to where all of them are. */
  missing(has: readonly StreamPlace[]): Message[];
}

export interface StreamPlace {
  readonly streamId: string;
  readonly offset: number;
  readonly done?: boolean;
}

interface Kept {
  readonly streamId: string;
  text: string;
  /** Its data, its state, and the error of a failure. */
  fields: Message;
}

const UNKNOWN = { code: "stream_unknown", message: "This stream is no longer kept." };

export function createFakeStreams(push: (message: Message) => void): FakeStreams {
  const streams = new Map<string, Kept>();

  const pieceOf = ({ streamId, text, fields }: Kept, offset: number): Message => {
    const { data, ...rest } = fields;
    const piece = { type: "Entity Stream", id: `${streamId}@${offset}`, streamId, offset, text: text.slice(offset) };
    return { ...piece, ...rest, ...(offset === 0 && data !== undefined && { data }) };
  };

  return {
    open(streamId, data) {
      const kept: Kept = { streamId, text: "", fields: { data, state: "open" } };
      streams.set(streamId, kept);
      push(pieceOf(kept, 0));

      function grow(text: string, end: Message = {}): void {
        const offset = kept.text.length;
        kept.text += text;
        kept.fields = { ...kept.fields, ...end };
        push(pieceOf(kept, offset));
      }

      return {
        streamId,
        append: (text) => grow(text),
        end: () => grow("", { state: "ended" }),
        fail: (error) => grow("", { state: "failed", error }),
      };
    },
    missing(has) {
      const known = new Map(has.map((place) => [place.streamId, place]));
      const rest = [...streams.values()].flatMap((kept) => {
        const { done, offset = 0 } = known.get(kept.streamId) ?? {};
        known.delete(kept.streamId);
        return done ? [] : [pieceOf(kept, offset)];
      });
      const forgotten = [...known.values()].flatMap(({ streamId, offset, done }) =>
        done
          ? []
          : [{ type: "Entity Stream", id: streamId, streamId, offset, text: "", state: "failed", error: UNKNOWN }],
      );
      return [...rest, ...forgotten];
    },
  };
}
