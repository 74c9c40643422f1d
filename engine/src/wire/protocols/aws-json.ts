import { ServiceError } from "../../kernel/errors.ts";
import { parseJson } from "../../kernel/parse-json.ts";
import type { HttpReply, HttpRequest } from "../http.ts";
import { EVENT_STREAM, encodeJsonEvent, type JsonEvent } from "./event-stream.ts";

export type { JsonEvent };

/** The output of an operation that answers with events for as long as its caller listens. */
export class JsonEvents {
  readonly events: AsyncIterable<JsonEvent>;

  constructor(events: AsyncIterable<JsonEvent>) {
    this.events = events;
  }
}

export type JsonVersion = "json-1.0" | "json-1.1";

const contentType = (version: JsonVersion) => `application/x-amz-${version}`;

export function decodeJson(request: HttpRequest): Record<string, unknown> {
  if (request.body.length === 0) return {};
  const input = parseJson(request.body.toString("utf8"));
  if (input === undefined) throw new ServiceError("SerializationException", "The request body is not valid JSON.");
  if (typeof input !== "object" || input === null || Array.isArray(input))
    throw new ServiceError("SerializationException", "Start of structure or map found where not expected.");
  return input as Record<string, unknown>;
}

export function encodeJson(output: unknown, version: JsonVersion, requestId: string): HttpReply {
  if (output instanceof JsonEvents) {
    const headers = { "content-type": EVENT_STREAM, "x-amzn-requestid": requestId };
    return { status: 200, headers, stream: framesOf(output.events) };
  }
  return {
    status: 200,
    headers: { "content-type": contentType(version), "x-amzn-requestid": requestId },
    body: JSON.stringify(output ?? {}),
  };
}

/**
 * In these protocols the output's other members are an event of their own, before all others:
 * https://smithy.io/2.0/spec/streaming.html#initial-response
 */
async function* framesOf(events: AsyncIterable<JsonEvent>): AsyncGenerator<Buffer> {
  yield encodeJsonEvent({ type: "initial-response", payload: {} });
  for await (const event of events) yield encodeJsonEvent(event);
}
/** Some services spell it `Message`, and have it among their members. */
const messageOf = ({ message, members }: ServiceError) => (members.Message === undefined ? { message } : {});

export function encodeJsonError(error: ServiceError, version: JsonVersion, requestId: string): HttpReply {
  const sender = error.status < 500 ? "Sender" : "Receiver";
  return {
    status: error.status,
    headers: {
      "content-type": contentType(version),
      "x-amzn-requestid": requestId,
      "x-amzn-errortype": error.code,
      // SDKs that once spoke Query to a service go on looking for its old codes here.
      ...(error.queryCode ? { "x-amzn-query-error": `${error.queryCode};${sender}` } : {}),
    },
    body: JSON.stringify({ __type: error.code, ...messageOf(error), ...error.members }),
  };
}
