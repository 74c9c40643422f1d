import type { EntityUpdate } from "../messages.ts";
import type { Handler } from "./emitter.ts";
import {
  createSubscription,
  type SubscribeOptions,
  type Subscription,
  type SubscriptionDependencies,
} from "./subscription.ts";
import { createTopic, type Topic, type TopicDependencies } from "./topic.ts";

export interface Subscriptions {
  subscribe(entityId: string, handler: Handler<EntityUpdate> | undefined, options?: SubscribeOptions): Subscription;
  topic(entityId: string): Topic | undefined;
  each(task: (topic: Topic) => void): void;
}

/** Keeps one topic for each entity and gives each caller a subscription. They survive connections. */
export function createSubscriptions(
  dependencies: TopicDependencies & Pick<SubscriptionDependencies, "onHandlerFailure">,
): Subscriptions {
  const topics = new Map<string, Topic>();

  function topicOf(entityId: string): Topic {
    const known = topics.get(entityId);
    if (known) return known;
    const topic: Topic = createTopic(
      entityId,
      () => topics.get(entityId) === topic && topics.delete(entityId),
      dependencies,
    );
    topics.set(entityId, topic);
    return topic;
  }

  return {
    subscribe: (entityId, handler, options = {}) =>
      createSubscription(handler, options, { ...dependencies, entityId, topic: topicOf(entityId) }),
    topic: (entityId) => topics.get(entityId),
    each(task) {
      for (const topic of [...topics.values()]) task(topic);
    },
  };
}
