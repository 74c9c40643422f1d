import type { EntityUpdate } from "../messages.ts";
import type { Handler } from "./emitter.ts";
import {
  createSubscription,
  type SubscribeOptions,
  type Subscription,
  type SubscriptionSetting,
} from "./subscription.ts";
import { createTopic, type Topic, type TopicOptions } from "./topic.ts";

export interface Subscriptions {
  subscribe(entityId: string, handler: Handler<EntityUpdate> | undefined, options?: SubscribeOptions): Subscription;
  topic(entityId: string): Topic | undefined;
  each(task: (topic: Topic) => void): void;
}

/** Who is subscribed to what: one topic for each entity, one subscription for each caller. They survive connections. */
export function createSubscriptions(
  options: TopicOptions & Pick<SubscriptionSetting, "onHandlerFailure">,
): Subscriptions {
  const topics = new Map<string, Topic>();

  function topicOf(entityId: string): Topic {
    const known = topics.get(entityId);
    if (known) return known;
    const topic: Topic = createTopic(
      entityId,
      () => topics.get(entityId) === topic && topics.delete(entityId),
      options,
    );
    topics.set(entityId, topic);
    return topic;
  }

  return {
    subscribe: (entityId, handler, subscribeOptions = {}) =>
      createSubscription(handler, subscribeOptions, { ...options, entityId, topic: topicOf(entityId) }),
    topic: (entityId) => topics.get(entityId),
    each(task) {
      for (const topic of [...topics.values()]) task(topic);
    },
  };
}
