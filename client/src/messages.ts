import type * as contract from "@portcullis/contract";

/** Push of something that was published about an entity. */
export interface EntityUpdate<Message = unknown> extends Omit<contract.EntityUpdated, "seq"> {
  readonly message: Message;
  /** Place among the updates of this entity, from servers that keep one. */
  readonly seq?: number;
}

/** Push of something that was sent to the user of this connection. */
export interface UserNotification<Message = unknown> extends Omit<contract.UserPushNotification, "seq"> {
  readonly message: Message;
  /** Place among the notifications of this user, from servers that keep them. */
  readonly seq?: number;
}

/** Users who are subscribed to an entity. */
export interface Presence extends Omit<contract.Present, "users" | "total" | "revision"> {
  readonly users: readonly string[];
  readonly total: number;
}

/** Push that tells of a user who came or went. */
export type PresenceChange = contract.PresenceJoined | contract.PresenceLeft;

type Json = { readonly [name: string]: unknown };

// What servers may add to the contract's messages. The client uses it where it is there and does without where not.

export interface Subscribed extends Omit<contract.Subscribed, "seq"> {
  /** Place of the entity's newest update. */
  readonly seq?: number;
  /** True if everything after `since` is being sent again. */
  readonly recovered?: boolean;
}

export interface Authenticated {
  readonly type: "authenticated";
  readonly requestId?: string;
  /** Time in ISO 8601. */
  readonly expiresAt?: string;
  /** Entities that the new token does not allow any more: their subscriptions are gone. */
  readonly ended?: readonly string[];
}

export interface Disconnect {
  readonly type: "disconnect";
  readonly code: string;
  readonly reason?: string;
  /** True unless told otherwise. */
  readonly reconnect?: boolean;
  readonly retryAfterMs?: number;
}

/** Error with any `code`, since a newer server may have more. */
export interface ErrorAnswer extends Omit<contract.ErrorMessage, "code"> {
  readonly code: string;
  readonly retryAfterMs?: number;
}

/** Frames without a type of their own: API Gateway's error (its requestId is not the client's) and any other text. */
export type OtherFrame =
  | { readonly type: "gateway error"; readonly message: string }
  | { readonly type: "unknown"; readonly message: OtherMessage }
  | { readonly type: "invalid" };

/** Message of a type that is not in the contract, such as an answer to an action of your own. */
export interface OtherMessage extends Json {
  readonly type: string;
}

export type Answer = Subscribed | contract.Unsubscribed | Authenticated | Presence;
export type TypedMessage =
  | Answer
  | contract.Pong
  | ErrorAnswer
  | EntityUpdate
  | UserNotification
  | PresenceChange
  | Disconnect;
export type Frame = TypedMessage | OtherFrame;

/** Text that each message must have; more is not relied on. Handlers get a message as it came. */
const REQUIRED: ReadonlyMap<unknown, readonly string[]> = new Map(
  Object.entries({
    subscribed: ["entityId"],
    unsubscribed: ["entityId"],
    authenticated: [],
    presence: ["entityId"],
    "presence.joined": ["id", "entityId", "userId"],
    "presence.left": ["id", "entityId", "userId"],
    pong: [],
    error: ["code"],
    "Entity Updated": ["id", "entityId"],
    "User Push Notification": ["id"],
    disconnect: ["code"],
  } satisfies Record<TypedMessage["type"], string[]>),
);

/** Tells whether the client itself takes messages of this type. */
export const isKnown = (type: string): boolean => REQUIRED.has(type);

/** Fields that must be numbers if they are there, since the client reckons with them. */
const NUMBERS = ["seq", "total", "retryAfterMs"];

/** Returns the message in a frame. */
export function parseFrame(data: unknown): Frame {
  const value = parseObject(data);
  const { type, message } = value;
  if (type === undefined && typeof message === "string") return { type: "gateway error", message };
  if (typeof type === "string" && !isKnown(type)) return { type: "unknown", message: { ...value, type } };
  return isTyped(value) ? value : { type: "invalid" };
}

function parseObject(data: unknown): Json {
  try {
    // Object() for what is JSON but no object; what is no text is no JSON.
    return Object(JSON.parse(data as string));
  } catch {
    return {};
  }
}

function isTyped(value: Json): value is Json & TypedMessage {
  const isText = (name: string) => typeof value[name] === "string";
  const isNumberIfAny = (name: string) => ["number", "undefined"].includes(typeof value[name]);
  const isListIfAny = Array.isArray(value.ended ?? []);
  return !!REQUIRED.get(value.type)?.every(isText) && NUMBERS.every(isNumberIfAny) && isListIfAny;
}
