import type { MockIntegration } from "./model.ts";

export interface MockResponse {
  readonly statusCode: string;
  /** A status or `default`; without one it is taken for every status. */
  readonly pattern?: string | undefined;
  /** `method.response.header.Name` → `'value'` */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  readonly templates?: Readonly<Record<string, string>> | undefined;
}

export interface MockSettings {
  readonly requestTemplates?: Readonly<Record<string, string>> | undefined;
  readonly responses?: readonly MockResponse[] | undefined;
}

const HEADER = /^method\.response\.header\.([\w-]+)$/;

/**
 * A `MOCK` integration that answers always the same, as those that answer preflight requests do. Undefined when its
 * templates or parameters depend on the request.
 */
export function compileMock({ requestTemplates = {}, responses = [] }: MockSettings): MockIntegration | undefined {
  const [request = ""] = Object.values(requestTemplates);
  const wanted = /["']?statusCode["']?\s*:\s*["']?(\d{3})\b/.exec(request)?.[1];
  const response =
    responses.find(({ pattern }) => wanted !== undefined && fits(pattern, wanted)) ?? fallback(responses);
  if (wanted === undefined || !response || !isFixed(request)) return undefined;
  const [type = "application/json", body = ""] = Object.entries(response.templates ?? {})[0] ?? [];
  const headers = headersOf(response);
  if (!isFixed(body) || !headers) return undefined;
  return { type: "mock", status: Number(response.statusCode), headers: { "content-type": type, ...headers }, body };
}

const fits = (pattern: string | undefined, status: string) =>
  pattern !== undefined && pattern !== "default" && new RegExp(`^(?:${pattern})$`).test(status);

const fallback = (responses: readonly MockResponse[]) =>
  responses.find(({ pattern }) => pattern === undefined || pattern === "default" || pattern === "");

/** Without references and directives of a mapping template. */
const isFixed = (template: string) => !/[$#]/.test(template);

/** Undefined when a value is no text in single quotes, or none that a header can have. */
function headersOf({ parameters = {} }: MockResponse): Readonly<Record<string, string>> | undefined {
  const headers: Record<string, string> = {};
  for (const [target, value] of Object.entries(parameters)) {
    const name = HEADER.exec(target)?.[1];
    const text = /^'([\t\x20-\x7e]*)'$/.exec(value)?.[1];
    if (name === undefined || text === undefined) return undefined;
    headers[name.toLowerCase()] = text;
  }
  return headers;
}
