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

export const decodeJson = ({ body }: HttpRequest): Record<string, unknown> => readMembers(body);

/** The members of a body in JSON. No body has none. */
export function readMembers(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  if (isTooDeep(body)) throw new ServiceError("SerializationException", "The request body is nested too deeply.");
  const input = parseJson(body.toString("utf8"));
  if (input === undefined) throw new ServiceError("SerializationException", "The request body is not valid JSON.");
  if (typeof input !== "object" || input === null || Array.isArray(input))
    throw new ServiceError("SerializationException", "Start of structure or map found where not expected.");
  return input as Record<string, unknown>;
}

/** Deeper than an input of any operation; what walks through it would run out of stack far below. */
const DEEPEST = 500;

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
/** `[` and `{`, and what ends them. */
const OPENING: readonly number[] = [0x5b, 0x7b];
const CLOSING: readonly number[] = [0x5d, 0x7d];

function isTooDeep(body: Buffer): boolean {
  if (body.length <= DEEPEST) return false;
  let depth = 0;
  let inText = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] ?? 0;
    if (byte === QUOTE) inText = !inText;
    else if (inText) at += Number(byte === BACKSLASH);
    else if (OPENING.includes(byte) && ++depth > DEEPEST) return true;
    else if (CLOSING.includes(byte)) depth--;
  }
  return false;
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
