import * as z from "zod/mini";
import { ID_MAX_LENGTH, PRINTABLE } from "./text.ts";

const REQUEST_ID_MAX_LENGTH = 128;
const URL_MAX_LENGTH = 2048;

const printable = (maxLength: number) => {
  const rule = `must be text of 1 to ${maxLength} characters, without control characters`;
  return z.string(rule).check(z.minLength(1, rule), z.maxLength(maxLength, rule), z.regex(PRINTABLE, rule));
};

export const entityId = printable(ID_MAX_LENGTH);
export const userId = printable(ID_MAX_LENGTH);
export const requestId = printable(REQUEST_ID_MAX_LENGTH);
export const url = printable(URL_MAX_LENGTH);
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
