export { type AsyncApiDocument, createAsyncApi } from "./asyncapi.ts";
export {
  DISCONNECT_CODES,
  type DisconnectCode,
  type DisconnectCodeEntry,
  ERROR_CODES,
  type ErrorCode,
  type ErrorCodeEntry,
} from "./codes.ts";
export { entityId, type MessageDefinition, type PayloadOf, printable } from "./define.ts";
export * from "./events.ts";
export { type WrongField, wrongField, wrongFields } from "./fields.ts";
export {
  encodeMessage,
  errorMessage,
  explainUnrouted,
  MAX_MESSAGE_BYTES,
  MessageTooLargeError,
  type Parsed,
  parseMessage,
} from "./frames.ts";
export * from "./from-client.ts";
export * from "./from-server.ts";
export * from "./http.ts";
export { messages } from "./messages.ts";
export { createOpenApi, type OpenApiDocument } from "./openapi.ts";
export { type MemberChange, PRESENCE_DATA_MAX_BYTES, PRESENCE_MEMBERS_MAX_COUNT } from "./presence/members.ts";
export { fitsState, STATE_KEYS_MAX_COUNT, STATE_VALUE_MAX_BYTES, type StateChange } from "./state.ts";
export { STREAM_MAX_LENGTH, STREAM_PIECE_MAX_LENGTH, type StreamError, type StreamState } from "./streams.ts";
export { ID_MAX_LENGTH, PRINTABLE, TRACEPARENT } from "./text.ts";
