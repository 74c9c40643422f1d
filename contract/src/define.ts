import * as z from "zod/mini";
import { ID_MAX_LENGTH, PRINTABLE } from "./text.ts";

const REQUEST_ID_MAX_LENGTH = 128;
const URL_MAX_LENGTH = 2048;
const REASON_MAX_LENGTH = 256;
/** Bounds what is looked at before a token is verified. */
const TOKEN_MAX_LENGTH = 8 * 1024;

export const printable = (maxLength: number) => {
  const rule = `must be text of 1 to ${maxLength} characters, without control characters`;
  return z.string(rule).check(z.minLength(1, rule), z.maxLength(maxLength, rule), z.regex(PRINTABLE, rule));
};

export const entityId = printable(ID_MAX_LENGTH);
export const userId = printable(ID_MAX_LENGTH);
export const requestId = printable(REQUEST_ID_MAX_LENGTH);
export const url = printable(URL_MAX_LENGTH);
/** Whose ids these are, where one deployment serves several customers. */
export const tenant = printable(ID_MAX_LENGTH);
/** A token's jti claim. */
export const tokenId = printable(ID_MAX_LENGTH);
/** For people. */
export const reason = printable(REASON_MAX_LENGTH);
export const token = printable(TOKEN_MAX_LENGTH);
/** A place in the updates of one entity; 0 is before the first. */
export const sequence = z
  .int("must be a whole number, 0 or more")
  .check(z.nonnegative("must be a whole number, 0 or more"));
export const timestamp = z.iso.datetime();
/** Any JSON value; the field must be there. */
export const json = z.unknown();

/** One kind of message: all that types, documents and tests are made of. */
export interface MessageDefinition<Payload extends z.ZodMiniType = z.ZodMiniType> {
  /** Unique in the registry and in the AsyncAPI document. */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly description?: string;
  readonly payload: Payload;
  readonly examples: readonly z.output<Payload>[];
}

/** What a definition's payload looks like. */
export type PayloadOf<Definition extends MessageDefinition> = z.output<Definition["payload"]>;

/** Types a definition's examples by its own schema. */
export function define<Payload extends z.ZodMiniType>(
  definition: MessageDefinition<Payload>,
): MessageDefinition<Payload> {
  return definition;
}
