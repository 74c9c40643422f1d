import type { TypedValue } from "./given.ts";

/** Values of a request, by their placeholders. */
type Values = Readonly<Record<string, unknown>>;

/** Values that replace others, and the text that asks for them. */
interface Rewritten {
  readonly text: string;
  readonly values: Values;
}

const FUNCTION =
  /(?<![#:.\w])(?:size\s*\(\s*(?<sized>:\w+)\s*\)|attribute_type\s*\(\s*(?<typed>:\w+)\s*,\s*(?<type>:\w+)\s*\))/g;

/** True for a text in which a function is asked about a value of the request, where most ask about an attribute. */
export const asksAboutValues = (text: string): boolean => /\b(?:size|attribute_type)\s*\(\s*:/.test(text);

/** A condition in which such functions have become what they say, for a store that knows them of attributes alone. */
export function withoutValueFunctions(condition: string, values: Values): Rewritten {
  const sizes: Record<string, unknown> = {};
  const text = condition.replace(FUNCTION, (whole, sized?: string, typed?: string, type?: string) => {
    if (sized !== undefined) {
      const size = sizeOf(typedValue(values[sized]));
      if (size === undefined) return whole;
      const placeholder = `:portcullis_size_${sized.slice(1)}`;
      sizes[placeholder] = { N: String(size) };
      return placeholder;
    }
    const isSo = typedValue(values[String(typed)])?.[0] === typedValue(values[String(type)])?.[1];
    return `(${typed} ${isSo ? "=" : "<>"} ${typed} AND ${type} = ${type})`;
  });
  return { text, values: { ...values, ...sizes } };
}

const typedValue = (value: unknown): TypedValue | undefined => Object.entries(Object(value))[0];

/** Characters of a text, bytes, elements, members: what DynamoDB's `size` counts. */
function sizeOf([type, value]: TypedValue = ["", undefined]): number | undefined {
  if (type === "S") return String(value).length;
  if (type === "B") return Buffer.byteLength(String(value), "base64");
  if (Array.isArray(value)) return value.length;
  return type === "M" ? Object.keys(Object(value)).length : undefined;
}
