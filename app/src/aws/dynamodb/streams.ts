import type { Piece, StreamEnd, StreamRef, Streams, TextPiece } from "../../core/streams/ports.ts";
import { entityPartition, type ItemKey, pieceKey, STREAM_PREFIX, streamEndKey, streamKey } from "./keys.ts";
import { isMet, unlessConditionFails } from "./table/condition.ts";
import { pagesOf, type Table } from "./table/table.ts";

/** Time that a stream may take, beyond which its beginning is not kept. Functions run for 15 minutes at most. */
const STREAM_SECONDS = 60 * 60;

/** Most streams of an entity that are found without being asked for by name. */
const MAX_LISTED = 20;

export interface StreamLife {
  /** Time that a stream is kept after its end. */
  readonly historySeconds: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Row of a stream. What it was opened with is kept as its text: DynamoDB knows no number like 1e300. */
interface StreamItem {
  readonly streamId: string;
  readonly openedAt?: number;
  readonly endedAt?: number;
  readonly pushed?: number;
  readonly data?: string;
  readonly ttl: number;
}

/** Row of a piece, or of the end, by its sort key. */
type PieceItem = (Omit<TextPiece, "offset"> | StreamEnd) & Pick<ItemKey, "sk">;

export type StreamReader = Pick<Streams, "piecesFrom" | "listOf">;

export function createStreamReader(table: Pick<Table, "query">, { historySeconds, now }: StreamLife): StreamReader {
  const nowSeconds = () => Math.floor(now() / 1000);
  return {
    async piecesFrom(stream, offset) {
      const { pk, sk: from } = pieceKey(stream, offset);
      const pages = pagesOf<PieceItem>(table, {
        KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :end",
        ExpressionAttributeValues: { ":pk": pk, ":from": from, ":end": streamEndKey(stream).sk },
        ConsistentRead: true,
      });
      const pieces: Piece[] = [];
      for await (const items of pages) pieces.push(...items.map(pieceOf));
      return pieces;
    },

    async listOf(entity, streamIds) {
      const pages = pagesOf<StreamItem>(table, {
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :streams)",
        // DynamoDB deletes late.
        FilterExpression: "#ttl > :now",
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: { ":pk": entityPartition(entity), ":streams": STREAM_PREFIX, ":now": now() / 1000 },
        ConsistentRead: true,
      });
      const kept: StreamItem[] = [];
      for await (const items of pages) kept.push(...items);
      const isOfNow = ({ endedAt = Infinity }: StreamItem) => endedAt + historySeconds > nowSeconds();
      const newest = kept
        .filter(isOfNow)
        .sort((one, other) => (other.openedAt ?? 0) - (one.openedAt ?? 0))
        .slice(0, MAX_LISTED);
      const wanted = new Set([...newest, ...kept.filter(({ streamId }) => streamIds.includes(streamId))]);
      return [...wanted].map(({ streamId, data }) => ({
        streamId,
        ...(data !== undefined && { data: JSON.parse(data) as unknown }),
      }));
    },
  };
}

/** Keeps each piece as a row: a row that grows would cost its whole size each time, and end at 400 KB. */
export function createStreams(table: Table, life: StreamLife): Streams {
  const { historySeconds, now } = life;
  const nowSeconds = () => Math.floor(now() / 1000);
  const ttl = () => nowSeconds() + STREAM_SECONDS + historySeconds;

  function note(stream: StreamRef, values: Readonly<Record<string, unknown>>): Promise<unknown> {
    const all = { ...values, streamId: stream.streamId, ttl: ttl() };
    const names = Object.keys(all);
    return table.update({
      Key: streamKey(stream),
      UpdateExpression: `SET openedAt = if_not_exists(openedAt, :now), ${names.map((name) => `#${name} = :${name}`).join(", ")}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ":now": now(),
        ...Object.fromEntries(Object.entries(all).map(([name, value]) => [`:${name}`, value])),
      },
    });
  }

  const put = (stream: StreamRef, piece: Piece): Promise<void> =>
    "state" in piece
      ? table.put({ Item: { ...streamEndKey(stream), ...piece, ttl: ttl() } })
      : table.put({ Item: { ...pieceKey(stream, piece.offset), text: piece.text, ttl: ttl() } });

  return {
    ...createStreamReader(table, life),

    async keep(stream, pieces, data) {
      // In order: an end that is there has its text there, too.
      for (const piece of pieces) await put(stream, piece);
      const isEnd = pieces.some((piece) => "state" in piece);
      const noted = {
        ...(data !== undefined && { data: JSON.stringify(data) }),
        ...(isEnd && { endedAt: nowSeconds() }),
      };
      if (pieces.length === 0 || Object.keys(noted).length > 0) await note(stream, noted);
    },

    claim(stream, untilMs) {
      const update = table.update<StreamItem>({
        Key: streamKey(stream),
        UpdateExpression:
          "SET claimedUntil = :until, streamId = :id, #ttl = :ttl, openedAt = if_not_exists(openedAt, :now)",
        ConditionExpression: "attribute_not_exists(claimedUntil) OR claimedUntil < :now",
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: { ":until": untilMs, ":id": stream.streamId, ":ttl": ttl(), ":now": now() },
        ReturnValues: "ALL_NEW",
      });
      return unlessConditionFails(
        update.then((item) => item?.pushed ?? 0),
        undefined,
      );
    },

    async release(stream, pushed, untilMs) {
      // Not met: the claim was over, and somebody else has it.
      await isMet(
        table.update({
          Key: streamKey(stream),
          UpdateExpression: "SET pushed = :pushed REMOVE claimedUntil",
          ConditionExpression: "claimedUntil = :until",
          ExpressionAttributeValues: { ":pushed": pushed, ":until": untilMs },
        }),
      );
    },
  };
}

function pieceOf(item: PieceItem): Piece {
  if (!("state" in item)) return { offset: Number(item.sk), text: item.text };
  const { offset, state, error } = item;
  return { offset, state, ...(error && { error }) };
}
