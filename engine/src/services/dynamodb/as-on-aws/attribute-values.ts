/** An attribute's value as the API writes it: `{ "S": "text" }`. */
export type AttributeValue = Readonly<Record<string, unknown>>;

export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Tells if two items hold the same. The order of attributes and of a set's members says nothing. */
export const areSame = (a: Attributes, b: Attributes): boolean => canonicalMap(a) === canonicalMap(b);

const canonicalMap = (attributes: Attributes): string =>
  JSON.stringify(
    Object.entries(attributes)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, canonical(value)]),
  );

function canonical(value: AttributeValue): string {
  const [[type = "", content] = []] = Object.entries(value);
  if (type === "M") return canonicalMap(content as Attributes);
  if (type === "L") return JSON.stringify((content as AttributeValue[]).map(canonical));
  return JSON.stringify([type, type.endsWith("S") && Array.isArray(content) ? content.toSorted() : content]);
}

/** Bytes of names and values, as a stream counts them: without what an item's storage takes besides. */
export const bytesOf = (attributes: Attributes): number =>
  Object.entries(attributes).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOfValue(value), 0);

const sumOf = (values: readonly AttributeValue[]) => values.reduce((sum, value) => sum + bytesOfValue(value), 0);

/** Bytes of a scalar's text, by its type. */
const SCALARS: Readonly<Record<string, (text: string) => number>> = {
  S: (text) => Buffer.byteLength(text),
  // Two digits take a byte, and the sign and the exponent one more (DynamoDB guide, "Item sizes and formats").
  N: (text) => Math.ceil(text.replace(/^-|\.|e.*$/gi, "").replace(/^0+/, "").length / 2) + 1,
  B: (text) => Buffer.byteLength(text, "base64"),
};

function bytesOfValue(value: AttributeValue): number {
  const [[type = "", content] = []] = Object.entries(value);
  if (type === "M") return bytesOf(content as Attributes);
  if (type === "L") return sumOf(content as AttributeValue[]);
  if (Array.isArray(content)) return sumOf(content.map((member) => ({ [type.charAt(0)]: member })));
  return SCALARS[type]?.(String(content)) ?? 1;
}
