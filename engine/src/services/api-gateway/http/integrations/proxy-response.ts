import { parseJson } from "../../../../kernel/parse-json.ts";
import { isObject, type PlainObject } from "../../../../template/plain-data.ts";
import type { PayloadFormat } from "../configuration/model.ts";

/** A backend's answer. */
export interface IntegrationAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

/** A text says why the function's answer makes no sense. */
export type ParsedResponse = IntegrationAnswer | string;

/** Those below announce an answer that is still to come. */
const LOWEST_STATUS = 200;
const HIGHEST_STATUS = 599;

/** Format 1.0, strictly: an answer with any other member is malformed for REST APIs. */
const VERSION_1_MEMBERS = new Set(["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"]);

/** Reads the response of a function to a proxy integration. `defaultType` is the content type where it gives none. */
export function parseProxyResponse(payload: string, format: PayloadFormat, defaultType: string): ParsedResponse {
  const value = parseJson(payload);
  if (value === undefined) return "it is not JSON";
  const given = isObject(value) && value.statusCode !== undefined ? value : undefined;
  if (format === "2.0" && !given) return inferred(value);
  if (!isObject(value)) return "it is not an object";
  return explicit(value, format, defaultType);
}

/** Format 2.0 takes anything without a status for the body of a 200. */
function inferred(value: unknown): IntegrationAnswer {
  const body = typeof value === "string" ? value : JSON.stringify(value);
  return { status: 200, headers: { "content-type": "application/json" }, body };
}

function explicit(response: PlainObject, format: PayloadFormat, defaultType: string): ParsedResponse {
  const stray = format === "1.0" && Object.keys(response).find((member) => !VERSION_1_MEMBERS.has(member));
  if (stray) return `it has a member "${stray}"`;
  const status = statusOf(response.statusCode === undefined && format === "1.0" ? 200 : response.statusCode);
  if (status === undefined) return "statusCode is not an HTTP status";
  const { body = null } = response;
  if (body !== null && typeof body !== "string") return "body is not a string";
  const headers = headersOf(response, format);
  if (typeof headers === "string") return headers;
  const text = body ?? "";
  return {
    status,
    headers: { "content-type": defaultType, ...headers },
    body: response.isBase64Encoded === true ? Buffer.from(text, "base64") : text,
  };
}

/** A number, or its digits as text. */
function statusOf(value: unknown): number | undefined {
  const status = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return Number.isInteger(status) && Number(status) >= LOWEST_STATUS && Number(status) <= HIGHEST_STATUS
    ? Number(status)
    : undefined;
}

type HeaderLines = Record<string, string | readonly string[]>;

function headersOf({ headers, multiValueHeaders, cookies }: PlainObject, format: PayloadFormat): HeaderLines | string {
  const lists = format === "1.0" ? Object.entries(multiValueHeaders ?? {}) : [];
  const bare = lists.find(([, value]) => !Array.isArray(value));
  if (bare) return `header "${bare[0]}" of multiValueHeaders is no list`;
  const lines: Record<string, readonly string[]> = {};
  const single = [headers, cookieHeader(cookies, format)].flatMap((source) => Object.entries(source ?? {}));
  for (const [name, value] of [...lists, ...single]) {
    const texts = headerTexts(value);
    if (!texts || !isToken(name)) return `header "${name}" is not valid`;
    const key = name.toLowerCase();
    const known = Object.hasOwn(lines, key) ? (lines[key] ?? []) : [];
    lines[key] = [...known, ...texts.filter((text) => !known.includes(text))];
  }
  return Object.fromEntries(
    Object.entries(lines).flatMap(([name, texts]) => {
      const [only, ...more] = texts;
      return only === undefined ? [] : [[name, more.length > 0 ? texts : only]];
    }),
  );
}

const cookieHeader = (cookies: unknown, format: PayloadFormat) =>
  format === "2.0" && Array.isArray(cookies) ? { "set-cookie": cookies } : undefined;

const isToken = (name: string) => /^[!#$%&'*+.^_`|~\w-]+$/.test(name);

/** A line break would start another header. */
function headerTexts(value: unknown): readonly string[] | undefined {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.some((each) => typeof each === "object" && each !== null)) return undefined;
  const texts = values.map((each) => String(each ?? ""));
  return texts.every((text) => /^[\t\x20-\x7e\x80-\xff]*$/.test(text)) ? texts : undefined;
}
