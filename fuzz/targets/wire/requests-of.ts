import type { HttpRequest } from "../../../engine/src/wire/http.ts";

/** A request as the listener hands it over. */
export function requestOf(parts: Partial<HttpRequest>): HttpRequest {
  const { rawHeaders = [] } = parts;
  const headers: Record<string, string> = {};
  for (let at = 0; at < rawHeaders.length; at += 2)
    headers[(rawHeaders[at] ?? "").toLowerCase()] = rawHeaders[at + 1] ?? "";
  return {
    method: "POST",
    rawPath: "/",
    rawQuery: "",
    host: "sqs.us-east-1.amazonaws.com",
    remoteAddress: "127.0.0.1",
    body: Buffer.alloc(0),
    rawHeaders,
    headers,
    ...parts,
  };
}

/** Reads `METHOD /path?query`, headers, an empty line and a body, and never fails. */
export function readRequest(input: Buffer): HttpRequest {
  const end = input.indexOf("\n\n");
  const head = input.subarray(0, end < 0 ? input.length : end).toString("latin1");
  const [first = "", ...lines] = head.split("\n");
  const [method = "", target = ""] = first.split(" ");
  const [rawPath = "", rawQuery = ""] = target.split("?");
  const rawHeaders = lines.flatMap((line) => {
    const at = line.indexOf(":");
    return at < 0 ? [] : [line.slice(0, at), line.slice(at + 1).trim()];
  });
  const host = rawHeaders[rawHeaders.findIndex((name) => name.toLowerCase() === "host") + 1] ?? "";
  return requestOf({
    method,
    rawPath,
    rawQuery,
    host,
    rawHeaders,
    body: end < 0 ? Buffer.alloc(0) : input.subarray(end + 2),
  });
}
