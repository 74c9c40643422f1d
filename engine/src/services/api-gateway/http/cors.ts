import type { HttpReply, HttpRequest } from "../../../wire/http.ts";
import type { Cors } from "./configuration/model.ts";

const PREFIX = "access-control-";

/** True when a request asks beforehand if a page of another origin may make another one. */
export const isPreflight = ({ method, headers }: HttpRequest) =>
  method === "OPTIONS" && headers.origin !== undefined && headers[`${PREFIX}request-method`] !== undefined;

/** The answer to such a request: no route and no authorizer sees it. */
export function preflightReply(cors: Cors, { headers }: HttpRequest): HttpReply {
  const allowed = originHeaders(cors, headers.origin);
  if (!allowed) return { status: 204 };
  const { allowMethods, allowHeaders, maxAgeSeconds } = cors;
  return {
    status: 204,
    headers: {
      ...allowed,
      ...listHeader("allow-methods", allowMethods),
      ...listHeader("allow-headers", allowHeaders),
      ...(maxAgeSeconds !== undefined && { [`${PREFIX}max-age`]: String(maxAgeSeconds) }),
    },
  };
}

/** An answer with the headers that the configuration says, in place of those that the backend gave. */
export function withCors(reply: HttpReply, cors: Cors, origin: string | undefined): HttpReply {
  const own = Object.entries(reply.headers ?? {}).filter(([name]) => !name.toLowerCase().startsWith(PREFIX));
  const allowed = originHeaders(cors, origin);
  const expose = allowed ? listHeader("expose-headers", cors.exposeHeaders) : {};
  return { ...reply, headers: { ...Object.fromEntries(own), ...allowed, ...expose } };
}

/** Undefined when the request has no origin, or one that is not let in. */
function originHeaders({ allowOrigins, allowCredentials }: Cors, origin: string | undefined) {
  if (origin === undefined || !allowOrigins.some((pattern) => fitsOrigin(pattern, origin))) return undefined;
  const anyone = allowOrigins.includes("*") && !allowCredentials;
  return {
    [`${PREFIX}allow-origin`]: anyone ? "*" : origin,
    ...(allowCredentials && { [`${PREFIX}allow-credentials`]: "true" }),
  };
}

const listHeader = (name: string, values: readonly string[]) =>
  values.length > 0 ? { [`${PREFIX}${name}`]: values.join(",") } : {};

/** `*`, an origin, or every origin of a scheme: `https://*`. */
function fitsOrigin(pattern: string, origin: string): boolean {
  const wanted = pattern.toLowerCase();
  if (wanted === "*" || wanted === origin.toLowerCase()) return true;
  return wanted.endsWith("://*") && origin.toLowerCase().startsWith(wanted.slice(0, -1));
}
