import type { RecordedFact } from "./fact.ts";

/** An operation and its input. `$0.QueueUrl` in it is that member of the answer of the first call, `$me` the fact's id. */
export type Call = readonly [operation: string, input?: Readonly<Record<string, unknown>>];

/** The answer to a call, after others. */
export interface CallFact extends RecordedFact {
  readonly before?: readonly (Call | Wait)[];
  readonly call: Call;
  /** Members of the answer; patterns stand for texts. */
  readonly output?: Readonly<Record<string, unknown>>;
  /** Members that the answer has not. */
  readonly absent?: readonly string[];
  readonly error?: {
    readonly code: string;
    readonly message?: string | RegExp;
    readonly status?: number;
    /** Members besides. */
    readonly members?: Readonly<Record<string, unknown>>;
  };
  /** The call is for all pages of an answer: its `Items` of all, their `Count`, and the number of `Pages`. */
  readonly pages?: true;
}

/** Seconds that pass. */
export interface Wait {
  readonly seconds: number;
}

/** An input with what earlier calls answered. */
export function filledIn(input: unknown, answers: readonly unknown[], { me = "" } = {}): unknown {
  if (typeof input === "string")
    return reference(
      input.replaceAll("$me", () => me),
      answers,
    );
  if (Array.isArray(input)) return input.map((item) => filledIn(item, answers, { me }));
  if (typeof input !== "object" || input === null || isWhole(input)) return input;
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, filledIn(value, answers, { me })]));
}

const isWhole = (value: object) => value instanceof Uint8Array || value instanceof RegExp;

const REFERENCE = /\$(\d+)\.([\w.]+)/g;

function reference(text: string, answers: readonly unknown[]): string {
  return text.replaceAll(REFERENCE, (_all, index: string, path: string) =>
    String(path.split(".").reduce<unknown>((value, step) => Reflect.get(Object(value), step), answers[Number(index)])),
  );
}
