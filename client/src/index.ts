export type { Abortable } from "./abort.ts";
export {
  type ActionsOf,
  type AnswerOf,
  type AnyProtocol,
  type Client,
  type ClientEvents,
  createClient,
  type MessagesOf,
  type PayloadOf,
  type Protocol,
} from "./client.ts";
export type { Clock } from "./clock.ts";
export { ERRORS, type ErrorCode, type ErrorDetails, PortcullisError, UnauthorizedError } from "./errors.ts";
export type { EntityUpdate, OtherMessage, Presence, PresenceChange, UserNotification } from "./messages.ts";
export type { ClientOptions } from "./options.ts";
export { fullJitterBackoff, type Random, type RetryDelay } from "./retry.ts";
export type { Environment, Obstacle } from "./socket/environment.ts";
export type { Status } from "./socket/states.ts";
export type { Debug, WebSocketConstructor, WebSocketLike } from "./socket/web-socket.ts";
export type { Handler } from "./subscriptions/emitter.ts";
export type {
  SubscribeOptions,
  Subscription,
  SubscriptionEvents,
  SubscriptionState,
} from "./subscriptions/subscription.ts";
export type { Gap, SubscribedInfo } from "./subscriptions/topic.ts";
export type { Auth } from "./tokens/carrier.ts";
export type { GetToken, Token, TokenReason, TokenRequest } from "./tokens/tokens.ts";
export type { WaitOptions } from "./wait.ts";
