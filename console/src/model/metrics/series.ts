import { BINS, binOf, quantileOf } from "./histogram.ts";

/** Things that are counted. */
export const COUNTS = ["opened", "closed", "in", "out", "calls", "errors"] as const;
export type CountName = (typeof COUNTS)[number];

const ROW = COUNTS.length + BINS;

/** A resolution at which time is kept: so many buckets of that width. */
export interface Resolution {
  readonly widthMs: number;
  readonly buckets: number;
}

/** Five minutes by the second, an hour by the quarter of a minute. */
export const RESOLUTIONS: readonly Resolution[] = [
  { widthMs: 1_000, buckets: 300 },
  { widthMs: 15_000, buckets: 240 },
];

/** A ring of buckets, whose memory is taken once: an old bucket becomes that of a later time. */
class Ring {
  readonly resolution: Resolution;
  readonly #rows: Uint32Array;
  /** The number of the span of time that a bucket holds; the epoch has number 0. */
  readonly #spans: Float64Array;

  constructor(resolution: Resolution) {
    this.resolution = resolution;
    this.#rows = new Uint32Array(resolution.buckets * ROW);
    this.#spans = new Float64Array(resolution.buckets).fill(-1);
  }

  get bytes(): number {
    return this.#rows.byteLength + this.#spans.byteLength;
  }

  /** Adds to one cell of the bucket of a time; not when that bucket has become that of a later one. */
  add(at: number, cell: number, count: number): void {
    const span = Math.floor(at / this.resolution.widthMs);
    const index = span % this.resolution.buckets;
    const held = this.#spans[index] ?? -1;
    if (held > span) return;
    if (held < span) {
      this.#rows.fill(0, index * ROW, (index + 1) * ROW);
      this.#spans[index] = span;
    }
    const place = index * ROW + cell;
    this.#rows[place] = (this.#rows[place] ?? 0) + count;
  }

  /** The cells of the bucket of a span; undefined when nothing happened in it. */
  row(span: number): Uint32Array | undefined {
    const index = span % this.resolution.buckets;
    return this.#spans[index] === span ? this.#rows.subarray(index * ROW, (index + 1) * ROW) : undefined;
  }
}

/** A bucket of a window, as it is drawn. */
export interface Point {
  /** Epoch milliseconds of its beginning. */
  readonly at: number;
  readonly counts: Readonly<Record<CountName, number>>;
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly p99: number | undefined;
}

export interface Window {
  readonly widthMs: number;
  /** Oldest first. */
  readonly points: readonly Point[];
  /** All of it together. */
  readonly total: Omit<Point, "at">;
}

/** Counts and durations of one thing (all, an API, a route, a function) over the last hour. */
export class Series {
  readonly #rings = RESOLUTIONS.map((resolution) => new Ring(resolution));

  get bytes(): number {
    return this.#rings.reduce((sum, ring) => sum + ring.bytes, 0);
  }

  count(at: number, name: CountName): void {
    const cell = COUNTS.indexOf(name);
    for (const ring of this.#rings) ring.add(at, cell, 1);
  }

  time(at: number, durationMs: number): void {
    const cell = COUNTS.length + binOf(durationMs);
    for (const ring of this.#rings) ring.add(at, cell, 1);
  }

  /** The last `minutes` before `now`, by the finest resolution that goes back so far, in no more points than `most`. */
  window(now: number, minutes: number, most = Number.POSITIVE_INFINITY): Window {
    const spanMs = minutes * 60_000;
    const ring = this.#rings.find(({ resolution: { widthMs, buckets } }) => widthMs * buckets >= spanMs);
    if (!ring) return { widthMs: 0, points: [], total: pointOf(NOTHING) };
    const { widthMs } = ring.resolution;
    const spans = Math.round(spanMs / widthMs);
    const perPoint = Math.max(1, Math.ceil(spans / most));
    const first = Math.floor(now / widthMs) - spans + 1;
    const all = new Uint32Array(ROW);
    const points: Point[] = [];
    for (let span = first; span < first + spans; span += perPoint) {
      const sum = sumOf(ring, span, perPoint);
      addTo(all, sum);
      points.push({ at: span * widthMs, ...pointOf(sum) });
    }
    return { widthMs: widthMs * perPoint, points, total: pointOf(all) };
  }
}

/** The cells of some spans together. */
function sumOf(ring: Ring, first: number, count: number): Uint32Array {
  if (count === 1) return ring.row(first) ?? NOTHING;
  const sum = new Uint32Array(ROW);
  for (let span = first; span < first + count; span++) addTo(sum, ring.row(span) ?? NOTHING);
  return sum;
}

function addTo(sum: Uint32Array, row: Uint32Array): void {
  if (row === NOTHING) return;
  for (let cell = 0; cell < ROW; cell++) sum[cell] = (sum[cell] ?? 0) + (row[cell] ?? 0);
}

const NOTHING = new Uint32Array(ROW);

function pointOf(row: Uint32Array): Omit<Point, "at"> {
  const counts = Object.fromEntries(COUNTS.map((name, cell) => [name, row[cell] ?? 0])) as Record<CountName, number>;
  const bins = row.subarray(COUNTS.length);
  return { counts, p50: quantileOf(bins, 0.5), p95: quantileOf(bins, 0.95), p99: quantileOf(bins, 0.99) };
}
