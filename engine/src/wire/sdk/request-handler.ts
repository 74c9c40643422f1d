import { Readable } from "node:stream";
import type { HttpReply, HttpRequest } from "../http.ts";
import type { ListenerOptions } from "../listener.ts";
import { piecesOf, type SdkRequest, toHttpRequest, wholeBody } from "./sdk-request.ts";

/** An answer as clients of version 3 of AWS's SDK take it. */
export interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  /** A stream of Node.js; its type would ask users for `@types/node`. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** A signal of the platform, or what older versions of the SDK have in its place. */
interface SdkAbortSignal {
  readonly aborted: boolean;
  readonly reason?: unknown;
  onabort: unknown;
  addEventListener?(type: "abort", listener: () => void): void;
  removeEventListener?(type: "abort", listener: () => void): void;
}

/** The `requestHandler` of a client of version 3 of AWS's SDK for JavaScript. */
export interface SdkRequestHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(
    request: SdkRequest,
    options?: { readonly abortSignal?: SdkAbortSignal },
  ): Promise<{ readonly response: SdkResponse }>;
  /** Does nothing: a client that is destroyed leaves the engine to the others. */
  destroy(): void;
  /** Does nothing: there is no HTTP client to configure. */
  updateHttpClientConfig(key: never, value: never): void;
  httpHandlerConfigs(): Record<never, never>;
}

export type Calls = Pick<Required<ListenerOptions>, "handle" | "handleStream">;

/** Leads the calls of SDK clients to the engine that runs in the same process. Disposing it ends those on the way. */
export function createRequestHandler(calls: Calls): SdkRequestHandler & Disposable {
  const running = new Set<AbortController>();
  let stopped = false;

  function begin(signal: SdkAbortSignal | undefined) {
    const call = new AbortController();
    const release = signal && follow(signal, (reason) => call.abort(reason));
    running.add(call);
    const end = () => {
      running.delete(call);
      release?.();
      call.abort();
    };
    return { signal: call.signal, end };
  }

  return {
    metadata: { handlerProtocol: "http/1.1" },
    async handle(request, { abortSignal } = {}) {
      if (stopped) throw new Error("The engine that this requestHandler calls has stopped.");
      const { signal, end } = begin(abortSignal);
      try {
        const reply = await unlessAborted(signal, () => serve(calls, request, signal));
        const body = reply.stream ? streamOf(reply.stream, signal, end) : whole(reply.body);
        if (!reply.stream) end();
        return { response: { statusCode: reply.status, headers: headersOf(reply), body } };
      } catch (error) {
        end();
        throw error;
      }
    },
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    [Symbol.dispose]() {
      stopped = true;
      for (const call of running) call.abort(new Error("The engine has stopped."));
    },
  };
}

/** Calls `abort` when the signal is aborted, or has been. The function that it returns ends that. */
function follow(signal: SdkAbortSignal, abort: (reason: unknown) => void): () => void {
  const listener = () => abort(signal.reason);
  if (signal.aborted) listener();
  if (signal.addEventListener) signal.addEventListener("abort", listener);
  else signal.onabort = listener;
  return () => signal.removeEventListener?.("abort", listener);
}

async function serve({ handle, handleStream }: Calls, request: SdkRequest, signal: AbortSignal): Promise<HttpReply> {
  const http: HttpRequest = toHttpRequest(request);
  const streamed = handleStream(http, signal, piecesOf(request.body));
  if (streamed) return streamed;
  const body = await wholeBody(piecesOf(request.body));
  return body === "too large" ? { status: 413 } : handle({ ...http, body }, signal);
}

/** Rejects at once when the caller gives up: what is being done goes on, as behind a connection that is closed. */
function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortError(signal));
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    work().then(resolve, reject);
  });
}

const abortError = ({ reason }: AbortSignal) =>
  Object.assign(new Error("Request aborted", { cause: reason }), { name: "AbortError" });

const whole = (body: HttpReply["body"] = "") => Readable.from(body.length === 0 ? [] : [Buffer.from(body as string)]);

/** A body that comes as the service gives it. Whoever stops reading is gone, which the service is told. */
function streamOf(stream: AsyncIterable<Uint8Array>, signal: AbortSignal, end: () => void): Readable {
  const body = Readable.from(stream, { objectMode: false });
  signal.addEventListener("abort", () => body.destroy(body.readableEnded ? undefined : abortError(signal)));
  return body.once("close", end);
}

/** Headers as Node.js gives them to a client: names in lower case, one value for each. */
const headersOf = ({ headers = {} }: HttpReply): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      typeof value === "string" ? value : value.join(", "),
    ]),
  );
