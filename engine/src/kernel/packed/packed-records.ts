/** A text with a few numbers, as they were added; to be read before anything else is added. */
export interface PackedRecord {
  number(index: number): number;
  /** The size of the text, as UTF-8. */
  readonly bytes: number;
  text(): string;
}

export interface PackedRecordsOptions {
  /** Numbers of each record. */
  readonly width: number;
  /** Of memory. The newest records are kept, however large they are. */
  readonly maxBytes: number;
  readonly onForgotten: (record: PackedRecord) => void;
}

const LARGEST_CHUNK_BYTES = 64 * 1024;

/** Chunks that the memory is divided into at least: when it is full, the oldest of them is forgotten. */
const LEAST_CHUNKS = 8;

/** Bytes of text that there is room for beside the numbers of one record. */
const TEXT_BYTES = 128;

const NUMBER_BYTES = 8;

/** UTF-8 takes so many bytes for a unit of UTF-16 at most. */
const MOST_BYTES_OF_UNIT = 3;

/** Records one behind the other: their numbers with the end of their text, and their texts as UTF-8. */
interface Chunk {
  readonly numbers: Float64Array;
  readonly texts: Buffer;
  count: number;
  usedBytes: number;
}

const sizeOf = ({ numbers, texts }: Chunk) => numbers.byteLength + texts.byteLength;

/**
 * The newest of many records, within so many bytes. They are kept outside of the heap: what lives for long and then is
 * forgotten, thousands of times a second, is the dearest of all for garbage collection, as objects.
 */
export class PackedRecords {
  readonly #options: PackedRecordsOptions;
  readonly #stride: number;
  readonly #recordsOfChunk: number;
  readonly #textsOfChunk: number;
  #chunks: Chunk[] = [];
  #bytes = 0;

  constructor(options: PackedRecordsOptions) {
    this.#options = options;
    this.#stride = options.width + 1;
    const recordBytes = this.#stride * NUMBER_BYTES + TEXT_BYTES;
    const chunkBytes = Math.min(LARGEST_CHUNK_BYTES, options.maxBytes / LEAST_CHUNKS);
    this.#recordsOfChunk = Math.ceil(chunkBytes / recordBytes);
    this.#textsOfChunk = this.#recordsOfChunk * TEXT_BYTES;
  }

  add(numbers: readonly number[], text: string): void {
    const { width } = this.#options;
    const chunk = this.#chunkFor(text);
    const at = chunk.count * this.#stride;
    chunk.usedBytes += chunk.texts.write(text, chunk.usedBytes);
    chunk.numbers[at + width] = chunk.usedBytes;
    for (let index = 0; index < width; index++) chunk.numbers[at + index] = numbers[index] ?? 0;
    chunk.count++;
  }

  /** The oldest first. */
  forEach(take: (record: PackedRecord) => void): void {
    for (const chunk of this.#chunks) this.#forEachOf(chunk, take);
  }

  #forEachOf({ numbers, texts, count }: Chunk, take: (record: PackedRecord) => void): void {
    const { width } = this.#options;
    for (let at = 0; at < count * this.#stride; at += this.#stride) {
      const begin = numbers[at - 1] ?? 0;
      const end = numbers[at + width] ?? 0;
      take({
        number: (index) => numbers[at + index] ?? 0,
        bytes: end - begin,
        text: () => texts.toString("utf8", begin, end),
      });
    }
  }

  #chunkFor(text: string): Chunk {
    const last = this.#chunks.at(-1);
    if (last && this.#hasRoom(last, text)) return last;
    const textBytes = fits(text, this.#textsOfChunk) ? this.#textsOfChunk : Buffer.byteLength(text);
    const chunk = this.#reused(textBytes) ?? this.#created(textBytes);
    this.#chunks.push(chunk);
    this.#bytes += sizeOf(chunk);
    return chunk;
  }

  /** A chunk that was made for one large text has no other, so that it goes as soon as it may. */
  #hasRoom({ texts, count, usedBytes }: Chunk, text: string): boolean {
    const isOfMany = texts.length === this.#textsOfChunk;
    return isOfMany && count < this.#recordsOfChunk && fits(text, texts.length - usedBytes);
  }

  #created(textBytes: number): Chunk {
    const numbers = new Float64Array(this.#recordsOfChunk * this.#stride);
    // Not of Node's pool, which would be kept by each that takes a part of it.
    return { numbers, texts: Buffer.allocUnsafeSlow(textBytes), count: 0, usedBytes: 0 };
  }

  /** Makes room for a chunk; returns the memory of one that is forgotten, when that has the size. */
  #reused(textBytes: number): Chunk | undefined {
    const chunkBytes = textBytes + this.#recordsOfChunk * this.#stride * NUMBER_BYTES;
    let forgotten: Chunk | undefined;
    while (this.#chunks.length > 0 && this.#bytes + chunkBytes > this.#options.maxBytes) {
      forgotten = this.#chunks.shift() as Chunk;
      this.#bytes -= sizeOf(forgotten);
      this.#forEachOf(forgotten, this.#options.onForgotten);
    }
    return forgotten?.texts.length === textBytes ? { ...forgotten, count: 0, usedBytes: 0 } : undefined;
  }
}

/** Counts bytes only where there may be too few of them. */
const fits = (text: string, bytes: number) =>
  text.length * MOST_BYTES_OF_UNIT <= bytes || (text.length <= bytes && Buffer.byteLength(text) <= bytes);
