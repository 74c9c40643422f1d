import { createHash } from "node:crypto";
import type { HttpRequest } from "../http.ts";

/** The values that S3's clients send in place of a hash when the body is not part of the signature. */
const UNSIGNED_PAYLOADS: readonly unknown[] = ["UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"];

export interface Signed {
  readonly signedHeaders: readonly string[];
  readonly service: string;
  /** The signer's own word for the hash of the body; without it the body itself is hashed. */
  readonly payloadHash?: string | undefined;
}

/** The canonical request of Signature Version 4, as the service sees the request. */
export function canonicalRequest(
  request: HttpRequest,
  { signedHeaders, service, payloadHash = hashOf(request) }: Signed,
): string {
  const headers = collectHeaders(request, signedHeaders);
  return [
    request.method,
    canonicalPath(request.rawPath, service),
    canonicalQuery(request.rawQuery),
    ...signedHeaders.map((name) => `${name}:${headers.get(name)?.join(",") ?? ""}`),
    "",
    signedHeaders.join(";"),
    payloadHash,
  ].join("\n");
}

/** The wire's path encoded once more: `%3D` becomes `%253D`, `=` becomes `%3D`, but not for S3 [6.2/canonical-path]. */
function canonicalPath(rawPath: string, service: string): string {
  if (service === "s3") return rawPath;
  const segments: string[] = [];
  for (const segment of rawPath.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(encode(segment));
  }
  const end = segments.length > 0 && rawPath.endsWith("/") ? "/" : "";
  return `/${segments.join("/")}${end}`;
}

function canonicalQuery(rawQuery: string): string {
  return pairsOf(rawQuery)
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** Compares by code, as the signature asks for; `sort` alone would do the same, `localeCompare` would not. */
const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

function pairsOf(rawQuery: string): (readonly [string, string])[] {
  return rawQuery
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return [decode(name), decode(value.join("="))] as const;
    });
}

/** The first value of a query parameter, decoded. */
export const queryValue = (rawQuery: string, name: string): string | undefined =>
  pairsOf(rawQuery).find(([candidate]) => candidate === name)?.[1];

function decode(text: string): string {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** All but letters, digits and `-._~` percent-encoded. */
export const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** All values of these headers by lower-case name, with runs of blanks made one. The host is the one that the caller meant. */
function collectHeaders({ rawHeaders, host }: HttpRequest, names: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? "").toLowerCase();
    if (!names.includes(name)) continue;
    const value = (rawHeaders[at + 1] ?? "").trim().replace(/\s+/g, " ");
    headers.set(name, [...(headers.get(name) ?? []), value]);
  }
  return headers.set("host", [host]);
}

/** The body itself is hashed: a hash that the caller merely claims would let the body be exchanged. */
function hashOf({ headers, rawQuery, body }: HttpRequest): string {
  const claimed = headers["x-amz-content-sha256"] ?? queryValue(rawQuery, "X-Amz-Content-Sha256");
  return UNSIGNED_PAYLOADS.includes(claimed) ? String(claimed) : sha256Hex(body);
}

export const sha256Hex = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");

/** The hash of its body that a request claims, before it is believed. */
export function claimedHash({ headers }: Pick<HttpRequest, "headers">): string | undefined {
  const claimed = headers["x-amz-content-sha256"];
  return typeof claimed === "string" ? claimed : undefined;
}
