/** The way on which a frame came to be sent. */
export type FrameSource =
  | "client"
  /** A route response. */
  | "answer"
  /** A gateway response. */
  | "gateway"
  | "@connections";

/** Ids by which a frame is found in the journal. */
export interface FrameFacts {
  readonly source: FrameSource;
  readonly routeKey?: string | undefined;
  readonly requestId?: string | undefined;
}

/** One message of a connection, however many frames it took on the wire. */
export interface Frame extends FrameFacts {
  /** From 1 on, in each connection. */
  readonly seq: number;
  readonly at: number;
  readonly type: "text" | "binary";
  readonly bytes: number;
  /** The beginning of a long one; undefined when payloads are not kept. */
  readonly payload: string | Buffer | undefined;
}

export interface FrameLimits {
  /** Of one connection. */
  readonly connectionBytes: number;
  /** Of all together. */
  readonly totalBytes: number;
}

const DEFAULT_LIMITS: FrameLimits = { connectionBytes: 256 * 1024, totalBytes: 16 * 1024 * 1024 };

/** The part of a payload that is kept: a quarter of the largest message (128 KB), that a few do not push out all others. */
const LARGEST_PAYLOAD_BYTES = 32 * 1024;

/** About the memory of a frame besides its payload. */
const FRAME_BYTES = 256;

/** A frame among the others. */
class Place {
  readonly frame: Frame;
  readonly log: FrameLog;
  readonly size: number;
  /** The next in its connection. */
  next: Place | undefined;
  older: Place | undefined;
  newer: Place | undefined;

  constructor(frame: Frame, log: FrameLog, size: number) {
    this.frame = frame;
    this.log = log;
    this.size = size;
  }
}

/** The frames of one connection that are kept, oldest first. */
export class FrameLog {
  oldest: Place | undefined;
  newest: Place | undefined;
  bytes = 0;

  /** Those with a higher number than `seq`. */
  after(seq: number): readonly Frame[] {
    const frames: Frame[] = [];
    for (let place = this.oldest; place; place = place.next) if (place.frame.seq > seq) frames.push(place.frame);
    return frames;
  }
}

/** Keeps the newest frames of all connections, within so many bytes. Each takes its place in constant time. */
export class FrameStore {
  readonly #limits: FrameLimits;
  #oldest: Place | undefined;
  #newest: Place | undefined;
  #bytes = 0;

  constructor(limits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  add(log: FrameLog, frame: Frame): void {
    const size = FRAME_BYTES + (frame.payload?.length ?? 0);
    const { connectionBytes, totalBytes } = this.#limits;
    while (log.oldest && log.bytes + size > connectionBytes) this.#forget(log.oldest);
    // The oldest of all is the oldest of its connection as well.
    while (this.#oldest && this.#bytes + size > totalBytes) this.#forget(this.#oldest);
    this.#append(new Place(frame, log, size));
  }

  /** Forgets all frames of a connection. */
  clear(log: FrameLog): void {
    while (log.oldest) this.#forget(log.oldest);
  }

  #append(place: Place): void {
    const { log, size } = place;
    place.older = this.#newest;
    if (this.#newest) this.#newest.newer = place;
    else this.#oldest = place;
    this.#newest = place;
    if (log.newest) log.newest.next = place;
    else log.oldest = place;
    log.newest = place;
    log.bytes += size;
    this.#bytes += size;
  }

  /** The oldest of a connection goes. */
  #forget({ log, size, older, newer, next }: Place): void {
    if (older) older.newer = newer;
    else this.#oldest = newer;
    if (newer) newer.older = older;
    else this.#newest = older;
    log.oldest = next;
    if (!next) log.newest = undefined;
    log.bytes -= size;
    this.#bytes -= size;
  }
}

/** The part of a payload that is kept, as memory of its own. */
export function keptPayload(data: string | Buffer): string | Buffer {
  if (data.length <= LARGEST_PAYLOAD_BYTES) return data;
  // Written anew: a part holds the whole in memory. No half of a surrogate pair stays.
  if (typeof data !== "string") return Buffer.from(data.subarray(0, LARGEST_PAYLOAD_BYTES));
  return Buffer.from(data.slice(0, LARGEST_PAYLOAD_BYTES).replace(/[\uD800-\uDBFF]$/, "")).toString();
}
