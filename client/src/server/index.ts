export type { EventSenderOptions } from "./event-sender.ts";
export type {
  BatchMessage,
  EntityMessage,
  MessageOptions,
  Traced,
  UserMessage,
  UserMessageOptions,
} from "./outgoing.ts";
export { HttpError, type HttpOptions, type HttpRequest, overHttp } from "./over-http.ts";
export { PublishError, type PublishFailure } from "./publish-error.ts";
export {
  createPublisher,
  type DisconnectOptions,
  type Published,
  type Publisher,
  type PublisherOptions,
  type Revocation,
} from "./publisher.ts";
export type { StreamOptions } from "./stream.ts";
export type { StreamFailure, StreamWriter } from "./stream-writer.ts";
export type { SpanContextLike, Traceparent } from "./traceparent.ts";
export {
  type EntryResult,
  type EntryResults,
  type EventBridgeClientLike,
  type EventEntry,
  overEventBridge,
  type Transport,
} from "./transport.ts";
