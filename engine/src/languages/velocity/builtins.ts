import { isNumber } from "../exact-json.ts";
import { compileJsonPath } from "../json-path/index.ts";
import type { Body } from "../selection-expression/index.ts";
import { JavaNumber } from "./java/numbers.ts";
import { readJson } from "./java/read-json.ts";
import { fromData, HostObject, isMissing, textOf } from "./java/values.ts";
import { jsonTextOf } from "./java/write-json.ts";

/** Request parameters by name, as `$input.params()` gives them; only `$connect` has any. */
export interface TemplateParameters {
  readonly path?: Readonly<Record<string, string>>;
  readonly querystring?: Readonly<Record<string, string>>;
  readonly header?: Readonly<Record<string, string>>;
}

/** `$input`. The body is read anew for each rendering, since a template may change what it reads. */
export function createInput(body: Body, parameters: TemplateParameters): HostObject {
  const { path = {}, querystring = {}, header = {} } = parameters;
  const all = fromData({ path, querystring, header }) as Map<string, Map<string, unknown>>;
  // What is no JSON is a text as a whole and has no members.
  const document = readJson(body.text) ?? body.text;
  const read = (expression: unknown) => listed(compileJsonPath(textOf(expression))(document));
  const methods = {
    path: read,
    json: (expression: unknown) => jsonTextOf(read(expression) ?? ""),
    params: (name: unknown) => (isMissing(name) ? all : findParameter(all, textOf(name))),
  };
  return new HostObject(methods, new Map([["body", body.text]]));
}

/** A number that a JSONPath function gave is one of Java's. */
const listed = (value: unknown) => (isNumber(value) && !(value instanceof JavaNumber) ? fromData(value) : value);

/** Looks in the path, then the query, then the headers; "" when there is none. */
function findParameter(places: Map<string, Map<string, unknown>>, name: string): unknown {
  for (const place of places.values()) {
    const value = place.get(name);
    if (value !== undefined) return value;
  }
  return "";
}

/** `$util`. */
export const util = new HostObject({
  escapeJavaScript: (value: unknown) => (isMissing(value) ? undefined : escapeJavaScript(textOf(value))),
  parseJson: (value: unknown): unknown => readJson(textOf(value)) ?? noJson(),
  urlEncode: (value: unknown) => urlEncode(textOf(value)),
  urlDecode: (value: unknown) => decodeURIComponent(textOf(value).replaceAll("+", " ")),
  base64Encode: (value: unknown) => Buffer.from(textOf(value)).toString("base64"),
  base64Decode: (value: unknown) => Buffer.from(textOf(value), "base64").toString("utf8"),
});

function noJson(): never {
  throw new SyntaxError("$util.parseJson was given a text that is no JSON.");
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** Escapes as Apache Commons does: quotes, backslash and slash, control characters, and all beyond ASCII. */
const escapeJavaScript = (text: string) =>
  text.replace(/["'\\/]|[^ -~]/g, (character) => {
    if (/["'\\/]/.test(character)) return `\\${character}`;
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return ESCAPES[character] ?? `\\u${code}`;
  });

/** `application/x-www-form-urlencoded`, as Java's URLEncoder writes it. */
const urlEncode = (text: string) => new URLSearchParams([["", text]]).toString().slice(1);
