import type { Chance } from "../e2e/soak/seeded.ts";

export interface Mutator {
  /** Another input, made of this one and others. */
  mutate(input: Buffer): Buffer;
}

export interface MutatorOptions {
  readonly chance: Chance;
  readonly words: readonly string[];
  readonly largestBytes: number;
  /** An input to take a piece of. */
  readonly another: () => Buffer;
}

/** Numbers at which something turns over. */
const NUMBERS = [
  "0",
  "-1",
  "1",
  "127",
  "128",
  "255",
  "256",
  "65535",
  "65536",
  "2147483648",
  "4294967296",
  "9007199254740993",
  "1e400",
  "-0",
  "0.1",
  "00",
];
const BYTES = [0, 1, 0x0a, 0x0d, 0x20, 0x22, 0x27, 0x5c, 0x7f, 0x80, 0xc3, 0xe2, 0xff];

/** Pieces that nest, or go on. */
const REPEATED = ["[", "{", "(", '{"a":', "a.", "$", "\\", '"', "*", "../", "%", " ", "-", "!", "["];
/** Names that every object has, which no table may take for its own. */
const INHERITED = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"];
const SHARE_OF_INHERITED = 0.1;

const MOST_CHANGES = 4;
const LONGEST_PIECE = 64;

/** Changes inputs byte by byte, piece by piece and word by word. */
export function createMutator({ chance, words, largestBytes, another }: MutatorOptions): Mutator {
  const upTo = (most: number) => Math.floor(chance.random() * (most + 1));
  const place = (input: Buffer) => upTo(input.length);
  const put = (input: Buffer, at: number, piece: Buffer, instead = 0) =>
    Buffer.concat([input.subarray(0, at), piece, input.subarray(at + instead)]);
  const piece = (input: Buffer) => {
    const at = place(input);
    return input.subarray(at, at + 1 + upTo(LONGEST_PIECE));
  };
  const byte = () => Buffer.from([chance.happens(0.5) ? (chance.pick(BYTES) ?? 0) : upTo(255)]);
  const word = () => Buffer.from(chance.pick(chance.happens(SHARE_OF_INHERITED) ? INHERITED : words) ?? "");

  const CHANGES: readonly ((input: Buffer) => Buffer)[] = [
    (input) => put(input, place(input), byte(), 1),
    (input) => put(input, place(input), byte()),
    (input) => put(input, place(input), Buffer.alloc(0), 1 + upTo(LONGEST_PIECE)),
    (input) => put(input, place(input), piece(input)),
    (input) => put(input, place(input), piece(another()), upTo(LONGEST_PIECE)),
    (input) => put(input, place(input), word()),
    (input) => put(input, place(input), word(), upTo(LONGEST_PIECE / 4)),
    (input) => input.subarray(0, place(input)),
    (input) => Buffer.concat([input.subarray(0, place(input)), another().subarray(place(input))]),
    (input) => put(input, place(input), Buffer.from((chance.pick(REPEATED) ?? "").repeat(upTo(largestBytes / 2)))),
    (input) => flip(input, place(input), upTo(7)),
    withAnotherNumber,
  ];

  function withAnotherNumber(input: Buffer): Buffer {
    const text = input.toString("latin1");
    const numbers = [...text.matchAll(/\d+/g)];
    const found = numbers[upTo(numbers.length - 1)];
    if (!found) return input;
    return put(input, found.index, Buffer.from(chance.pick(NUMBERS) ?? ""), found[0].length);
  }

  return {
    mutate(input) {
      let changed = input;
      for (let left = 1 + upTo(MOST_CHANGES - 1); left > 0; left--)
        changed = (chance.pick(CHANGES)?.(changed) ?? changed).subarray(0, largestBytes);
      return changed;
    },
  };
}

function flip(input: Buffer, at: number, bit: number): Buffer {
  const changed = Buffer.from(input);
  if (at < changed.length) changed[at] = (changed[at] ?? 0) ^ (1 << bit);
  return changed;
}
