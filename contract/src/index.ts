export { type AsyncApiDocument, createAsyncApi } from "./asyncapi.ts";
export { ERROR_CODES, type ErrorCode, type ErrorCodeEntry } from "./codes.ts";
export type { MessageDefinition, PayloadOf } from "./define.ts";
export {
  encodeMessage,
  errorMessage,
  explainUnrouted,
  MAX_MESSAGE_BYTES,
  MessageTooLargeError,
  type Parsed,
  parseMessage,
} from "./frames.ts";
export * from "./messages.ts";
export { ID_MAX_LENGTH, PRINTABLE } from "./text.ts";
