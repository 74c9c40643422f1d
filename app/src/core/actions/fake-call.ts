import { type Connection, newConnection } from "../connections/connection.ts";
import type { ActionCall } from "./call.ts";
import type { Message } from "./entry.ts";

export interface FakeCallOptions {
  /** Parts of the sender, who is ada otherwise. */
  readonly sender?: Partial<Connection>;
  /** Entities that the sender is subscribed to. */
  readonly subscribed?: readonly string[];
  /** Entities that the sender may follow. Default: all. */
  readonly mayFollow?: readonly string[];
}

/** A push, and to whom. */
export type FakePush = { readonly message: Message } & ({ readonly entityId: string } | { readonly userId: string });

/** A call for tests of an action, which keeps what was pushed. */
export function fakeCall(options: FakeCallOptions = {}): ActionCall & { readonly pushes: readonly FakePush[] } {
  const { sender, subscribed = [], mayFollow } = options;
  const pushes: FakePush[] = [];
  const identity = { userId: "ada", sub: "ada", exp: 4_102_444_800 };
  return {
    sender: { ...newConnection(identity, { connectionId: "abc=", connectedAt: 0 }), ...sender },
    isSubscribed: async (entityId) => subscribed.includes(entityId),
    mayFollow: async (entityId) => mayFollow?.includes(entityId) ?? true,
    pushToSubscribers: async (entityId, message) => pushes.push({ entityId, message }),
    pushToUser: async (userId, message) => pushes.push({ userId, message }),
    pushes,
  };
}
