import type { EntryResults, Transport } from "./transport.ts";

export interface HttpOptions {
  /** Address that takes PutEvents as JSON: `https://events.{region}.amazonaws.com/`, or one of yours in front of it. */
  readonly url: string | URL;
  /** Sends the request. Default: the platform's. Give one that signs for AWS itself, for example aws4fetch's. */
  readonly fetch?: (url: string, init: HttpRequest) => Promise<Response>;
  /** Returns a bearer token, for an address of yours. `expired` after a 401: skip caches. */
  readonly getToken?: (request: { readonly reason: "connect" | "expired" }) => string | Promise<string>;
}

export interface HttpRequest {
  readonly method: "POST";
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly signal?: AbortSignal;
}

/** An answer that is no success. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;
  readonly code: string;
  /** Time to wait, from the header Retry-After in seconds. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, code: string, message: string, retryAfterMs?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

const HEADERS = { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AWSEvents.PutEvents" };

const UNAUTHORIZED = 401;

/** Publishes by fetch alone, where there is no AWS SDK. */
export function overHttp({ url, fetch = globalThis.fetch, getToken }: HttpOptions): Transport {
  let reason: "connect" | "expired" = "connect";

  async function authorization(): Promise<Record<string, string>> {
    return getToken ? { authorization: `Bearer ${await getToken({ reason })}` } : {};
  }

  return async (Entries, signal) => {
    const headers = { ...HEADERS, ...(await authorization()) };
    const body = JSON.stringify({ Entries });
    const response = await fetch(String(url), { method: "POST", headers, body, ...(signal && { signal }) });
    reason = response.status === UNAUTHORIZED ? "expired" : "connect";
    const text = await response.text();
    if (!response.ok) throw errorOf(response, text, getToken !== undefined);
    return JSON.parse(text) as EntryResults;
  };
}

function errorOf({ status, headers }: Response, text: string, hasToken: boolean): HttpError {
  const { __type = "", message = text.slice(0, LONGEST_MESSAGE) } = fieldsOf(text);
  const code = String(__type).split("#").at(-1) || `http_${status}`;
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  // With a fresh token the next attempt may be let in.
  const retryAfterMs = status === UNAUTHORIZED && hasToken ? 0 : seconds * 1000;
  return new HttpError(status, code, String(message), Number.isNaN(retryAfterMs) ? undefined : retryAfterMs);
}

const LONGEST_MESSAGE = 200;

function fieldsOf(text: string): { readonly __type?: unknown; readonly message?: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
