import { parseExactJson, stringifyExactJson } from "../exact-json.ts";
import { compileJsonPath } from "../json-path/index.ts";
import type { Body } from "../selection-expression/index.ts";
import { HostObject, ownMember, textOf } from "./values.ts";

/** Request parameters by name, as `$input.params()` gives them; only `$connect` has any. */
export interface TemplateParameters {
  readonly path?: Readonly<Record<string, string>>;
  readonly querystring?: Readonly<Record<string, string>>;
  readonly header?: Readonly<Record<string, string>>;
}

/** `$input`. The body is parsed anew by the caller, since a template may change what it reads. */
export function createInput(body: Body, parameters: TemplateParameters): HostObject {
  const { path = {}, querystring = {}, header = {} } = parameters;
  const all = { path: { ...path }, querystring: { ...querystring }, header: { ...header } };
  // What is no JSON is a text as a whole and has no members.
  const read = (expression: unknown) => compileJsonPath(textOf(expression))(body.exact ?? body.text);
  return new HostObject({
    body: body.text,
    path: read,
    json: (expression: unknown) => stringifyExactJson(read(expression) ?? ""),
    params: (name: unknown) => (name === undefined ? all : findParameter(Object.values(all), textOf(name))),
  });
}

/** Looks in the path, then the query, then the headers; "" when there is none. */
function findParameter(places: readonly object[], name: string): unknown {
  for (const place of places) {
    const value = ownMember(place, name);
    if (value !== undefined) return value;
  }
  return "";
}

/** `$util`. */
export const util = new HostObject({
  escapeJavaScript: (value: unknown) => (value === undefined ? undefined : escapeJavaScript(textOf(value))),
  parseJson: (value: unknown): unknown => parseExactJson(textOf(value)),
  urlEncode: (value: unknown) => urlEncode(textOf(value)),
  urlDecode: (value: unknown) => decodeURIComponent(textOf(value).replaceAll("+", " ")),
  base64Encode: (value: unknown) => Buffer.from(textOf(value)).toString("base64"),
  base64Decode: (value: unknown) => Buffer.from(textOf(value), "base64").toString("utf8"),
});

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
