import { stringifyExactJson } from "../../../languages/exact-json.ts";
import type { Input } from "./integration.ts";

/** A text that may be given as JSON: the integration turns it into text. */
export const asText = (value: unknown) =>
  typeof value === "string" || value === undefined || value === null ? value : stringifyExactJson(value);

export const withText =
  (member: string) =>
  (input: Input): Input => ({ ...input, [member]: asText(input[member]) });

/** Members that are texts in every API which runs here, and that callers give as JSON. */
const TEXTS: ReadonlySet<string> = new Set([
  "Cause",
  "Definition",
  "Detail",
  "Input",
  "MessageBody",
  "Output",
  "SecretString",
]);

/** An AWS SDK integration's input, whose client writes JSON in the place of a text as text (recorded on AWS). */
export const withTexts = (input: Input): Input =>
  Object.fromEntries(Object.entries(input).map(([name, value]) => [name, inside(name, value)]));

function inside(name: string, value: unknown): unknown {
  if (TEXTS.has(name)) return value === null ? "null" : asText(value);
  return Array.isArray(value) ? value.map((item) => (isPlain(item) ? withTexts(item) : item)) : value;
}

const isPlain = (value: unknown): value is Input =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
