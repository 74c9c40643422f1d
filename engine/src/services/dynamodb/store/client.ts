import { Agent, type ClientRequest, type IncomingMessage, request } from "node:http";
import { messageOf, ServiceError, UserError } from "../../../kernel/errors.ts";
import type { HttpReply } from "../../../wire/http.ts";

export interface Store {
  /** Posts an operation as it is and answers with the store's reply as it is. */
  send(target: string, body: Buffer): Promise<HttpReply>;
  /** Calls an operation and reads its answer. Rejects with the store's error as a `ServiceError`. */
  call(operation: string, input: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
}

/** A store at one endpoint. Disposing it ends what is in flight with an `UnreachableError`. */
export interface StoreConnection extends Store, Disposable {
  /** Resolves with undefined when anything answers there, whatever it says, else with the reason. */
  ping(): Promise<UnreachableError | undefined>;
}

export interface ConnectionOptions {
  /** The time that a call may be without an answer. */
  readonly callTimeoutMs?: number;
  readonly pingTimeoutMs?: number;
}

/** A store that works answers within milliseconds, and within seconds on a machine that is overloaded. */
const CALL_TIMEOUT_MS = 10_000;

/** A ping touches no table: a store that is merely busy answers it. */
const PING_TIMEOUT_MS = 5_000;

const DYNAMODB = "DynamoDB_20120810";
const STREAMS = "DynamoDBStreams_20120810";
const STREAM_OPERATIONS = new Set(["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"]);

/** Stores want to see a signature, and check none: the engine's own front has done that. */
const SIGNED = {
  "x-amz-date": "20000101T000000Z",
  authorization:
    "AWS4-HMAC-SHA256 Credential=local/20000101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
};

/** Headers of a reply that hold for it wherever it is sent. */
const PASSED_HEADERS = ["content-type", "x-amzn-requestid", "x-amz-crc32"] as const;

/**
 * Nobody answers, or stops in the middle of an answer. 500, as DynamoDB answers when it cannot serve: SDKs repeat the
 * call, and the message says what to mend.
 */
export class UnreachableError extends ServiceError {
  /** True when nothing was said in time, false when the connection could not be made or broke. */
  readonly silent: boolean;

  constructor(message: string, { silent = false } = {}) {
    super("InternalServerError", message, { status: 500 });
    this.silent = silent;
  }
}

/** A client of a store that speaks DynamoDB's protocol at `endpoint`; connections are kept. */
export function connectStore(endpoint: string, options: ConnectionOptions = {}): StoreConnection {
  const { callTimeoutMs = CALL_TIMEOUT_MS, pingTimeoutMs = PING_TIMEOUT_MS } = options;
  const { hostname, port } = parseEndpoint(endpoint);
  const agent = new Agent({ keepAlive: true });
  // A connection that was kept may be one that the store has closed, which says nothing of the store.
  const pingAgent = new Agent();

  async function send(target: string, body: Buffer): Promise<HttpReply> {
    const headers = {
      "x-amz-target": target,
      "content-type": "application/x-amz-json-1.0",
      "content-length": body.length,
      ...SIGNED,
    };
    const outgoing = request({ agent, host: hostname, port, method: "POST", path: "/", headers });
    return exchange(outgoing, { endpoint, body, timeoutMs: callTimeoutMs });
  }

  return {
    send,
    call: (operation, input) => callOperation(send, operation, input),
    async ping() {
      const outgoing = request({ host: hostname, port, path: "/", agent: pingAgent });
      try {
        await exchange(outgoing, { endpoint, timeoutMs: pingTimeoutMs });
        return undefined;
      } catch (error) {
        return error as UnreachableError;
      }
    },
    [Symbol.dispose]() {
      agent.destroy();
      pingAgent.destroy();
    },
  };
}

/** Calls an operation by `send`. */
export async function callOperation(
  send: Store["send"],
  operation: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const prefix = STREAM_OPERATIONS.has(operation) ? STREAMS : DYNAMODB;
  return parseReply(await send(`${prefix}.${operation}`, Buffer.from(JSON.stringify(input))));
}

function parseEndpoint(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol === "http:") return url;
  throw new UserError(`"${endpoint}" is no endpoint of a DynamoDB store.`, {
    hint: "Give one like http://127.0.0.1:8000",
  });
}

interface ExchangeOptions {
  readonly endpoint: string;
  readonly body?: Buffer;
  readonly timeoutMs: number;
}

/** Rejects with an `UnreachableError` only. */
async function exchange(outgoing: ClientRequest, { endpoint, body, timeoutMs }: ExchangeOptions): Promise<HttpReply> {
  let silent = false;
  const impatience = setTimeout(() => {
    silent = true;
    outgoing.destroy();
  }, timeoutMs);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.once("response", resolve);
      // Not once: what breaks after the answer has begun is told of here, too.
      outgoing.on("error", reject);
      outgoing.end(body);
    });
    return await readReply(response);
  } catch (error) {
    const why = silent ? `nothing came within ${timeoutMs / 1000} s` : messageOf(error);
    throw new UnreachableError(`The DynamoDB store at ${endpoint} does not answer: ${why}`, { silent });
  } finally {
    clearTimeout(impatience);
  }
}

async function readReply(response: IncomingMessage): Promise<HttpReply> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const headers = PASSED_HEADERS.flatMap((name) => {
    const value = response.headers[name];
    return typeof value === "string" ? [[name, value]] : [];
  });
  return { status: response.statusCode ?? 500, headers: Object.fromEntries(headers), body: Buffer.concat(chunks) };
}

function parseReply({ status, body = "" }: HttpReply): Record<string, unknown> {
  const output = JSON.parse(body.toString()) as Record<string, unknown>;
  if (status < 300) return output;
  const { __type = "InternalServerError", message, Message, ...members } = output;
  throw new ServiceError(String(__type).split("#").at(-1) ?? "", String(message ?? Message ?? ""), { status, members });
}
