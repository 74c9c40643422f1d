import * as z from "zod/mini";
import { ERROR_CODES, type ErrorCode } from "./codes.ts";
import { type MessageDefinition, requestId as requestIdSchema } from "./define.ts";
import { wrongFields } from "./fields.ts";
import type { ErrorMessage, ServerMessage } from "./from-server.ts";

/** Most bytes of a push: API Gateway refuses more with 413. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
export const MAX_MESSAGE_BYTES = 128 * 1024;

/** Error for a message that API Gateway would not deliver. Publishing it again cannot help. */
export class MessageTooLargeError extends Error {
  override readonly name = "MessageTooLargeError";

  constructor(bytes: number) {
    super(`The message has ${bytes} bytes; a connection takes ${MAX_MESSAGE_BYTES} at most.`);
  }
}

/** Returns the text of a message to a client. Throws a `MessageTooLargeError`. */
export function encodeMessage(message: ServerMessage): string {
  const text = JSON.stringify(message);
  const { length } = new TextEncoder().encode(text);
  if (length > MAX_MESSAGE_BYTES) throw new MessageTooLargeError(length);
  return text;
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorMessage };

/** Returns a client's message as its definition has it, or the answer that says what is wrong with it. */
export function parseMessage<Payload extends z.ZodMiniType>(
  definition: MessageDefinition<Payload>,
  text: string,
): Parsed<z.output<Payload>> {
  const json = parseJson(text);
  if (!json.ok) return json;
  const result = z.safeParse(definition.payload, json.value);
  if (result.success) return { ok: true, value: result.data };
  const fields = wrongFields(result.error, "action");
  return failure("invalid_message", { requestId: requestIdOf(json.value), fields });
}

/** Returns the answer to a message that no action takes. */
export function explainUnrouted(text: string): ErrorMessage {
  const json = parseJson(text);
  if (!json.ok) return json.error;
  const action = isObject(json.value) ? json.value.action : undefined;
  const requestId = requestIdOf(json.value);
  if (typeof action === "string") return errorMessage("unknown_action", { requestId });
  return errorMessage("invalid_message", { requestId, fields: [{ path: "action", message: "must be text" }] });
}

/** Returns an `error` message, without what is undefined. */
export function errorMessage(
  code: ErrorCode,
  details: Partial<Pick<ErrorMessage, "requestId" | "retryAfterMs" | "fields">> = {},
): ErrorMessage {
  const { requestId, retryAfterMs, fields } = details;
  return { type: "error", code, message: ERROR_CODES[code].summary, requestId, retryAfterMs, fields };
}

function parseJson(text: string): Parsed<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return failure("invalid_json");
  }
}

const failure = (...args: Parameters<typeof errorMessage>) => ({ ok: false, error: errorMessage(...args) }) as const;

/** Returns the caller's correlation id, if the message has a proper one, however wrong the rest is. */
function requestIdOf(value: unknown): string | undefined {
  const result = z.safeParse(requestIdSchema, isObject(value) ? value.requestId : undefined);
  return result.success ? result.data : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
