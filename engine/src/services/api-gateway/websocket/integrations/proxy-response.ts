import type { IntegrationFailure, IntegrationResult } from "./result.ts";

/** Any other member makes the whole answer malformed (§4.4). */
const MEMBERS = new Set(["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"]);

const LOWEST_STATUS = 200;
const HIGHEST_STATUS = 599;

const malformed = (what: string): IntegrationFailure => ({
  failure: "fault",
  detail: `malformed Lambda proxy response: ${what}`,
});

/** Reads what a function returned to a proxy integration. */
export function parseProxyResponse(payload: string): IntegrationResult {
  const response = parseObject(payload);
  if (!response) return malformed("it is not an object");
  const stray = Object.keys(response).find((member) => !MEMBERS.has(member));
  if (stray !== undefined) return malformed(`it has a member "${stray}"`);
  const status = statusOf(response.statusCode);
  if (status === undefined) return malformed("statusCode is not an HTTP status");
  const body = response.body ?? undefined;
  if (body !== undefined && typeof body !== "string") return malformed("body is not a string");
  const headers = parseHeaders(response);
  if (!headers) return malformed("a header is not a string");
  return { status, headers, body: body !== undefined && response.isBase64Encoded === true ? decoded(body) : body };
}

/** A number, or its digits as text. */
function statusOf(value: unknown): number | undefined {
  const status = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  const isStatus = Number.isInteger(status) && Number(status) >= LOWEST_STATUS && Number(status) <= HIGHEST_STATUS;
  return isStatus ? Number(status) : undefined;
}

const decoded = (body: string) => Buffer.from(body, "base64");

function parseObject(payload: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Single and multiple values, the latter winning as they do for REST APIs. A line break would start another header. */
function parseHeaders({ headers, multiValueHeaders }: Readonly<Record<string, unknown>>) {
  const parsed: Record<string, string> = {};
  for (const source of [headers, multiValueHeaders]) {
    for (const [name, value] of Object.entries(source ?? {})) {
      const text = Array.isArray(value) ? value.join(", ") : String(value);
      if (typeof value === "object" && !Array.isArray(value)) return undefined;
      if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) return undefined;
      parsed[name.toLowerCase()] = text;
    }
  }
  return parsed;
}
