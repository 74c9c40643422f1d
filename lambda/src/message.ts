import { Mistake } from "./frame-error.ts";

/** A message without the fields that say where it goes. */
export interface Message {
  readonly payload: Readonly<Record<string, unknown>>;
  /** The caller's own id, which its answer repeats. */
  readonly requestId?: string;
  readonly mistake?: Mistake;
}

/** Text without control characters, which would break a log line. */
const REQUEST_ID = /^[^\p{Cc}\p{Cs}]{1,128}$/u;

/** Returns what is in a message, or the mistake in it. */
export function readMessage(text: string, actionField: string): Message {
  const value = parseJson(text);
  if (value === undefined) return { payload: {}, mistake: new Mistake("invalid_json") };
  if (!isObject(value)) return wrong("", "must be an object");
  const { [actionField]: _routed, requestId, ...payload } = value;
  if (requestId === undefined) return { payload };
  if (typeof requestId === "string" && REQUEST_ID.test(requestId)) return { payload, requestId };
  return wrong("requestId", "must be text of 1 to 128 characters, without control characters");
}

const wrong = (path: string, message: string): Message => ({
  payload: {},
  mistake: new Mistake("invalid_message", [{ path, message }]),
});

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Gives undefined, which no JSON stands for, when the text is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
