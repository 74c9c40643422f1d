import type { RecordedFact } from "./fact.ts";

/** An operation and its input. `$0.QueueUrl` in it is that member of the answer of the first call. */
export type Call = readonly [operation: string, input?: Readonly<Record<string, unknown>>];

/** The answer to a call, after others. */
export interface CallFact extends RecordedFact {
  readonly before?: readonly (Call | Wait)[];
  readonly call: Call;
  /** Members of the answer; patterns stand for texts. */
  readonly output?: Readonly<Record<string, unknown>>;
  /** Members that the answer has not. */
  readonly absent?: readonly string[];
  readonly error?: { readonly code: string; readonly message?: string | RegExp; readonly status?: number };
}

/** Seconds that pass. */
export interface Wait {
  readonly seconds: number;
}

/** An input with what earlier calls answered. */
export function filledIn(input: unknown, answers: readonly unknown[]): unknown {
  if (typeof input === "string") return reference(input, answers);
  if (Array.isArray(input)) return input.map((item) => filledIn(item, answers));
  if (typeof input !== "object" || input === null || input instanceof Uint8Array) return input;
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, filledIn(value, answers)]));
}

const REFERENCE = /\$(\d+)\.([\w.]+)/g;

function reference(text: string, answers: readonly unknown[]): string {
  return text.replaceAll(REFERENCE, (_all, index: string, path: string) =>
    String(path.split(".").reduce<unknown>((value, step) => Reflect.get(Object(value), step), answers[Number(index)])),
  );
}
