import { Agent, type IncomingMessage, request } from "node:http";
import { ServiceError, UserError } from "../../../kernel/errors.ts";
import type { HttpReply } from "../../../wire/http.ts";

export interface Store extends Disposable {
  /** Posts an operation as it is and answers with the store's reply as it is. */
  send(target: string, body: Buffer): Promise<HttpReply>;
  /** Calls an operation and reads its answer. Rejects with the store's error as a `ServiceError`. */
  call(operation: string, input: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
}

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

/** A client of a store that speaks DynamoDB's protocol at `endpoint`; connections are kept. */
export function createStore(endpoint: string): Store {
  const { hostname, port } = parseEndpoint(endpoint);
  const agent = new Agent({ keepAlive: true });

  function send(target: string, body: Buffer): Promise<HttpReply> {
    return new Promise((resolve, reject) => {
      const headers = {
        "x-amz-target": target,
        "content-type": "application/x-amz-json-1.0",
        "content-length": body.length,
        ...SIGNED,
      };
      const outgoing = request({ agent, host: hostname, port, method: "POST", path: "/", headers }, (response) =>
        readReply(response).then(resolve, reject),
      );
      outgoing.once("error", (error) => reject(unreachable(endpoint, error)));
      outgoing.end(body);
    });
  }

  return {
    send,
    async call(operation, input) {
      const prefix = STREAM_OPERATIONS.has(operation) ? STREAMS : DYNAMODB;
      return parseReply(await send(`${prefix}.${operation}`, Buffer.from(JSON.stringify(input))));
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

function parseEndpoint(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol === "http:") return url;
  throw new UserError(`"${endpoint}" is no endpoint of a DynamoDB store.`, {
    hint: "Give one like http://127.0.0.1:8000",
  });
}

// 500, as DynamoDB answers when it cannot serve: SDKs repeat the call, and the message says what to mend.
const unreachable = (endpoint: string, error: Error) =>
  new ServiceError("InternalServerError", `The DynamoDB store at ${endpoint} does not answer: ${error.message}`, {
    status: 500,
  });

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
