import { readXml, type XmlElement } from "./xml-reader.ts";

/** Members that are maps, and what the protocol calls an entry's two parts. */
const MAPS: Readonly<Record<string, readonly [key: string, value: string]>> = {
  Attributes: ["key", "value"],
  MessageAttributes: ["Name", "Value"],
};

/** An operation's input as the form of the Query protocol: the other side of `decodeQuery`. */
export function encodeQueryInput(operation: string, version: string, input: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(input).flatMap(([name, value]) => fieldsOf(name, value, MAPS[name]));
  return new URLSearchParams([["Action", operation], ["Version", version], ...fields]).toString();
}

type Field = [name: string, value: string];

function fieldsOf(name: string, value: unknown, map?: readonly [key: string, value: string]): Field[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object") return [[name, String(value)]];
  if (Array.isArray(value)) return value.flatMap((item, index) => fieldsOf(`${name}.member.${index + 1}`, item));
  return Object.entries(value).flatMap(([member, item], index) => {
    if (!map) return fieldsOf(`${name}.${member}`, item, MAPS[member]);
    const entry = `${name}.entry.${index + 1}`;
    return [[`${entry}.${map[0]}`, member], ...fieldsOf(`${entry}.${map[1]}`, item)];
  });
}

export type QueryReply =
  | { readonly output: Readonly<Record<string, unknown>> }
  | { readonly error: { readonly code: string; readonly message: string } };

/** Reads what `encodeQuery` and `encodeQueryError` make. */
export function decodeQueryReply(xml: string, operation: string): QueryReply {
  const root = readXml(xml);
  const error = child(root, "Error");
  if (error) return { error: { code: textOf(child(error, "Code")), message: textOf(child(error, "Message")) } };
  const result = child(root, `${operation}Result`);
  return { output: result ? membersOf(result) : {} };
}

const child = ({ children }: XmlElement, name: string) => children.find((element) => element.name === name);

const textOf = (element: XmlElement | undefined) => element?.text ?? "";

const membersOf = ({ children }: XmlElement) =>
  Object.fromEntries(children.map((each) => [each.name, contentOf(each)]));

function contentOf(element: XmlElement): unknown {
  const { children, text } = element;
  if (children.length === 0) return text;
  return children.every(({ name }) => name === "member") ? children.map(contentOf) : membersOf(element);
}
