import type { KeptStream, Piece, StreamRef, Streams } from "../../src/core/streams/ports.ts";

interface Row extends StreamRef {
  data?: unknown;
  pushed: number;
  claimedUntilMs: number;
  readonly pieces: Map<string, Piece>;
}

const keyOf = ({ tenant = "", entityId, streamId }: StreamRef) => JSON.stringify([tenant, entityId, streamId]);

/** Sorts as the keys of the table do: texts by their offset, the end after them. */
const orderOf = (piece: Piece) => ("state" in piece ? Infinity : piece.offset);

/** Streams in memory, with the rules of the table. */
export function createStreams(now: () => number): Streams {
  const rows = new Map<string, Row>();

  function rowOf(stream: StreamRef): Row {
    const row = rows.get(keyOf(stream)) ?? { ...stream, pushed: 0, claimedUntilMs: 0, pieces: new Map() };
    rows.set(keyOf(stream), row);
    return row;
  }

  return {
    async keep(stream, pieces, data) {
      const row = rowOf(stream);
      for (const piece of pieces) row.pieces.set("state" in piece ? "end" : String(piece.offset), piece);
      if (data !== undefined) row.data = data;
    },
    async claim(stream, untilMs) {
      const row = rowOf(stream);
      if (row.claimedUntilMs > now()) return undefined;
      row.claimedUntilMs = untilMs;
      return row.pushed;
    },
    async release(stream, pushed, untilMs) {
      const row = rowOf(stream);
      if (row.claimedUntilMs !== untilMs) return;
      Object.assign(row, { pushed, claimedUntilMs: 0 });
    },
    piecesFrom: async (stream, offset) =>
      [...rowOf(stream).pieces.values()]
        .filter((piece) => orderOf(piece) >= offset)
        .sort((one, other) => orderOf(one) - orderOf(other)),
    listOf: async ({ tenant, entityId }) =>
      [...rows.values()]
        .filter((row) => row.tenant === tenant && row.entityId === entityId)
        .map(({ streamId, data }): KeptStream => ({ streamId, ...(data !== undefined && { data }) })),
  };
}
