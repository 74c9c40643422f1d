import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { parseJson } from "../../../../kernel/parse-json.ts";
import { CAUSES, createGuard, type Guard } from "../../../../wire/guard.ts";
import { letGoOf, toHttpRequest } from "../../../../wire/listener.ts";
import { MAX_RESPONSE_BYTES } from "../../configuration/quotas.ts";
import { type ErrorPayload, HIDDEN_FRAMES, type InvokeMessage, type IsolateMessage, type Usage } from "../protocol.ts";

const LOOPBACK = "127.0.0.1";

/** The outcome that a runtime tells of its invocation. */
type Settled = { readonly payload: string } | { readonly error: ErrorPayload };

export interface RuntimeApiOptions {
  /** False: neither its port nor a connection keeps this process alive. Default true. */
  readonly keepAlive?: boolean;
  readonly onMessage: (message: IsolateMessage) => void;
  /** Called before an invocation is settled: what the runtime printed until then belongs to it. */
  readonly onSettle: () => Promise<void>;
  readonly maxMemoryUsedMb: () => number;
}

const PREFIX = "/2018-06-01/runtime/";

const NO_BODY = Buffer.alloc(0);

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: string;
}

/**
 * The side of the Runtime API that Lambda is on, for one runtime.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi implements Disposable {
  readonly #options: RuntimeApiOptions;
  readonly #server = createServer((request, response) => this.#serve(request, response));
  /** A page that found the port would take invocations, and answer them. Nobody calls before it has a port. */
  #guard: Guard = () => ({ cause: "host" });
  #initialised = false;
  /** A runtime that waits for its next invocation. */
  #waiting: ServerResponse | undefined;
  /** Given to the runtime, or still to be fetched by it. */
  #current: InvokeMessage | undefined;
  #startedAt = 0;

  constructor(options: RuntimeApiOptions) {
    this.#options = options;
    // A runtime waits for its next invocation as long as it takes.
    this.#server.requestTimeout = 0;
    this.#server.keepAliveTimeout = 0;
    if (options.keepAlive === false) letGoOf(this.#server);
  }

  /** Resolves with `127.0.0.1:PORT`. */
  listen(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(0, LOOPBACK, () => {
        const { port } = this.#server.address() as AddressInfo;
        const host = `${LOOPBACK}:${port}`;
        this.#guard = createGuard({ hosts: new Set([host]), port });
        resolve(host);
      });
    });
  }

  /** The id of the invocation under way. */
  get requestId(): string | undefined {
    return this.#current?.requestId;
  }

  invoke(invocation: InvokeMessage): void {
    this.#current = invocation;
    if (this.#waiting) this.#hand(invocation, this.#waiting);
  }

  [Symbol.dispose]() {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const { cause } = this.#guard(toHttpRequest(request, NO_BODY), "service");
    if (cause) refuse(response, 403, "Forbidden", CAUSES[cause]);
    else this.#receive(request, response);
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      // One that is too large is refused whatever it says, and need not be kept whole.
      if (length <= MAX_RESPONSE_BYTES) chunks.push(chunk);
      length += chunk.length;
    });
    // Without an end the runtime is gone, and nobody waits for an answer.
    request.on("end", () => void this.#route({ request, response, body: Buffer.concat(chunks).toString() }));
  }

  #route(exchange: Exchange): unknown {
    const { method, url = "" } = exchange.request;
    const [resource, id = "", action] = url.startsWith(PREFIX) ? url.slice(PREFIX.length).split("/") : [];
    switch (`${method} ${resource}/${action ?? id}`) {
      case "GET invocation/next":
        return this.#next(exchange);
      case "POST invocation/response":
        return this.#settle(exchange, id, readResponse(exchange));
      case "POST invocation/error":
        return this.#settle(exchange, id, { error: readError(exchange) });
      case "POST init/error":
        return this.#failInit(exchange);
      default:
        return refuse(exchange.response, 404, "NotFound", `There is no ${method} ${url}`);
    }
  }

  #next({ response }: Exchange): void {
    this.#waiting = response;
    response.once("close", () => {
      if (this.#waiting === response) this.#waiting = undefined;
    });
    if (this.#current) this.#hand(this.#current, response);
    else if (!this.#initialised) this.#options.onMessage({ type: "ready" });
    this.#initialised = true;
  }

  #hand(invocation: InvokeMessage, response: ServerResponse): void {
    this.#waiting = undefined;
    this.#startedAt = performance.now();
    response.writeHead(200, invocationHeaders(invocation)).end(invocation.payload);
  }

  async #settle({ response }: Exchange, requestId: string, settled: Settled): Promise<void> {
    if (this.requestId !== requestId) return refuse(response, 400, "InvalidRequestID", "Invalid request ID");
    const { onMessage, onSettle, maxMemoryUsedMb } = this.#options;
    const usage: Usage = { durationMs: performance.now() - this.#startedAt, maxMemoryUsedMb: maxMemoryUsedMb() };
    await onSettle();
    this.#current = undefined;
    accept(response);
    if ("payload" in settled) onMessage({ type: "result", requestId, payload: settled.payload, usage });
    else onMessage({ type: "error", requestId, error: settled.error, usage, fatal: false });
  }

  async #failInit(exchange: Exchange): Promise<void> {
    const { response } = exchange;
    if (this.#initialised) return refuse(response, 403, "InvalidStateTransition", "The runtime is initialised already");
    await this.#options.onSettle();
    accept(response);
    this.#options.onMessage({ type: "init-error", error: readError(exchange), retryWithHooks: false });
  }
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { "content-type": "application/json" }).end('{"status":"OK"}');
}

function refuse(response: ServerResponse, status: number, errorType: string, errorMessage: string): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ errorMessage, errorType }));
}

/**
 * The headers that tell a runtime of its invocation, beside the event.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next
 */
function invocationHeaders(invocation: InvokeMessage): Record<string, string> {
  const { requestId, deadlineMs, clockOffsetMs, invokedFunctionArn, functionVersion, traceId } = invocation;
  const { clientContext, tenantId } = invocation;
  return {
    "content-type": "application/json",
    "lambda-runtime-aws-request-id": requestId,
    // The process has the machine's time, whatever the engine's is.
    "lambda-runtime-deadline-ms": String(deadlineMs - clockOffsetMs),
    "lambda-runtime-invoked-function-arn": invokedFunctionArn,
    "lambda-runtime-trace-id": traceId,
    // For the engine's own runtimes: on Lambda each version has environments of its own, with a variable that tells.
    ...(functionVersion !== undefined && { "portcullis-function-version": functionVersion }),
    ...(clientContext !== undefined && { "lambda-runtime-client-context": headerText(clientContext) }),
    ...(tenantId !== undefined && { "lambda-runtime-aws-tenant-id": headerText(tenantId) }),
  };
}

/** The UTF-8 of a text, which may have line feeds between a JSON document's members. */
const headerText = (text: string) => Buffer.from(text.replace(/\p{Cc}/gu, " ")).toString("latin1");

const headerOf = ({ request }: Exchange, name: string) => {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
};

/** An answer that was streamed is whole by now; one that failed on its way says so behind its body. */
function readResponse({ request, body }: Exchange): Settled {
  const errorType = request.trailers["lambda-runtime-function-error-type"];
  if (errorType === undefined) return { payload: body || "null" };
  const encoded = request.trailers["lambda-runtime-function-error-body"] ?? "";
  const given = parseObject(Buffer.from(encoded, "base64").toString());
  return { error: { errorType, errorMessage: "", ...given } };
}

/** The error as the runtime wrote it: languages add members of their own, and Lambda passes them on. */
function readError(exchange: Exchange): ErrorPayload {
  const errorType = headerOf(exchange, "lambda-runtime-function-error-type") ?? "Runtime.Unknown";
  const given = parseObject(exchange.body) ?? { errorMessage: exchange.body };
  return { errorType, errorMessage: "", ...given, [HIDDEN_FRAMES]: framesOfCause(exchange) };
}

const causeSchema = z.object({
  exceptions: z.array(z.object({ stack: z.array(z.object({ path: z.string(), line: z.number() })) })),
});

/** The stack that a runtime tells X-Ray, as frames. */
function framesOfCause(exchange: Exchange): readonly string[] {
  const cause = causeSchema.safeParse(parseJson(headerOf(exchange, "lambda-runtime-function-xray-error-cause") ?? ""));
  const frames = cause.data?.exceptions.flatMap(({ stack }) => stack) ?? [];
  return frames.map(({ path, line }) => `at ${path}:${line}`);
}

function parseObject(text: string): Record<string, string> | undefined {
  const value = parseJson(text);
  return typeof value === "object" && value !== null ? (value as Record<string, string>) : undefined;
}
