import { UserError } from "../kernel/errors.ts";
import type { HttpReply, HttpRequest } from "./http.ts";

/** An origin as browsers write it. Throws a `UserError` for what is none: a path, a pattern, `null`. */
export function parseOrigin(text: string): string {
  const url = /^https?:\/\/[\w.:[\]-]+$/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url) return url.origin;
  throw new UserError(`--allow-origin takes an origin such as http://localhost:5173, not "${text}".`);
}

/** Ten minutes: an origin that is no longer listed is soon asked again. */
const PREFLIGHT_SECONDS = 600;

const METHODS = "DELETE, GET, HEAD, PATCH, POST, PUT";

/** The headers that AWS's clients read of an answer. */
const EXPOSED_HEADERS = [
  "date",
  "x-amz-crc32",
  "x-amz-executed-version",
  "x-amz-function-error",
  "x-amz-id-2",
  "x-amz-log-result",
  "x-amz-request-id",
  "x-amzn-errortype",
  "x-amzn-query-error",
  "x-amzn-requestid",
  "x-amzn-trace-id",
].join(", ");

type Headers = Readonly<Record<string, string>>;

/** The headers by which a page of `origin` may read an answer. */
export const corsHeaders = (origin: string): Headers => ({
  "access-control-allow-origin": origin,
  "access-control-expose-headers": EXPOSED_HEADERS,
  vary: "Origin",
});

export const withCors = (reply: HttpReply, origin: string): HttpReply => ({
  ...reply,
  headers: { ...reply.headers, ...corsHeaders(origin) },
});

/** Tells whether a request asks beforehand if a page may make another one. */
export const isPreflight = ({ method, headers }: { method?: string; headers: HttpRequest["headers"] }): boolean =>
  method === "OPTIONS" && headers["access-control-request-method"] !== undefined;

/**
 * Lets a page of `origin` make any call: SDKs add headers of their own, and it may call as it likes anyway.
 * A page from the network asks besides whether it may call a more private one.
 */
export function preflightReply({ headers }: Pick<HttpRequest, "headers">, origin: string): HttpReply {
  const asked = headers["access-control-request-headers"];
  const isPrivate = headers["access-control-request-private-network"] === "true";
  return {
    status: 204,
    headers: {
      "access-control-allow-origin": origin,
      "access-control-allow-methods": METHODS,
      ...(typeof asked === "string" && { "access-control-allow-headers": asked }),
      ...(isPrivate && { "access-control-allow-private-network": "true" }),
      "access-control-max-age": String(PREFLIGHT_SECONDS),
      vary: "Origin, Access-Control-Request-Headers",
    },
  };
}
