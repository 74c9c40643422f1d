import * as z from "zod/mini";
import { ID_MAX_LENGTH, PRINTABLE, TRACEPARENT } from "./text.ts";

const REQUEST_ID_MAX_LENGTH = 128;
const MESSAGE_ID_MAX_LENGTH = 128;
/** Half of an id's: the key of a stream has its entity's id in it, too. */
const STREAM_ID_MAX_LENGTH = 128;
const URL_MAX_LENGTH = 2048;
const REASON_MAX_LENGTH = 256;
/** Length of a token, which bounds the text that is looked at before the token is verified. */
const TOKEN_MAX_LENGTH = 8 * 1024;

export const printable = (maxLength: number) => {
  const rule = `must be text of 1 to ${maxLength} characters, without control characters`;
  return z.string(rule).check(z.minLength(1, rule), z.maxLength(maxLength, rule), z.regex(PRINTABLE, rule));
};

export const entityId = printable(ID_MAX_LENGTH);
export const userId = printable(ID_MAX_LENGTH);
export const requestId = printable(REQUEST_ID_MAX_LENGTH);
export const url = printable(URL_MAX_LENGTH);
/** Name of the customer to whom ids belong, where one deployment serves several. */
export const tenant = printable(ID_MAX_LENGTH);
/** Id of a message, chosen by its publisher. It names one message to one entity or user. */
export const messageId = printable(MESSAGE_ID_MAX_LENGTH);
/** A token's jti claim. */
export const tokenId = printable(ID_MAX_LENGTH);
/** Text for people. */
export const reason = printable(REASON_MAX_LENGTH);
export const token = printable(TOKEN_MAX_LENGTH);
/** A place in the updates of one entity; 0 is before the first. */
export const sequence = z
  .int("must be a whole number, 0 or more")
  .check(z.nonnegative("must be a whole number, 0 or more"));
export const streamId = printable(STREAM_ID_MAX_LENGTH);
/** A place in the text of a stream, in UTF-16 code units, as JavaScript's `length` counts them. */
export const offset = sequence;
export const timestamp = z.iso.datetime();
/** Any JSON value; the field must be there. */
export const json = z.unknown();
/**
 * Place in a trace. One of another form counts as none: nothing is refused because of it.
 * https://www.w3.org/TR/trace-context/#traceparent-header
 */
export const traceparent = z.catch(z.optional(z.string().check(z.regex(TRACEPARENT))), undefined);

/** Definition of one message: all that types, documents and tests are made of. */
export interface MessageDefinition<Payload extends z.ZodMiniType = z.ZodMiniType> {
  /** Name, unique in the registry and in the AsyncAPI document. */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly description?: string;
  readonly payload: Payload;
  readonly examples: readonly z.output<Payload>[];
}

/** Type of a definition's payload. */
export type PayloadOf<Definition extends MessageDefinition> = z.output<Definition["payload"]>;

/** Types a definition's examples by its own schema. */
export function define<Payload extends z.ZodMiniType>(
  definition: MessageDefinition<Payload>,
): MessageDefinition<Payload> {
  return definition;
}
