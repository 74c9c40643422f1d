import { isObject, listOf, textOf } from "../plain-data.ts";

type Pair = readonly [name: string, value: string];

/**
 * `parameter_overrides` in all the forms that the SAM CLI takes: text (`Key=Value Key2="a b"`, or
 * `ParameterKey=Key,ParameterValue=Value`), a list of such texts or of maps, or a map.
 * `onMistake` gets what is none of these.
 */
export function parseOverrides(
  overrides: unknown,
  onMistake: (text: string) => never,
): Readonly<Record<string, string>> {
  const pairs = listOf(overrides).flatMap((item): readonly Pair[] => {
    if (isObject(item)) return Object.entries(item).map(([name, value]) => [name, valueText(value)]);
    const text = textOf(item) ?? "";
    return wordsOf(text).map((word) => pairOf(word) ?? onMistake(word));
  });
  return Object.fromEntries(pairs);
}

const valueText = (value: unknown): string =>
  Array.isArray(value) ? value.map(valueText).join(",") : (textOf(value) ?? JSON.stringify(value));

/** Blanks part the words, except within quotes and after a backslash. */
const WORD = /(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\\.|[^\s"'\\]|["'])+/gs;

const wordsOf = (text: string): readonly string[] => text.match(WORD) ?? [];

const LONG_FORM = /^ParameterKey=(.+?),ParameterValue=(.*)$/s;
const SHORT_FORM = /^([^=]+)=(.*)$/s;

function pairOf(word: string): Pair | undefined {
  const [, name, value] = LONG_FORM.exec(word) ?? SHORT_FORM.exec(word) ?? [];
  return name === undefined || value === undefined ? undefined : [unquote(name), unquote(value)];
}

function unquote(text: string): string {
  const [, quoted] = /^(?:"(.*)"|'(.*)')$/s.exec(text)?.filter((part) => part !== undefined) ?? [];
  return (quoted ?? text).replace(/\\([\s"'\\])/g, "$1");
}
