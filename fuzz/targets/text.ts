import fc from "fast-check";

/** Texts of these words and of anything in between. */
export const textOf = (words: readonly string[], maxLength = 12): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(...words) },
        { weight: 1, arbitrary: fc.string({ maxLength: 4 }) },
      ),
      {
        maxLength,
      },
    )
    .map((parts) => parts.join(""));

/** JSON values with names that matter somewhere. */
export const json = (names: readonly string[], scalars: readonly unknown[] = []): fc.Arbitrary<unknown> =>
  fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, depthSize: "medium", withCrossShrink: true },
      fc.constantFrom(...(scalars.length > 0 ? scalars : [1, "a", true, null])),
      fc.oneof(fc.string({ maxLength: 6 }), fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 3 })), tie("value"), { maxKeys: 4 }),
    ),
  })).value;

export const jsonText = (names: readonly string[], scalars?: readonly unknown[]): fc.Arbitrary<string> =>
  json(names, scalars).map((value) => JSON.stringify(value));

/** Two texts in one input: what comes before the first NUL, and what comes behind it. */
export function halves(input: Buffer): readonly [string, string] {
  const text = input.toString();
  const at = text.indexOf("\0");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

export const pair = (one: fc.Arbitrary<string>, other: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(one, other).map((texts) => texts.join("\0"));

/** The value of a JSON text; a text that is none is itself. */
export function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
