import type * as contract from "@portcullis/contract";

/** Text that grows, as far as it has come. */
export interface Stream<Data = unknown> {
  readonly streamId: string;
  readonly text: string;
  readonly state: contract.StreamState;
  /** Given by the publisher at the opening. */
  readonly data?: Data;
  /** Reason of a failure. */
  readonly error?: contract.StreamError;
}

/** Piece of a stream as the server sends it. */
export type StreamPiece = Omit<contract.EntityStream, "type" | "id" | "sentAt">;

/** Part of a stream that a client has. */
export type StreamPlace = NonNullable<contract.Subscribe["streams"]>[number];

/** Puts pieces together, each once and in order, whatever comes twice, late or never. */
export interface Assembly {
  /** Returns the stream if the piece changed it. */
  take(piece: StreamPiece): Stream | undefined;
  /** Places up to which streams are there, for a server that is asked for the rest. */
  places(): StreamPlace[];
  /** True while the rest of a stream is to come. */
  readonly isOpen: boolean;
}

/** Most pieces that wait for one before them: what is beyond is asked for again. */
const MOST_LATE = 256;

/** Most streams that are remembered: as many as a server can be asked for at once. */
const MOST_STREAMS = 100;

interface Entry {
  readonly stream: Stream;
  /** Pieces that came before one that they follow. */
  readonly late: readonly StreamPiece[];
}

export function createAssembly(): Assembly {
  const entries = new Map<string, Entry>();

  function keep(streamId: string, entry: Entry): void {
    entries.set(streamId, entry);
    for (const [id, { stream }] of entries) {
      if (entries.size <= MOST_STREAMS) return;
      if (stream.state !== "open") entries.delete(id);
    }
    for (const id of entries.keys()) {
      if (entries.size <= MOST_STREAMS) return;
      entries.delete(id);
    }
  }

  return {
    take(piece) {
      const { streamId } = piece;
      const known = entries.get(streamId);
      const { stream, late } = known ?? { stream: { streamId, text: "", state: "open" }, late: [] };
      // What has ended stays as it is: its pieces may come again.
      if (stream.state !== "open") return undefined;
      const joined = join(stream, [...late, piece]);
      keep(streamId, joined);
      return !known || isOther(stream, joined.stream) ? joined.stream : undefined;
    },
    places: () =>
      [...entries.values()].map(({ stream: { streamId, text, state } }) => ({
        streamId,
        offset: text.length,
        ...(state !== "open" && { done: true }),
      })),
    get isOpen() {
      return [...entries.values()].some(({ stream }) => stream.state === "open");
    },
  };
}

const isOther = (before: Stream, after: Stream): boolean =>
  before.text !== after.text || before.state !== after.state || (before.data === undefined && after.data !== undefined);

/** Adds to a stream what follows on it of these pieces; the others wait. */
function join(before: Stream, pieces: readonly StreamPiece[]): Entry {
  let stream = before;
  const late: StreamPiece[] = [];
  for (const piece of [...pieces].sort((one, other) => one.offset - other.offset)) {
    if (piece.data !== undefined && stream.data === undefined) stream = { ...stream, data: piece.data };
    if (piece.offset > stream.text.length) late.push(piece);
    else stream = append(stream, piece);
  }
  return { stream, late: late.slice(0, MOST_LATE) };
}

function append(stream: Stream, { offset, text, state, error }: StreamPiece): Stream {
  const { length } = stream.text;
  const grown = { ...stream, text: stream.text + text.slice(length - offset) };
  if (state === "open") return grown;
  return { ...grown, state, ...(error && { error }) };
}
