import type fc from "fast-check";

/** Something that reads texts or bytes which others write. */
export interface Target {
  /**
   * Gives it one input. Throws, or rejects, when it does anything but what it may: take the input, or refuse it in the way that
   * it declares.
   */
  run(input: Buffer): void | Promise<void>;
  /** Inputs of the form that it reads, more or less. */
  readonly structured: fc.Arbitrary<string | Uint8Array>;
  /** Words that mean something to it, for mutations. */
  readonly words: readonly string[];
  /** Larger inputs are not made. Default 4 KB. */
  readonly largestBytes?: number;
  /** Ends what it has started. */
  dispose?(): Promise<void>;
}

/** A target in a list: what it is, and how it is opened. */
export interface TargetRow {
  readonly name: string;
  readonly about: string;
  open(): Target | Promise<Target>;
}

/** An input that was taken or refused as it should be, and for which something else does not hold that has to. */
export class Broken extends Error {
  override readonly name = "Broken";
}

type IsRefusal = (error: unknown) => boolean;

/** Runs it; undefined when it refuses its input in a declared way. */
export function refusing<Result>(isRefusal: IsRefusal, run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** The same for what is asynchronous. */
export async function refusingLater<Result>(
  isRefusal: IsRefusal,
  run: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await run();
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

type ErrorClass = abstract new (...args: never[]) => Error;

/** Refusals are errors of these classes. */
export const refusals =
  (...classes: readonly ErrorClass[]): IsRefusal =>
  (error) =>
    classes.some((each) => error instanceof each);

/** Words of errors that JavaScript itself throws where code did not expect its input. */
const OF_JAVASCRIPT =
  /call stack|is not (?:a function|iterable)|not defined|Cannot (?:read|set|mix|convert|destructure|access|create|perform)|incompatible receiver|empty array|Invalid (?:array|string|count|regular|code point|time value|typed)|out of (?:range|bounds|memory)|unexpected token|BigInt/i;

/** Refusals are plain errors in words of our own. */
export const inOwnWords: IsRefusal = (error) =>
  error instanceof Error &&
  !(error instanceof Broken || error instanceof ReferenceError) &&
  !OF_JAVASCRIPT.test(error.message);

/** Throws unless both are the same, as JSON says it. */
export function expectSame(one: unknown, other: unknown, what: string): void {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
  if (a !== b) throw new Broken(`${what}: ${a?.slice(0, 200)} is not ${b?.slice(0, 200)}`);
}

export function expectTrue(holds: boolean, what: string): void {
  if (!holds) throw new Broken(what);
}
