import type { Connection, Target } from "../connections/connection.ts";
import type { Charge, RefusedMessage } from "../messages/senders.ts";
import type { Subscriptions } from "../subscriptions/ports.ts";
import type { MayFollow } from "../tokens/policy.ts";
import type { ActionEntry, AnswerOf, Message, PushOf } from "./entry.ts";
import { liveConnectionsOf, liveSubscribersOf, type PushDependencies, pushOnce } from "./push.ts";

/** Everything that an action of one's own is given, beside its message. Entities and users are of the sender's tenant. */
export interface ActionCall<Push extends Message = Message> {
  /** The connection that sent the message, and whose it is. */
  readonly sender: Connection;
  /** Place in the trace that the message came with, for what the action calls. Its answer and pushes have it anyway. */
  readonly traceparent?: string | undefined;
  isSubscribed(entityId: string): Promise<boolean>;
  /** Asks the same rule as `subscribe`. */
  mayFollow(entityId: string): Promise<boolean>;
  /**
   * Pushes to those who are subscribed to an entity, the sender apart; for what is of no use a moment later, like who
   * types. It is tried once for each, nothing is kept, and 500 connections get it at most. Resolves with how many have
   * it. Counts as messages of its sender, who is refused when that is too much.
   */
  pushToSubscribers(entityId: string, message: Push): Promise<number>;
  /** Pushes to all connections of a user, in the same way. */
  pushToUser(userId: string, message: Push): Promise<number>;
}

/** Use case of an action: its answer, or nothing where none is in the contract. */
export type OwnAct<Entry extends ActionEntry> = (
  message: Entry extends ActionEntry<infer Payload> ? Payload["_zod"]["output"] : never,
  call: ActionCall<PushOf<Entry>>,
) => Promise<AnswerOf<Entry> extends undefined ? void : AnswerOf<Entry>>;

/** A message that its action was not to go on with. */
export class RefusedActionError extends Error {
  override readonly name = "RefusedActionError";
  readonly refusal: RefusedMessage;

  constructor(refusal: RefusedMessage) {
    super(refusal.refused);
    this.refusal = refusal;
  }
}

export interface CallDependencies extends PushDependencies {
  readonly subscriptions: Pick<Subscriptions, "has">;
  readonly mayFollow: MayFollow;
  readonly traceparent?: string | undefined;
}

export function createCall(sender: Connection, charge: Charge, ports: CallDependencies): ActionCall {
  const { tenant, connectionId } = sender;

  async function push(targets: readonly Target[], message: Message): Promise<number> {
    const refusal = await charge("pushed", targets.length);
    if (refusal) throw new RefusedActionError(refusal);
    const traced = { traceparent: ports.traceparent, ...message };
    return pushOnce(targets, traced, ports);
  }

  return {
    sender,
    traceparent: ports.traceparent,
    isSubscribed: (entityId) => ports.subscriptions.has(connectionId, entityId, ports.now()),
    mayFollow: async (entityId) => ports.mayFollow(sender, entityId),
    async pushToSubscribers(entityId, message) {
      const all = await liveSubscribersOf({ tenant, entityId }, ports);
      return push(
        all.filter((target) => target.connectionId !== connectionId),
        message,
      );
    },
    pushToUser: async (userId, message) => push(await liveConnectionsOf({ tenant, userId }, ports), message),
  };
}
