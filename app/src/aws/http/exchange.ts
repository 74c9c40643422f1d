import http from "node:http";
import https from "node:https";
import { urlToHttpOptions } from "node:url";

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Called when no connection of an earlier request is free. */
  readonly onNewConnection?: (() => void) | undefined;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** Idle connections end before those do that servers, and what is on the way, close by themselves. */
const options = { keepAlive: true, timeout: 4_000 };

const CLIENTS = {
  "http:": { module: http, agent: new http.Agent(options) },
  "https:": { module: https, agent: new https.Agent(options) },
} as const;

/** All that a request needs of its address: Node.js copies options several times. */
function destinationOf(url: URL) {
  const { protocol, hostname, port, path } = urlToHttpOptions(url);
  return { protocol, hostname, port, path };
}

const isKnown = (protocol: string): protocol is keyof typeof CLIENTS => Object.hasOwn(CLIENTS, protocol);

/**
 * Sends a request and resolves with its answer, whatever that is. Follows no redirect. `fetch` would take five times the
 * CPU time, which is most of what a function does here.
 */
export function exchange(
  { method, url, headers, body, onNewConnection }: HttpRequest,
  signal: AbortSignal,
): Promise<HttpResponse> {
  if (!isKnown(url.protocol)) throw new Error(`${url.protocol} is neither http: nor https:`);
  const { module, agent } = CLIENTS[url.protocol];
  return new Promise((resolve, reject) => {
    const request = module.request({ ...destinationOf(url), method, headers, agent, signal }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.once("error", reject);
      response.once("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    if (onNewConnection) request.once("socket", () => request.reusedSocket || onNewConnection());
    request.once("error", (error) => reject(signal.aborted ? signal.reason : error));
    request.end(body);
  });
}
