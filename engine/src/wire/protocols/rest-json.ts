import type { ServiceError } from "../../kernel/errors.ts";
import { escapeRegExp } from "../../kernel/escape-reg-exp.ts";
import type { HttpReply, HttpRequest, RestRoute } from "../http.ts";

interface CompiledRoute extends RestRoute {
  readonly pattern: RegExp;
}

export interface RestMatch {
  readonly operation: string;
  /** Path parameters and query parameters, decoded. */
  readonly input: Record<string, string>;
}

function compile(route: RestRoute): CompiledRoute {
  const source = route.path
    .split(/(\{[^}]+\})/)
    .map((part) => {
      const name = /^\{([^}+]+)(\+?)\}$/.exec(part);
      return name ? `(?<${name[1]}>${name[2] ? ".+" : "[^/]+"})` : escapeRegExp(part);
    })
    .join("");
  return { ...route, pattern: new RegExp(`^${source}/?$`) };
}

/** A matcher for the routes, tried in order. */
export function createRestRouter(routes: readonly RestRoute[]): (request: HttpRequest) => RestMatch | undefined {
  const compiled = routes.map(compile);
  return (request) => {
    for (const { method, pattern, operation } of compiled) {
      if (method !== request.method) continue;
      const match = pattern.exec(request.rawPath);
      if (match) return { operation, input: { ...queryOf(request), ...decodeAll(match.groups ?? {}) } };
    }
    return undefined;
  };
}

const queryOf = (request: HttpRequest) => Object.fromEntries(new URLSearchParams(request.rawQuery));

function decodeAll(parameters: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, decodePathSegment(value)]));
}

/** Percent-decoded, or as it is when the encoding is broken. */
export function decodePathSegment(segment: string): string {
  // Decoding costs as much when there is nothing to decode.
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Writes an error as REST services do: the type in a header, the message in JSON. */
export function encodeRestError(error: ServiceError, requestId: string): HttpReply {
  return {
    status: error.status,
    headers: { "content-type": "application/json", "x-amzn-requestid": requestId, "x-amzn-errortype": error.code },
    body: JSON.stringify({ Message: error.message, message: error.message, ...error.members }),
  };
}
