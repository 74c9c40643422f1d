import type { Subscription, SubscriptionEvents } from "../../src/index.ts";
import { settled } from "./fake-clock.ts";
import type { FakeSocket, Message } from "./fake-socket.ts";
import type { Harness } from "./harness.ts";

/** Returns an update of `order`. */
export const update = (id: string, fields: Message = {}) => ({
  type: "Entity Updated",
  id,
  entityId: "order",
  message: `message ${id}`,
  sentAt: "2026-01-31T12:00:00Z",
  ...fields,
});

/** Returns all that the client sent, as `subscribe order`. */
export const actions = ({ sent }: FakeSocket) => sent.map(({ action, entityId }) => `${action} ${entityId}`);

/** Answers a `subscribe` to `order`. */
export async function confirm(socket: FakeSocket, fields: Message = {}): Promise<void> {
  socket.answer("subscribe", { type: "subscribed", entityId: "order", ...fields });
  await settled();
}

/** Collects everything that a subscription tells, by name. */
export function listen(subscription: Subscription) {
  const told: [name: keyof SubscriptionEvents<unknown>, payload: unknown][] = [];
  for (const name of ["subscribing", "subscribed", "unsubscribed", "message", "gap", "error"] as const)
    subscription.on(name, (payload) => told.push([name, payload]));
  return { told, names: () => told.map(([name]) => name) };
}

/** Cuts the connection and lets the next one open. */
export async function reconnect({ socket, clock, accept }: Harness): Promise<FakeSocket> {
  socket().end();
  await clock.advance(20_000);
  return accept();
}
