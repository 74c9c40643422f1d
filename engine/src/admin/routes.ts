import type { IncomingMessage } from "node:http";

/** Answer to a control request, as JSON. */
export interface Answer {
  readonly status: number;
  readonly body: object;
}

export interface ControlRequest {
  /** The parts of the path that the route names in braces, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
  /** Reads the body, which must be a JSON object; nothing is an empty one. Rejects with what is wrong with it. */
  readBody(): Promise<Record<string, unknown>>;
}

export type ControlRoute = (request: ControlRequest) => Answer | Promise<Answer>;

/** Routes by method and path, such as `GET connections/{id}`. */
export type ControlRoutes = Readonly<Record<string, ControlRoute>>;

interface Found<Route> {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A control request is some JSON: at most a message of API Gateway (128 KB), as base64, or an event of Lambda by hand. */
const LARGEST_BODY_BYTES = 1024 * 1024;

const PLACE = /^\{(\w+)\}$/;

/** Makes the look-up of a route by a method and a path, whose parts are still encoded. */
export function createRouteTable<Route>(
  routes: Readonly<Record<string, Route>>,
): (method: string, path: string) => Found<Route> | undefined {
  const table = Object.entries(routes).map(([key, route]) => {
    const [method, path = ""] = key.split(" ");
    return { method, parts: path.split("/"), route };
  });

  return (method, path) => {
    const given = path.split("/");
    for (const { method: wanted, parts, route } of table) {
      const parameters = wanted === method ? match(parts, given) : undefined;
      if (parameters) return { route, parameters };
    }
    return undefined;
  };
}

function match(parts: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (parts.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const value = decode(given[index] ?? "");
    const [, name] = PLACE.exec(part) ?? [];
    if (name === undefined ? value !== part : !value) return undefined;
    if (name !== undefined && value) parameters[name] = value;
  }
  return parameters;
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** Reads a JSON object out of a request. */
export async function readJsonObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_BODY_BYTES) throw new Error(`The body is larger than ${LARGEST_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}");
  if (typeof body !== "object" || body === null) throw new Error("The body must be a JSON object.");
  return body as Record<string, unknown>;
}
